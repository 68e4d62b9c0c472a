"""Completions while typing, accented or not.

A `Completion` of what stands in the search box is a frequent word or pair of words that goes on from it, the value of a facet
whose name holds it, or an article whose title has all its words. Accents that were typed are honoured; what was typed without
them may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, islice, product

from indexer.engines.contract import And, EngineQuery, Phrase, Prefix, Term, TermKind, Weighted
from indexer.engines.protocols import Reader
from indexer.facets.facet_spec import FacetSpec, Registry
from indexer.vietnamese import fold_normal, has_diacritics, normalise
from indexer.vietnamese.endings import merged
from indexer.vietnamese.syllables import syllables as syllables_of
from search import suggest_names
from search.parse.tokens import clean
from search.rank import ranking
from search.results import Completion, FacetCount
from search.term_stats import TermStats
from search.understand.restore import restore

QUERIES = 5
PLACES = 3
"""At most so many values of a facet."""
TITLES = 3
"""Articles that are read at first: most lists show no more."""
SHORTEST_ALIAS = 2
"""Syllables from which on a value is found by another name of it."""
LEAST = 2
"""Documents that must have a phrase before it is proposed, in an index of more than `SMALL`."""
SMALL = 500
WORD_BONUS = 3
"""How much likelier a word is meant than a pair that happens to be frequent."""
READING_BONUS = 3
"""… and what goes on from the likeliest reading of the words before."""
RARE_SHARE = 0.02
"""What is so much rarer than the best completion is not shown."""
LONGEST = 80
"""Characters beyond which nothing is completed any more."""


def complete(
    q: str,
    stats: TermStats,
    registry: Registry,
    values: Mapping[str, tuple[FacetCount, ...]],
    size: int = 10,
) -> list[Completion]:
    """Up to `size` completions of `q`: queries first, then values of facets and articles."""
    typed = clean(q)[0]
    finished = normalise(q)[-1:].isspace()
    syllables = syllables_of(typed, finished)
    if not syllables or len(typed) > LONGEST or size < 1:
        return []
    queries, rest = suggest_names.bodies(syllables, values.get("district", ()), stats)
    queries += suggest_names.years(syllables, values.get("campaign", ()), stats)
    written = {fold_normal(one.value.lower()) for one in queries}
    queries += [
        one for one in _queries(syllables, finished, stats) if fold_normal(one.value.lower()) not in written
    ]
    places = [
        completion
        for spec in registry
        if spec.completed
        for completion in _names(
            spec, rest if rest and spec.name == "district" else syllables, values.get(spec.name, ())
        )
    ]
    titles = _titles(syllables, finished, stats.reader, size)
    first = list(islice(titles, 2))
    # Each kind has its share; what one does not use goes to the others, articles last.
    room = max(size - len(places) - len(first), size // 2)
    chosen = queries[: min(QUERIES, room)]
    chosen += places[: max(0, size - len(chosen))]
    return chosen + list(islice(chain(first, titles), max(0, size - len(chosen))))


def _queries(syllables: list[str], finished: bool, stats: TermStats) -> list[Completion]:
    """Words and pairs that go on from the last syllables, the most frequent first."""
    head, last = (syllables, "") if finished else (syllables[:-1], syllables[-1])
    found: dict[str, int] = {}
    least = LEAST if stats.documents > SMALL else 1
    before = head[-1:] if head else []
    prefixes = [
        " ".join([*before, end]) if end or before else "" for end in dict.fromkeys((last, merged(last)))
    ]
    read = [reading.text for reading in restore(head, stats)] if head else []
    lead = read[:-1]
    kinds = (TermKind.WORD, TermKind.PAIR) if before else (TermKind.WORD, TermKind.PAIR, TermKind.SYLLABLE)
    for kind, prefix in product(kinds, prefixes):
        folded = fold_normal(prefix)
        start = f"{folded} " if finished and folded and kind is not TermKind.SYLLABLE else folded
        for term in stats.reader.completions(kind, start.replace("  ", " "), 4 * QUERIES):
            if term.documents >= least and _honours(term.text, prefix):
                text = " ".join([*lead, term.text])
                weight = term.documents * (WORD_BONUS if kind is TermKind.WORD else 1)
                if read and term.text.startswith(f"{read[-1]} "):
                    weight *= READING_BONUS
                found[text] = max(found.get(text, 0), weight)
    typed = " ".join(syllables)
    likely = sorted(found, key=lambda text: (-found[text], text))[: 2 * QUERIES]
    if lead:
        # Two words back, a pair knows nothing of what stands before it: count the whole phrase.
        found = {text: _documents(text.split(" ")[-3:], stats) for text in likely}
        likely = sorted((text for text in likely if found[text]), key=lambda text: -found[text])
        likely = [*(_gone_on(text, stats) for text in likely[:3]), *likely[3:]]
    least_of = RARE_SHARE * max(found.values(), default=0)
    typed = " ".join(syllables)
    shown = [
        text
        for text in dict.fromkeys(likely)
        if text != typed and found.get(text, least_of) >= least_of and not suggest_names.ends_open(text)
    ]
    return [Completion("query", text, text) for text in map(suggest_names.dress, shown[:QUERIES])]


def _gone_on(text: str, stats: TermStats) -> str:
    """A phrase that ends inside a word, with the whole word: *bảo hiểm xã* → *bảo hiểm xã hội*."""
    syllables = text.split(" ")
    last = syllables[-1]
    so_far = _documents(syllables[-2:], stats)
    for word in stats.reader.completions(TermKind.WORD, f"{fold_normal(last)} ", 3):
        more = word.text.split(" ")
        if more[0] == last and _documents([*syllables[-2:], *more[1:]], stats) > so_far / 2:
            return " ".join([*syllables, *more[1:]])
    return text


def _documents(syllables: list[str], stats: TermStats) -> int:
    """In how many documents the syllables stand next to each other."""
    phrase = Phrase(tuple(Term(TermKind.SYLLABLE, syllable) for syllable in syllables))
    return stats.reader.answer(EngineQuery(match=phrase, limit=0, facets=())).total


def _honours(term: str, prefix: str) -> bool:
    """Whether a term begins with the prefix, letter by letter, accents where they were typed.

    The last letter may still get its accent: `công đo` may become *công đoàn*.
    """
    if not has_diacritics(prefix):
        return True
    for have, want in zip(term, prefix, strict=False):
        if want != have and (has_diacritics(want) or fold_normal(have) != want):
            return False
    return True


def _names(spec: FacetSpec, syllables: list[str], values: Sequence[FacetCount]) -> list[Completion]:
    """Values of a facet in whose names the typed syllables begin words, in order; then those with such another name."""
    found = []
    typed = " ".join(syllables)
    start = f" {fold_normal(typed)}"
    for value in values:
        label, folded = _compared(value.label)
        at = folded.find(start)
        if at >= 0 and _honours(label[at:], typed):
            found.append((at > 0, -value.count, value))
    found.sort(key=lambda row: row[:2])
    rows = [Completion(spec.name, value.value, value.label, value.count) for _, _, value in found]
    if len(rows) < PLACES and len(syllables) >= SHORTEST_ALIAS:
        rows += _by_other_names(spec, typed, {value.value: value for value in values})
    return list({row.value: row for row in reversed(rows)}.values())[::-1][:PLACES]


@lru_cache(20_000)
def _compared(name: str) -> tuple[str, str]:
    """A name as its syllables, and that without accents behind a space: what the letters typed are looked for in."""
    label = " ".join(syllables_of(name))
    return label, f" {fold_normal(label)}"


def _by_other_names(spec: FacetSpec, typed: str, values: Mapping[str, FacetCount]) -> list[Completion]:
    """Values of which another name has the typed syllables: a ward of before leads to its district."""
    start = f" {fold_normal(typed)}"
    found = []
    for value, name, folded in _other_names(spec):
        at = folded.find(start)
        if at >= 0 and value in values and _honours(_compared(name)[0][at:], typed):
            found.append(Completion(spec.name, value, values[value].label, values[value].count, name))
    return found


@cache
def _other_names(spec: FacetSpec) -> list[tuple[str, str, str]]:
    """(value, another name of it, that name as it is compared) for all values of a facet that declares them."""
    return [
        (value.value, name, _compared(name)[1])
        for value in (spec.known_values() if spec.aliases and spec.schema_type == "Place" else ())
        for name in (spec.aliases(value.value) if spec.aliases else ())
    ]


def _titles(syllables: list[str], finished: bool, reader: Reader, size: int) -> Iterator[Completion]:
    """Articles in whose titles all the words are, each title once; they are read as they are asked for."""
    leaves: list[Term | Prefix] = [
        Term(TermKind.SYLLABLE, s, folded=not has_diacritics(s), fields=("title",)) for s in syllables
    ]
    if not finished:
        last = syllables[-1]
        if len(last) < 2 and len(syllables) < 2:
            return
        leaves[-1] = Prefix(fold_normal(last), folded=True, fields=("title",))
    # Titles in which the words stand together come first.
    together = [Weighted((Phrase(tuple(leaves), ("title",)),), 3.0)] if len(leaves) > 1 else []
    request = EngineQuery(
        match=And(tuple(leaves)),
        rank=(*(Weighted((leaf,)) for leaf in leaves), *together),
        limit=size,
        facets=(),
        ranking=ranking.RANKING,
    )
    found = reader.answer(request).found
    keys = [one.key for one in found]
    titles: set[str] = set()
    for batch in (keys[:TITLES], keys[TITLES:]):
        for article in reader.articles(batch) if batch else ():
            if article.heading not in titles:
                titles.add(article.heading)
                yield Completion("article", article.id, article.heading)
