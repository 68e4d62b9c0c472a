"""Odd words, endless repetition and requests beyond the limits; asked of every engine."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.engines.contract import And, EngineQuery, Filters, Or, Phrase, Prefix, Term, TermKind, Weighted
from indexer.errors import QueryError
from tests.engines import Kept
from tests.indexer.engines import strategies as make


@pytest.fixture(scope="module")
def repeating(kept: Kept) -> Any:
    """A reader of three articles that say the same again and again."""
    kept.write(
        "repeating",
        [Article(str(n), "article", "Công đoàn cơ sở", body="lao động " * n) for n in range(300, 303)],
    )
    return kept.open("repeating").reader()


@given(
    words=st.lists(st.text(max_size=8) | make.syllable, min_size=1, max_size=3),
    kind=st.sampled_from(list(TermKind)),
    folded=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_words_there_is_an_answer(
    repeating: Any, words: list[str], kind: TermKind, folded: bool
) -> None:
    term, text = TermKind.SYLLABLE, " ".join(words)
    leaves = (
        Term(kind, text, folded),
        Prefix(text, folded),
        Phrase((*(Term(term, word, folded) for word in words), Prefix(words[-1], folded)), ("title",)),
    )
    for leaf in leaves:
        assert 0 <= repeating.answer(EngineQuery(leaf, (Weighted((leaf,)),))).total <= 3
    repeating.accented(kind, text)
    repeating.completions(kind, text, 3)
    repeating.frequencies(kind, [text])


def test_a_term_that_occurs_very_often_in_an_article_keeps_its_count(repeating: Any) -> None:
    often = Term(TermKind.SYLLABLE, "lao")
    request = EngineQuery(often, (Weighted((often,)),))
    assert [
        article.id for article in repeating.articles([hit.key for hit in repeating.answer(request).found])
    ] != []
    assert repeating.accented(TermKind.SYLLABLE, "lao")[0].occurrences == 300 + 301 + 302
    phrase = Phrase((often, Term(TermKind.SYLLABLE, "động")))
    assert repeating.answer(EngineQuery(phrase)).total == 3


@pytest.mark.parametrize(
    ("request_", "parameter", "code"),
    [
        (EngineQuery(Or((Term(TermKind.SYLLABLE, "a"),) * 2000)), "q", "too_many_terms"),
        (EngineQuery(limit=-1), "page", "too_far"),
        (EngineQuery(filters=Filters(date_from="soon")), "from", "date"),
        (EngineQuery(reduce(lambda node, _: And((node,)), range(100), And())), "q", "nested"),
    ],
)
def test_requests_beyond_the_limits_are_refused(
    repeating: Any, request_: EngineQuery, parameter: str, code: str
) -> None:
    """With a code, by which the site says it in the reader's language."""
    for ask in (repeating.answer, repeating.coverage):
        with pytest.raises(QueryError) as refused:
            ask(request_)
        assert (refused.value.parameter, refused.value.code) == (parameter, code)
