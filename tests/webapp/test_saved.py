"""`/saved`: an empty shell, and the export of a list of ids."""

from __future__ import annotations

import csv
from typing import Any

import pytest


def ids(client: Any, count: int) -> list[str]:
    return [row["id"] for row in client.get(f"/api/search?size={count}").json["results"]]


@pytest.mark.parametrize(("lang", "said"), [("vi", "cần JavaScript"), ("en", "needs JavaScript")])
def test_the_shell_names_no_article(client: Any, lang: str, said: str) -> None:
    page = client.get(f"/saved?lang={lang}").get_data(as_text=True)
    assert said in page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "/articles/" not in page
    assert "Set-Cookie" not in client.get("/saved").headers


def test_the_table_keeps_the_order_and_names_what_is_missing(client: Any) -> None:
    first, second = ids(client, 2)
    answer = client.post("/saved.csv?lang=en", data={"id": [second, "gone-1", first, second]})
    rows = list(csv.reader(answer.get_data().decode("utf-8-sig").splitlines()))
    assert [row[0] for row in rows[1:]] == [second, first, "gone-1"]
    assert rows[3][2] == "no longer in the archive"
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize(("form", "sign", "note"), [("bib", "@article{", "% "), ("ris", "TY  - ", "N1  - ")])
def test_references_are_those_of_the_articles(client: Any, form: str, sign: str, note: str) -> None:
    known = ids(client, 2)
    text = client.post(f"/saved.{form}", data={"id": known}).get_data(as_text=True)
    assert text.count(sign) == 2
    assert note not in text
    gone = client.post(f"/saved.{form}?lang=vi", data={"id": ["x@y{\nTY  - BOOK"]}).get_data(as_text=True)
    assert "không còn trong kho bài" in gone
    assert "@" not in gone if form == "bib" else gone.count("\nTY") == 0


@pytest.mark.parametrize("form", ["csv", "bib", "ris"])
def test_a_list_is_not_kept_on_its_way(client: Any, form: str) -> None:
    answer = client.post(f"/saved.{form}", data={"id": ids(client, 1)})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/saved.{form}").status_code == 405
