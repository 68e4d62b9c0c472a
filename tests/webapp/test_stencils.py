"""Rows that are filled into kept HTML: what differs is right in each, and nothing in a label breaks them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Template

from search.results import FacetCount
from webapp import stencils

ROW = Template(
    "{% macro row(facet, value, label, selected, found, count, unit) %}"
    "<li{% if selected %} on{% endif %}{% if not found %} zero{% endif %}>{{ label }} {{ value }} ({{ count }} {{ unit }})</li>"
    "{% endmacro %}",
    autoescape=True,
)


@pytest.mark.parametrize("label", ["Đống Đa", '<b>"&', "a\0b", "100 % {x} %s", "1"])
def test_any_label_stays_in_its_row(app: Flask, label: str) -> None:
    with app.test_request_context("/?lang=en"):
        macro = ROW.module.row  # type: ignore[attr-defined]
        shown = stencils.facet_values(
            macro,
            "district",
            [FacetCount("v", label, 1), FacetCount("v", label, 1_234), FacetCount("w", label, 0)],
        )
    rows = str(shown).split("</li>")
    assert len(rows) == 4
    assert rows[0].endswith("(1 article)")
    assert rows[1].endswith("(1,234 articles)")
    assert rows[2].startswith("<li zero>")
    assert "<b>" not in shown


@pytest.mark.parametrize(("lang", "written"), [("vi", "1.234 bài"), ("en", "1,234 articles")])
def test_counts_are_written_as_the_reader_does(app: Flask, lang: str, written: str) -> None:
    with app.test_request_context(f"/?lang={lang}"):
        shown = stencils.facet_values(ROW.module.row, "year", [FacetCount("2020", "2020", 1_234, True)])  # type: ignore[attr-defined]
    assert f"({written})" in shown
    assert shown.startswith("<li on>")


@pytest.mark.parametrize("q", ['"a" &amp; <i>', "công đoàn", "a&b=c"])
def test_links_of_charts_keep_the_query(client: FlaskClient, q: str) -> None:
    page = client.get("/search", query_string={"q": q, "lang": "en", "year": "2020"}).get_data(as_text=True)
    links = re.findall(r'<a href="([^"]*)" class="(?:bar|tile)', page)
    assert links or q != "công đoàn"
    assert all("lang=en" in link and "&lang" not in link.replace("&amp;", "") for link in links)
    assert "<i>" not in page
