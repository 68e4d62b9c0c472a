"""The description is what generators of clients need: it lints clean, and what two of them make of it works with the site."""

from __future__ import annotations

import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import pytest

from tests.webapp.samples import THANH_XUAN
from tests.webapp.serving import serving
from tests.webapp.writing import KEY, article, key_file, lines
from webapp import create_app, resource
from webapp.openapi import NO_CONTROLS, description

HERE = Path(__file__).parent
REDOCLY = "@redocly/cli@2.77.0"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("description") / "openapi.json"
    path.write_text(json.dumps(description(writes=True), ensure_ascii=False))
    return path


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command; ruff, with which a generator formats, is found beside this Python."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return subprocess.run(
        [str(c) for c in command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path},
    )


@pytest.mark.parametrize("writes", [False, True])
def test_redocly_finds_nothing(tmp_path: Path, writes: bool) -> None:
    npx = shutil.which("npx")
    if not npx:
        pytest.skip("needs Node's npx")
    if run(npx, "--yes", REDOCLY, "--version").returncode:
        pytest.skip(f"{REDOCLY} cannot be had: no network?")
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(description(writes=writes), ensure_ascii=False))
    done = run(
        npx, "--yes", REDOCLY, "lint", "--extends=recommended", "--max-problems=50", "--format=stylish", path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"\b(error|warning) {2,}\S", done.stdout), done.stdout


def test_texts_that_are_sent_exclude_control_characters() -> None:
    open_texts = []
    for path, operations in description(writes=True)["paths"].items():
        for verb, operation in operations.items():
            for parameter in operation["parameters"]:
                schema = parameter["schema"].get("items", parameter["schema"])
                if schema["type"] == "string" and not {"enum", "format"} & schema.keys():
                    for text in ("\0", "a\nb", "\x1b[0m", "\x7f"):
                        if re.search(schema["pattern"], text):
                            open_texts.append((path, verb, parameter["name"], text))
    assert open_texts == []
    assert re.search(NO_CONTROLS, "Đoàn viên “công đoàn” – 50% & hơn")


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("writable")
    (folder / "corpus").mkdir()
    (folder / "corpus/page.jsonl").write_bytes(lines(article("trang")))
    config = {"INDEX": str(folder / "index"), "CORPUS": str(folder / "corpus"), "ACCESS_LOG": False}
    app = create_app({**config, "WRITE_KEY_FILE": str(key_file(folder))})
    with serving(app) as address:
        yield address
    resource.close(app)


@pytest.fixture(scope="module")
def package(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The package that openapi-python-client makes, by the name that it gives it."""
    folder = tmp_path_factory.mktemp("package") / "made"
    made = run(
        sys.executable, "-m", "openapi_python_client", "generate", "--path", file, "--output-path", folder,
        "--config", HERE / "generator.yaml", "--fail-on-warning",
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    (path,) = folder.glob("*/client.py")
    sys.path.insert(0, str(folder))
    yield path.parent.name
    sys.path.remove(str(folder))


def operation(package: str, name: str) -> ModuleType:
    return importlib.import_module(f"{package}.api.default.{name}")


def test_the_first_generator_makes_a_client_that_reads(package: str, site: str) -> None:
    assert package == "tin_cong_doan_client"
    made = importlib.import_module(package)
    types = importlib.import_module(f"{package}.types")
    with made.Client(base_url=site) as client:
        found = operation(package, "search").sync(
            client=client, q="cong doan", district=["thanh-xuan"], size=3
        )
        assert found.results[0].id == THANH_XUAN
        assert found.facets["year"][0].count >= 1
        whole = operation(package, "article").sync(THANH_XUAN, client=client)
        assert whole.title.startswith("Công đoàn quận Thanh Xuân")
        (passage, *_) = operation(package, "passages").sync(client=client, q="máy đo thân nhiệt").passages
        assert passage.link.startswith("/articles/")
        assert operation(package, "ledger").sync(client=client).rows
        assert operation(package, "changes").sync(client=client, since="2000-01-01").changes
        refused = operation(package, "search").sync_detailed(client=client, q="x", district=["\0"])
        assert (refused.status_code, refused.parsed.parameter) == (400, "district")
        exported = operation(package, "jsonl").sync_detailed(client=client, q="cong doan", year=types.UNSET)
        assert (
            len(exported.content.splitlines())
            == operation(package, "search").sync(client=client, q="cong doan").total
        )


def test_the_first_generator_makes_a_client_that_writes(package: str, writable: str) -> None:
    made = importlib.import_module(package)
    types = importlib.import_module(f"{package}.types")

    def body(*records: Any) -> Any:
        return types.File(payload=io.BytesIO(lines(*records)))

    with made.AuthenticatedClient(base_url=writable, token=KEY, timeout=60) as client:
        written = operation(package, "add_articles").sync(client=client, body=body(article("một")), wait=0)
        assert [row.id for row in written.articles] == ["một"]
        refused = operation(package, "add_articles").sync(client=client, body=body(article("hai"), {"x": 1}))
        assert [row.line for row in refused.errors] == [2]
        assert operation(package, "delete_article").sync("một", client=client, wait=0).id == "một"
    with made.AuthenticatedClient(base_url=writable, token="wrong") as client:
        assert operation(package, "delete_article").sync_detailed("một", client=client).status_code == 401


def test_the_second_generator_makes_models_of_every_answer(file: Path, site: str, tmp_path: Path) -> None:
    path = tmp_path / "tin_cong_doan_models.py"
    done = run(
        sys.executable, "-W", "ignore", "-m", "datamodel_code_generator", "--input", file, "--input-file-type", "openapi",
        "--output", path, "--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    sys.path.insert(0, str(tmp_path))
    try:
        models = importlib.import_module("tin_cong_doan_models")
    finally:
        sys.path.remove(str(tmp_path))
    answers = {
        "SearchAnswer": "/api/search?q=cong+doan&explain=1",
        "Suggestions": "/api/suggest?q=cong",
        "Passages": "/api/passages?q=cong+doan",
        "TimelineAnswer": "/api/timeline?q=cong+doan",
        "FacetsAnswer": "/api/facets",
        "ChangesAnswer": "/api/changes?since=2000-01-01",
        "Article": f"/api/articles/{THANH_XUAN}",
        "RelatedAnswer": f"/api/articles/{THANH_XUAN}/related",
        "VersionsAnswer": f"/api/articles/{THANH_XUAN}/versions",
        "LedgerAnswer": "/api/ledger",
        "CampaignLife": "/api/campaigns/thang-cong-nhan/life",
    }
    for name, address in answers.items():
        with urlopen(site + address) as response:
            model = getattr(models, name).model_validate_json(response.read())
        assert model.model_fields_set, name
