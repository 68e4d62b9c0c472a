"""Completions that go on from names: a union's body with its place (*LĐLĐ quận Thanh Xuân*), a campaign with its years.

`dress` writes a completion as people print it: abbreviations in capitals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from indexer.engines.contract import EngineQuery, Filters, Phrase, Term, TermKind
from indexer.vietnamese import abbreviations, fold_normal
from indexer.vietnamese.endings import usual
from indexer.vietnamese.orthography import is_plain_syllable
from indexer.vietnamese.syllables import syllables as syllables_of
from search.results import Completion, FacetCount
from search.term_stats import TermStats

BODIES: dict[tuple[str, ...], str] = {
    ("ldld",): "LĐLĐ",
    ("lien", "doan", "lao", "dong"): "Liên đoàn Lao động",
    ("cong", "doan"): "Công đoàn",
}
"""What stands before a place in the name of a union's body, folded, and how it is written."""
UNITS = ("quận", "huyện", "thị xã")
TELLING_START = 3
"""Syllables of a campaign's name that tell it from other words."""
YEARS = 2
"""Of a campaign the last years in which it was written about."""
FUNCTION_WORDS = frozenset(
    [
        "và",
        "của",
        "các",
        "những",
        "cho",
        "với",
        "trong",
        "khi",
        "là",
        "về",
        "từ",
        "tại",
        "ở",
        "do",
        "để",
        "đã",
        "đang",
        "sẽ",
        "được",
        "bị",
        "có",
        "không",
        "cũng",
        "như",
        "mà",
        "thì",
        "này",
        "đó",
        "theo",
        "đến",
        "trên",
        "dưới",
        "ra",
        "vào",
        "bởi",
        "vì",
        "nên",
        "hay",
        "hoặc",
        "nếu",
        "còn",
        "một",
        "mỗi",
        "mọi",
        "rất",
        "lại",
        "vẫn",
        "chỉ",
        "nhằm",
        "giữa",
        "sau",
        "trước",
        "qua",
        "cùng",
    ]
)
"""A completion does not end in one of these: it says nothing yet."""


def ends_open(text: str) -> bool:
    """Whether a completion ends in a function word."""
    return text.rpartition(" ")[2] in FUNCTION_WORDS


def dress(text: str) -> str:
    """A completion in its usual spelling, abbreviations in capitals: *LĐLĐ quận*."""
    words = usual(text).split(" ")
    for expansion in abbreviations.find(words):
        if expansion.kind == "short":
            for at in range(expansion.start, expansion.end):
                if not is_plain_syllable(fold_normal(words[at])):
                    words[at] = words[at].upper()
    return " ".join(words)


def bodies(
    syllables: Sequence[str], places: Sequence[FacetCount], stats: TermStats
) -> tuple[list[Completion], list[str]]:
    """The names of bodies that `ldld thanh xuan` begins, and the syllables that are left for the place itself."""
    folded = [fold_normal(syllable) for syllable in syllables]
    for body, written in BODIES.items():
        if tuple(folded[: len(body)]) == body and len(syllables) > len(body):
            rest = list(syllables[len(body) :])
            for unit in UNITS:
                words = unit.split(" ")
                if folded[len(body) : len(body) + len(words)] == [fold_normal(word) for word in words]:
                    rest = rest[len(words) :]
            start = fold_normal(" ".join(rest))
            named = [p for p in places if start and fold_normal(_plain(p.label)).startswith(start)]
            named.sort(key=lambda place: -place.count)
            found = [
                f"{written} {unit} {place.label}" for place in named if (unit := _unit(place.label, stats))
            ]
            return [Completion("query", name, name) for name in found], rest
    return [], []


def years(syllables: Sequence[str], campaigns: Sequence[FacetCount], stats: TermStats) -> list[Completion]:
    """A campaign whose name was typed whole or nearly so, with its last years."""
    typed, year = list(syllables), ""
    if typed and typed[-1].isdigit() and len(typed) > 1:
        year = typed.pop()
    start = fold_normal(" ".join(typed))
    named = [c for c in campaigns if c.count and fold_normal(_plain(c.label)).startswith(start)]
    if len(named) != 1 or (len(typed) < TELLING_START and start != fold_normal(_plain(named[0].label))):
        return []
    request = EngineQuery(filters=Filters(campaign=[named[0].value]), limit=0, facets=("year",))
    counts: Mapping[str, int] = stats.reader.answer(request).facets["year"]
    last = sorted((one for one in counts if one.startswith(year) and one != year), reverse=True)[:YEARS]
    return [Completion("query", text, text) for one in last for text in (f"{named[0].label} {one}",)]


@lru_cache(20_000)
def _plain(label: str) -> str:
    return " ".join(syllables_of(label))


def _unit(label: str, stats: TermStats) -> str:
    """What most articles call a place: *quận* of Thanh Xuân; "" where none calls it anything."""
    counts = {}
    for unit in UNITS:
        terms = tuple(Term(TermKind.SYLLABLE, one) for one in [*unit.split(" "), *syllables_of(label)])
        counts[unit] = stats.reader.answer(EngineQuery(match=Phrase(terms), limit=0, facets=())).total
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else ""
