"""Both languages are whole, and no template says a word of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webapp.i18n import LANGUAGES, catalogue

FOLDER = Path(__file__).resolve().parents[2] / "webapp"
TEMPLATES = sorted((FOLDER / "templates").iterdir())
KEYS = {lang: dict(catalogue(lang).keys()) for lang in LANGUAGES}
PLURAL = (".one", ".other")


def family(key: str) -> str:
    """The key without its plural form."""
    return key.rsplit(".", 1)[0] if key.endswith(PLURAL) else key


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_both_catalogues_have_the_same_keys() -> None:
    assert {family(k) for k in KEYS["vi"]} == {family(k) for k in KEYS["en"]}


@pytest.mark.parametrize("key", sorted(k for k in KEYS["vi"] if k in KEYS["en"]))
def test_both_languages_fill_the_same_places(key: str) -> None:
    assert placeholders(KEYS["vi"][key]) == placeholders(KEYS["en"][key])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_strings_are_text_that_is_safe_in_an_attribute(lang: str) -> None:
    for key, text in KEYS[lang].items():
        assert text.strip() == text != "", key
        if not key.startswith(("help.writing.rows", "home.examples")):
            assert not re.search(r'[<>"&]', text), key


def test_vietnamese_has_its_diacritics() -> None:
    plain = [
        k
        for k, text in KEYS["vi"].items()
        if len(text) > 30 and text.isascii() and not text.startswith("http")
    ]
    assert plain == []


@pytest.mark.parametrize("path", [*TEMPLATES, *FOLDER.rglob("*.py")], ids=lambda p: p.name)
def test_every_key_that_is_used_exists(path: Path) -> None:
    code = path.read_text()
    for key in re.findall(r"\bt\(f?['\"]([\w.]+)['\"]\s*[,)]", code):
        assert key in catalogue("vi"), key
        assert key in catalogue("en"), key


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p.suffix == ".html"], ids=lambda p: p.name)
def test_no_template_holds_a_literal_sentence(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text(), flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
    said = re.findall(r'(?:placeholder|aria-label|title|alt|content)="([^"]*)"', text)
    visible = re.sub(r"<[^>]*>", " ", text)
    allowed = {
        "",
        "website",
        "article",
        "light dark",
        "width=device-width, initial-scale=1",
        "noindex",
        "noindex, follow",
        "#ffffff",
        "#131519",
        "image/png",
        "1200",
        "630",
        "summary_large_image",
    }
    words = [word for word in re.findall(r"[^\W\d_]{2,}", visible) if word not in ("GET", "UTF", "vi")]
    assert words == []
    assert set(map(str.strip, said)) <= allowed


@pytest.mark.parametrize(
    ("lang", "count", "text"),
    [
        ("vi", 1, "1 bài"),
        ("vi", 1234, "1.234 bài"),
        ("en", 1, "1 article"),
        ("en", 1234567, "1,234,567 articles"),
        ("en", 0, "0 articles"),
    ],
)
def test_numbers_take_the_reader_s_form(lang: str, count: int, text: str) -> None:
    assert catalogue(lang)("count.articles", count=count) == text


@pytest.mark.parametrize(
    ("lang", "iso", "text"),
    [
        ("vi", "2021-02-11T14:01:00+07:00", "11/02/2021 14:01"),
        ("en", "2021-02-11T14:01:00+07:00", "11 February 2021 14:01"),
        ("vi", "2021-02-11", "11/02/2021"),
        ("vi", "2021-02-11T00:00:00+07:00", "11/02/2021"),
        ("en", "not a date", "not a date"),
        ("en", None, ""),
    ],
)
def test_dates_take_the_reader_s_form(lang: str, iso: str | None, text: str) -> None:
    assert catalogue(lang).date(iso, time=True) == text


def test_values_are_escaped_and_unknown_keys_do_no_harm() -> None:
    t = catalogue("vi")
    assert "<b>" not in t("results.page_title", q="<b>{x}")
    assert t("no.such.key") == "no.such.key"


def test_every_refusal_of_a_query_has_a_sentence() -> None:
    codes = set()
    for floor in ("indexer", "search"):
        for path in (FOLDER.parent / floor).rglob("*.py"):
            for call in re.findall(r"QueryError\((.*?)\)(?: from \w+)?\n", path.read_text(), re.S):
                codes |= set(re.findall(r'code="(\w+)"', call))
    assert {"range", "too_small", "nested"} <= codes
    missing = [code for code in sorted(codes) if f"error.parameter.{code}" not in catalogue("vi")]
    assert missing == []


def test_every_message_of_search_has_a_sentence() -> None:
    codes = set()
    for path in (FOLDER.parent / "search").rglob("*.py"):
        codes |= set(re.findall(r"Message\(\s*\"(\w+)\"", path.read_text()))
    assert codes
    missing = [code for code in sorted(codes) if f"message.{code}" not in catalogue("vi")]
    assert missing == []
