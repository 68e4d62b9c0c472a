"""Templates read only what is there: a renamed field would else leave its notice out without a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Undefined
from jinja2.utils import missing

from tests.e2e.conftest import PAGES

MORE = [
    "/search?q=cong+doan&from=2020-01-01",
    "/search?q=cong+doan+xyz&district=thanh-xuan",
    "/search?q=cong+doan&exact=cong+doan",
    "/facets/author",
]


class ReadOfAbsent(Undefined):
    """What a template reads of an object that lacks it: noted. A variable that nobody set stays empty, as Jinja has it."""

    noted: set[str] = set()  # noqa: RUF012

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, *rest: Any
    ) -> None:
        super().__init__(hint, obj, name, *rest)
        if obj is not missing:
            self.noted.add(f"{type(obj).__name__}.{name}")


@pytest.fixture
def watched(app: Flask) -> Iterator[FlaskClient]:
    usual = app.jinja_env.undefined
    app.jinja_env.undefined = ReadOfAbsent
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    ReadOfAbsent.noted.clear()
    yield app.test_client()
    app.jinja_env.undefined = usual
    app.jinja_env.cache.clear()  # type: ignore[union-attr]


def test_the_watch_notes_a_field_that_is_not_there(watched: FlaskClient, app: Flask) -> None:
    with app.test_request_context("/"):
        app.jinja_env.from_string("{{ request.nothing_of_that_name }}").render(request=object())
    assert ReadOfAbsent.noted == {"object.nothing_of_that_name"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_template_reads_a_field_that_is_not_there(watched: FlaskClient, lang: str) -> None:
    for path in [*PAGES.values(), *MORE]:
        watched.get(f"{path}{'&' if '?' in path else '?'}lang={lang}&r={lang}")
    for hit in watched.get("/api/search?size=20").get_json()["results"]:
        watched.get(f"{hit['link']}?q=cong+doan&lang={lang}")
        watched.get(f"{hit['link']}/versions?lang={lang}")
    cited = watched.post("/s", data={"q": "cong doan"})
    watched.get(f"{cited.location}?lang={lang}")
    watched.post("/batch", data={"queries": "cong doan\nqwzxv"})
    assert ReadOfAbsent.noted == set()
