"""Rows of a whole Article: each is a sentence of it, with the time, the place and the union body it speaks of.

When an article is annotated, the sentences that hold rows become evidence of the facet `figures`; its values are
the measures, and `honours`. The evidence keeps offsets only: a row is read again from its sentence, so that it can never
say anything else than the text that is stored.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from indexer.article import FIELDS, Article, Evidence, FacetValue
from indexer.facets.figures import FACET, HONOURS
from indexer.facets.match_text import Surface
from indexer.facets.reading import Reading
from indexer.ledger import candidates
from indexer.ledger.lexicon import table
from indexer.ledger.reader import read_surface
from indexer.ledger.rows import Figure, Row
from indexer.ledger.sentence import Sentence

Basis = Literal["sentence", "article", "earlier sentence"]
Period = Literal["year", "half", "quarter", "month", "event"]

_UNION_WORDS = ("công đoàn", "công đòan", "lđlđ", "liên đoàn lao động", "nghiệp đoàn", "cđcs")
_NO_UNION = "tấn công đoàn"
_END = re.compile(
    r"[.!?…\n](?:(?<=\n)\n*+|(?<=[.!?…])(?<![.!?…]{2})[.!?…]*+[\"”’')]*+(?=\s+[\"“‘'(\-–]?[A-ZĐÀ-Ỹ0-9]))"
)
"""Where a sentence ends. It begins with one set of signs, so that the search skips from one of them to the next."""
LONGEST = 1_500
"""Characters of a sentence that are read together: each figure is compared with all of its sentence, so that the cost grows with
the square. What is longer is a list or a table without dots; it is cut at a semicolon, a comma or a blank."""

_ABBREVIATION = re.compile(
    r"(?:\b(?:TP|Tp|Q|P|H|TX|Th|ThS|TS|PGS|GS|BS|KS|Đ/c|đ/c|St|Mr|Mrs|No|v\.v)|\b[A-ZĐ])\.$"
)
_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/.-])")
_YEARS = re.compile(r"\d{4}\s?[-–]\s?\d{4}")
_JOINING = (
    "ngành",
    "quận",
    "huyện",
    "tỉnh",
    "thành",
    "phố",
    "thị",
    "xã",
    "các",
    "cơ",
    "sở",
    "phường",
    "khu",
    "khối",
    "công",
    "ty",
    "cấp",
)
_PERIODS: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("half", re.compile(r"\b(?:6|sáu|9|chín|\d+) tháng (?:đầu|cuối)|\b(?:nửa đầu|nửa cuối) năm|nửa năm", re.IGNORECASE)),
    ("quarter", re.compile(r"\bquý (?:[IV]{1,3}|[1-4])\b", re.IGNORECASE)),
    ("month", re.compile(r"\btháng (?:\d{1,2}|công nhân)\b", re.IGNORECASE)),
    ("event", re.compile(r"\b(?:tết|dịp|đợt|ngày|sáng|chiều|tối|hôm)\b", re.IGNORECASE)),
    ("year", re.compile(r"\b(?:trong|cả|năm|kết quả) (?:năm )?(?:(?:19|20)\d\d|qua|nay)\b", re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row where it stands: `start` and `end` are the row's, `sentence` its sentence's offsets in the field."""

    row: Row
    article_id: str
    field: str
    start: int
    end: int
    sentence: tuple[int, int]
    year: int | None
    year_basis: Basis | None
    period: Period
    districts: tuple[FacetValue, ...]
    place_basis: Basis | None
    campaigns: tuple[FacetValue, ...]
    body: str | None
    body_basis: Basis | None


def find(reading: Reading) -> list[Evidence]:
    """The evidence of the facet `figures`: one piece for each row of an article on unions."""
    if not any(_names_a_union(surface.lower) for surface in reading.surfaces):
        return []
    found = []
    for surface, start, end in _sentences(reading.surfaces):
        field = surface.field
        for row in read_surface(surface.part(start, end)):
            value = row.measure if isinstance(row, Figure) else HONOURS
            rule = f"{row.act}, {row.status}" if isinstance(row, Figure) else row.title
            found.append(Evidence(FACET, value, field, start + row.start, start + row.end, row.text, rule))
    return found


def rows_of(article: Article) -> list[LedgerRow]:
    """The rows of an annotated Article; honours that are only proposed are among them, marked."""
    marked = [(e.field, e.start) for e in article.evidence if e.facet == FACET]
    if not marked and not any(_names_a_union(article.text(field).lower()) for field in FIELDS):
        return []
    rows: list[LedgerRow] = []
    body: str | None = None
    surfaces = [Surface.of(field, article.text(field)) for field in FIELDS]
    earlier = ((s, start, end) for s in surfaces for start, end in sentences(s.original))
    for surface, start, end in _sentences(surfaces):
        part = surface.part(start, end)
        found = read_surface(part, proposals=True)
        if not found:
            continue
        # Which body the sentences before it name is asked only of a sentence with rows.
        for before in earlier:
            if before == (surface, start, end):
                break
            body = _union_body(before[0].part(*before[1:])) or body
        named = _union_body(part)
        rows += [
            _placed(row, article, surface.field, start, end, part.original, named, body) for row in found
        ]
        body = named or body
    return rows


def _names_a_union(lower: str) -> bool:
    """Whether a text in lower case speaks of unions."""
    if _NO_UNION in lower:
        lower = lower.replace(_NO_UNION, "")
    return any(word in lower for word in _UNION_WORDS)


def _sentences(surfaces: Iterable[Surface]) -> Iterator[tuple[Surface, int, int]]:
    """(field's surface, start, end) of every sentence that may hold a row, in reading order, each text once."""
    seen: set[str] = set()
    for surface in surfaces:
        text = surface.original
        hits = None if surface.moved else candidates.positions(surface.lower)
        if hits is not None and not hits:
            continue
        for start, end in sentences(text):
            if hits is not None:
                at = bisect_left(hits, start)
                if at == len(hits):
                    break
                if hits[at] >= end:
                    continue
            key = text[start:end].strip(" .").casefold()
            if key not in seen:
                seen.add(key)
                yield surface, start, end


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The offsets of the sentences of a text. A dot behind an abbreviation ("TP.") ends none."""
    start = 0
    for end in _END.finditer(text):
        if _ABBREVIATION.search(text, max(start, end.start() - 6), end.start() + 1):
            continue
        yield from _trimmed(text, start, end.end())
        start = end.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cuts = (text.rfind(mark, start + LONGEST // 2, start + LONGEST) + 1 for mark in (";", ",", " "))
        cut = next(filter(None, cuts), start + LONGEST)
        yield from _stripped(text, start, cut)
        start = cut
    yield from _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    stop = begin + len(piece.strip())
    if stop > begin:
        yield begin, stop


def _placed(
    row: Row,
    article: Article,
    field: str,
    start: int,
    end: int,
    text: str,
    named: str | None,
    earlier: str | None,
) -> LedgerRow:
    years = set(_YEAR.findall(_YEARS.sub("", text)))
    year, year_basis = article.year, "article" if article.year else None
    if len(years) == 1:
        year, year_basis = int(years.pop()), "sentence"
    here = {
        e.value
        for e in article.evidence
        if e.facet == "district" and e.field == field and start <= e.start < end
    }
    districts = tuple(d for d in article.districts if d.value in here)
    place_basis = "sentence" if districts else "article" if article.districts else None
    there = {
        e.value
        for e in article.evidence
        if e.facet == "campaign" and e.field == field and start <= e.start < end
    }
    return LedgerRow(
        row=row,
        article_id=article.id,
        field=field,
        start=start + row.start,
        end=start + row.end,
        sentence=(start, end),
        year=year,
        year_basis=year_basis,  # type: ignore[arg-type]
        period=next((period for period, words in _PERIODS if words.search(text)), "year"),
        districts=districts or article.districts,
        place_basis=place_basis,  # type: ignore[arg-type]
        campaigns=tuple(c for c in article.campaigns if c.value in there) or article.campaigns,
        body=named or earlier,
        body_basis="sentence" if named else "earlier sentence" if earlier else None,
    )


def _union_body(surface: Surface) -> str | None:
    """The name of the first union body of a sentence that has one of its own: "LĐLĐ quận Bắc Từ Liêm"."""
    if not any(name in surface.lower for name in table("bodies.toml")["union"]):
        return None
    sentence = Sentence.of(surface)
    plain = sentence.surface.plain
    for mark in sentence.of_kind("body"):
        if mark.value != "union":
            continue
        end = mark.end
        for word in re.finditer(r" ([\w.&-]+)", plain[mark.end : mark.end + 80]):
            if mark.end + word.start() != end or not (word[1][0].isupper() or word[1].lower() in _JOINING):
                break
            end = mark.end + word.end()
        name = re.sub(
            r"(?: (?:các|ngành|cấp|cơ|khu|khối|tỉnh|quận|huyện|công))+$", "", plain[mark.start : end]
        ).rstrip(".-")
        if len(name) > mark.end - mark.start and not name.lower().endswith(" cơ sở"):
            return name
    return None
