"""The site's two languages: one TOML catalogue each, and the reader's forms of numbers and dates.

Strings are `Markup`: everything but the catalogue's own text is escaped. A string is either plain, or a table of plural forms
(`one`, `other`) chosen by the value `count`. Keys are dotted (`results.none`); whole numbers among the values are written in
the reader's form.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from markupsafe import Markup, escape

from indexer.hanoi_time import HANOI

LANGUAGES = ("vi", "en")
"""The first is the default."""

_FOLDER = Path(__file__).parent
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Catalogue:
    """The strings of one language. Called with a key and values, gives the finished string."""

    def __init__(self, lang: str, strings: Mapping[str, Any]) -> None:
        self.lang = lang
        self._strings = strings
        self._found: dict[str, Any] = {}
        self._whole: dict[str, Markup] = {}
        self._parts: dict[str, list[tuple[str, str]] | None] = {}

    def __contains__(self, key: str) -> bool:
        return self._find(key) is not None

    def __call__(self, key: str, **values: Any) -> Markup:
        """The string `key` with its placeholders filled. An unknown key gives the key itself."""
        if not values and (whole := self._whole.get(key)) is not None:
            return whole
        found = self._find(key)
        if isinstance(found, Mapping):
            found = found["one" if values.get("count") == 1 and "one" in found else "other"]
        if not isinstance(found, str):
            return Markup(Markup.escape(key))
        if not values:
            # Only keys of the catalogue get here, so that this cannot grow without end.
            return self._whole.setdefault(key, Markup(found))
        shown = {name: self.number(v) if type(v) is int else v for name, v in values.items()}
        parts = self._split(found)
        if parts is None or any(name not in shown for _, name in parts if name):
            return Markup(found).format(**shown)
        return Markup("".join([text + escape(shown[name]) if name else text for text, name in parts]))

    def _split(self, text: str) -> list[tuple[str, str]] | None:
        """A string as pieces of text, each with the placeholder behind it ("": none); None where a placeholder is more than
        a name. Worked out once: a page fills hundreds of strings."""
        if text not in self._parts:
            pieces = list(Formatter().parse(text))
            plain = all(
                name is None or (name.isidentifier() and not spec and not conversion)
                for _, name, spec, conversion in pieces
            )
            self._parts[text] = [(before, name or "") for before, name, _, _ in pieces] if plain else None
        return self._parts[text]

    def list(self, key: str) -> Any:
        """A part of the catalogue as it stands in the file: an array or a table."""
        return self._find(key)

    def keys(self) -> Iterator[tuple[str, str]]:
        """Every (dotted key, string) of the catalogue, plural forms and array items included."""
        yield from _walk(self._strings, "")

    def number(self, value: int) -> str:
        """1234 → "1.234" (Vietnamese) or "1,234" (English)."""
        text = f"{value:,}"
        return text.replace(",", ".") if self.lang == "vi" else text

    def date(self, iso: str | None, *, time: bool = False) -> str:
        """An ISO 8601 date or moment in the reader's form; anything else is given back as it is."""
        if not iso:
            return ""
        try:
            moment = datetime.fromisoformat(iso)
        except ValueError:
            return iso
        clock = f" {moment:%H:%M}" if time and "T" in iso and (moment.hour or moment.minute) else ""
        if self.lang == "vi":
            return f"{moment:%d/%m/%Y}{clock}"
        return f"{moment.day} {_ENGLISH_MONTHS[moment.month - 1]} {moment.year}{clock}"

    def moment(self, seconds: int) -> str:
        """Seconds since 1970 as a day and the time in Hà Nội."""
        return self.date(datetime.fromtimestamp(seconds, HANOI).isoformat(), time=True)

    def moment_of(self, iso: str) -> str:
        """An ISO 8601 moment as a day and the time in Hà Nội."""
        return self.moment(int(datetime.fromisoformat(iso).timestamp()))

    def month(self, key: str) -> str:
        """ "2020-05" → "tháng 5/2020" or "May 2020"."""
        year, _, month = key.partition("-")
        if self.lang == "vi":
            return f"tháng {int(month)}/{year}"
        return f"{_ENGLISH_MONTHS[int(month) - 1]} {year}"

    def _find(self, key: str) -> Any:
        found = self._found.get(key)
        if found is None:
            found = self._strings
            for part in key.split("."):
                if not isinstance(found, Mapping) or part not in found:
                    return None
                found = found[part]
            self._found[key] = found
        return found


def _walk(node: Any, prefix: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from _walk(child, f"{prefix}.{name}" if prefix else name)
    elif isinstance(node, list):
        for number, child in enumerate(node):
            yield from _walk(child, f"{prefix}.{number}")
    else:
        yield prefix, str(node)


@cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of one of `LANGUAGES`; read once."""
    with (_FOLDER / f"{lang}.toml").open("rb") as file:
        return Catalogue(lang, tomllib.load(file))
