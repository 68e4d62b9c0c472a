"""`câu:(a b)`: all the words in one sentence, looked up in the text of the articles in which they stand near each other.

The index keeps positions, not the ends of sentences; so the newest `MOST_READ` candidates are read. Beyond those, near
is as good as it gets, and that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from indexer.article import FIELDS, Article
from indexer.engines.contract import Among, And, EngineQuery, Near, Node, Not, Or, Phrase
from indexer.vietnamese import fold_normal, normalise
from indexer.vietnamese.syllables import syllables as syllables_of
from search.parse.query_tree import Text
from search.present.snippets import sentence_borders
from search.results import Message
from search.understand.word_run import ReadingContext, WordRun
from search.understand.words import read_near

MOST_READ = 500
"""Articles that are read for one query: about a third of a second."""


def read_sentence(text: Text, context: ReadingContext) -> WordRun:
    """Words that stand in one sentence. `text.within` is how far apart candidates may have them."""
    run = read_near(text, context)
    near = run.match[0] if run.match else None
    if not isinstance(near, Near):
        return run
    reader = context.stats.reader
    answer = reader.answer(EngineQuery(match=near, limit=MOST_READ, facets=()))
    keys = [scored.key for scored in answer.found]
    articles = reader.articles(keys)
    held = [
        key for key, article in zip(keys, articles, strict=True) if _in_one_sentence(article, near.phrases)
    ]
    node: Node = Among(tuple(held))
    if answer.total > len(keys):
        node = Or((node, And((near, Not(Among(tuple(keys)))))))
        run.messages.append(Message("sentence_as_near", {"read": str(MOST_READ), "limit": str(text.within)}))
    run.match = [node]
    return run


def _in_one_sentence(article: Article, phrases: Sequence[Phrase]) -> bool:
    for name in FIELDS:
        for line in normalise(article.text(name)).split("\n"):
            for start, end in pairwise(sentence_borders(line)):
                accented = syllables_of(line[start:end])
                folded = [fold_normal(syllable) for syllable in accented]
                if all(_stands_in(phrase, accented, folded) for phrase in phrases):
                    return True
    return False


def _stands_in(phrase: Phrase, accented: Sequence[str], folded: Sequence[str]) -> bool:
    """Whether the parts of a phrase stand one after the other among the syllables of a sentence."""
    parts = phrase.parts
    return any(
        all(part.text == (folded if part.folded else accented)[at + n] for n, part in enumerate(parts))
        for at in range(len(accented) - len(parts) + 1)
    )
