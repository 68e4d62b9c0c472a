"""One small index per session, and the site over it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.pipeline import update
from tests.webapp.samples import RECORDS
from tests.webapp.serving import serving
from webapp import create_app, resource


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample articles."""
    corpus = tmp_path_factory.mktemp("corpus")
    lines = [json.dumps(line, ensure_ascii=False) for line in RECORDS]
    (corpus / "samples.jsonl").write_text("\n".join(lines))
    folder = tmp_path_factory.mktemp("index") / "index"
    update(corpus, folder, jobs=1)
    return folder


@pytest.fixture(scope="session")
def app(index: Path) -> Iterator[Flask]:
    """The site over the sample articles."""
    app = create_app({"INDEX": str(index), "ACCESS_LOG": False})
    yield app
    resource.close(app)


@pytest.fixture(scope="session")
def site(app: Flask) -> Iterator[str]:
    """The address of a real server on loopback."""
    with serving(app) as address:
        yield address


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
