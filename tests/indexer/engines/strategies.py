"""Random small corpora and random requests, from few syllables, so that most requests find something."""

from __future__ import annotations

from hypothesis import strategies as st

from indexer.article import FIELDS, Article, FacetValue
from indexer.credits import CREDITS
from indexer.engines.contract import (
    And,
    AtLeast,
    EngineQuery,
    Filters,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Ranking,
    Term,
    TermKind,
    Weighted,
)
from indexer.vietnamese import fold

SYLLABLES = (
    "công",
    "cộng",
    "cong",
    "đoàn",
    "đoán",
    "doan",
    "lao",
    "láo",
    "động",
    "an",
    "ăn",
    "a",
    "2020",
    "y",
)
DISTRICTS = ("ba-dinh", "dong-da", "toan-thanh-pho", "thanh-xuan", "hoan-kiem", "me-linh")
CAMPAIGNS = ("gioi-viec-nuoc", "tet-sum-vay")
DAYS = (
    "2019-12-31T23:30:00+07:00",
    "2020-01-01T06:00:00+07:00",
    "2020-06-15T08:00:00+00:00",
    "2021-03-02T09:15:00+07:00",
)

PREFERRED = (("district", "ba-dinh"), ("year", "2020"), ("campaign", "nowhere"))

syllable = st.sampled_from(SYLLABLES)
text = st.lists(st.one_of(syllable, syllable, syllable, st.just("\n\n")), max_size=25).map(
    lambda parts: " ".join(parts).strip()
)


def _facets(values: tuple[str, ...]) -> st.SearchStrategy[tuple[FacetValue, ...]]:
    chosen = st.lists(st.sampled_from(values), unique=True, max_size=6)
    return chosen.map(lambda names: tuple(FacetValue(name, name.upper()) for name in names))


@st.composite
def article(draw: st.DrawFn, ids: st.SearchStrategy[str]) -> Article:
    published = draw(st.none() | st.sampled_from(DAYS))
    year = int(published[:4]) if published else draw(st.none() | st.integers(2019, 2021))
    return Article(
        id=draw(ids),
        kind=draw(st.sampled_from(("article", "article", "brief"))),
        title=draw(text),
        kicker=draw(st.none() | text),
        lead=draw(st.none() | text),
        body=draw(text),
        captions=tuple(draw(st.lists(text, max_size=2))),
        author=draw(st.none() | text),
        source=draw(st.none() | st.sampled_from(SYLLABLES)),
        published=published,
        year=year,
        added=draw(
            st.sampled_from(
                (None, "2023-11-14T22:13:20Z", "2023-11-14T22:13:21Z", "2026-01-02T07:00:00+07:00")
            )
        ),
        year_basis=None if year is None else "published" if published else "inferred",
        districts=draw(_facets(DISTRICTS)),
        campaigns=draw(_facets(CAMPAIGNS)),
    )


articles = st.lists(article(st.integers(0, 40).map(lambda n: f"id{n:02}")), max_size=12)
fields = st.one_of(
    st.just(()), st.just(()), st.lists(st.sampled_from(FIELDS), min_size=1, max_size=3).map(tuple)
)


@st.composite
def term(draw: st.DrawFn) -> Term:
    folded, size = draw(st.booleans()), draw(st.integers(1, 2))
    words = " ".join(draw(st.lists(syllable, min_size=size, max_size=size)))
    words = fold(words) if folded else words
    if size == 1:
        return Term(TermKind.SYLLABLE, words, folded, draw(fields))
    return Term(draw(st.sampled_from((TermKind.PAIR, TermKind.WORD))), words, folded)


@st.composite
def prefix(draw: st.DrawFn) -> Prefix:
    folded, word = draw(st.booleans()), draw(syllable)
    return Prefix((fold(word) if folded else word)[: draw(st.integers(1, 4))], folded, draw(fields))


part = term().filter(lambda one: one.kind is TermKind.SYLLABLE) | prefix()
phrase = st.builds(Phrase, st.lists(part, min_size=1, max_size=3).map(tuple), fields)
leaf = term() | prefix() | phrase
credit = st.builds(
    lambda name, words, folded: Term(
        TermKind.CREDIT, " ".join((name, *(map(fold, words) if folded else words))), folded
    ),
    st.sampled_from(CREDITS),
    st.lists(syllable, min_size=1, max_size=2),
    st.booleans(),
)
published = st.builds(
    Published, st.sampled_from(("2019-12-31", "2020-01-01")), st.sampled_from(("2020-12-31", "2021-03-02"))
)
node = st.recursive(
    leaf | credit | published,
    lambda inner: (
        st.builds(And, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Not, inner)
        | st.builds(
            AtLeast,
            st.lists(st.tuples(inner, st.sampled_from((0.5, 1.0, 2.5))), max_size=3).map(tuple),
            st.sampled_from((0.5, 1.0, 3.0)),
        )
    ),
    max_leaves=5,
)
weighted = st.builds(
    Weighted, st.lists(leaf, min_size=1, max_size=2).map(tuple), st.sampled_from((1.0, 0.5, 2.0))
)
filters = st.builds(
    Filters,
    district=st.lists(st.sampled_from(DISTRICTS), unique=True, max_size=2).map(tuple),
    year=st.lists(st.sampled_from(("2019", "2020", "1999")), unique=True, max_size=2).map(tuple),
    campaign=st.just(()) | st.just((CAMPAIGNS[0],)),
    kind=st.just(()) | st.just(("article",)),
    date_from=st.none() | st.sampled_from(("2019-12-31", "2020-01-01", "2020-02-01")),
    date_to=st.none() | st.sampled_from(("2019-12-31", "2020-12-31", "2021-03-02")),
    added_after=st.sampled_from((None, None, -1, 0, 1_700_000_000, 1_800_000_000)),
)
ranking = st.builds(
    Ranking,
    k1=st.sampled_from((0.9, 1.2)),
    b=st.sampled_from((0.4, 0.75)),
    freshness=st.sampled_from((0.0, 0.5)),
    half_life=st.just(200.0),
    brief=st.sampled_from((1.0, 0.5)),
    preferred=st.sampled_from((1.0, 3.0)),
)
accented = term().filter(lambda one: not one.folded and not one.fields)
requests = st.builds(
    EngineQuery,
    match=node,
    rank=st.lists(weighted, max_size=4).map(tuple),
    emphasis=st.lists(weighted, max_size=3).map(tuple),
    feedback=st.lists(st.tuples(accented, st.sampled_from((0.3, 2.0))), max_size=5).map(tuple),
    filters=filters | st.just(Filters()),
    sort=st.sampled_from(("relevance", "relevance", "newest", "oldest", "added")),
    offset=st.integers(0, 3),
    limit=st.integers(0, 12),
    ranking=ranking,
    partial=st.none() | node,
    partial_below=st.sampled_from((0, 3, 100)),
    prefer=st.just(()) | st.lists(st.sampled_from(PREFERRED), max_size=2).map(tuple),
)
