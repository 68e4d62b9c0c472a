"""Articles → their terms, as the fields of the cluster hold them, and how often each term occurs.

Our own analysis makes the terms: a field is sent as its terms with spaces between them, and the cluster's built-in
`whitespace` analyzer takes them apart again. So a query means the same on every engine, and the cluster needs no
plugin. Syllables have one string per paragraph, so that no phrase crosses from one to the next; pairs, words and names have no
positions. Each stands twice, with accents and (`_folded`) without. Many Articles are analysed at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.article import FIELDS, Article
from indexer.credits import credit_terms
from indexer.engines.contract import TermKind
from indexer.engines.opensearch.vocabulary import Counts
from indexer.vietnamese import Batch, analyse_batch, fold_normal

JOINER = "_"
"""Stands between the syllables of a pair or a word; no syllable contains it."""

BODY = "_body"
"""Stands before the body, which comes last among the syllables of an Article: what is behind it stands in the body, which
therefore needs no field of its own, although it is nearly all of the text."""

OWN = tuple(name for name in FIELDS if name != "body")
"""The fields that have a field of their own on the cluster."""

LONGEST = 255
"""Characters that the whitespace analyzer leaves together; longer terms are cut on both sides."""

Fields = dict[str, list[str]]
"""Field of the cluster → the strings it is sent as."""


def field_name(kind: str, folded: bool) -> str:
    """The field of the cluster for a kind of term or one of `indexer.article.FIELDS`."""
    return f"{kind}_folded" if folded else kind


def token(text: str) -> str:
    """A term's text as one token of the whitespace analyzer."""
    return text.replace(" ", JOINER)[:LONGEST]


def analysed(articles: Sequence[Article]) -> tuple[list[Fields], Counts]:
    """The fields of each Article, and the counts of all their terms together."""
    batch = analyse_batch([article.text(name) for article in articles for name in FIELDS])
    ids = batch.ids.tolist()
    documents = batch.bounds[:: len(FIELDS)]
    pairs = np.flatnonzero(batch.adjacent)
    firsts, sizes = batch.words
    words = list(zip(firsts.tolist(), (firsts + sizes).tolist(), strict=True))
    fields: list[Fields] = [{} for _ in articles]
    for folded, texts in ((False, batch.terms), (True, batch.folds)):
        tokens = [texts[number][:LONGEST] for number in ids]
        _add_paragraphs(fields, batch, tokens, folded)
        joined = [f"{tokens[i]}{JOINER}{tokens[i + 1]}"[:LONGEST] for i in pairs.tolist()]
        _add_joined(fields, field_name(TermKind.PAIR, folded), joined, np.searchsorted(pairs, documents))
        joined = [JOINER.join(tokens[first:last])[:LONGEST] for first, last in words]
        _add_joined(fields, field_name(TermKind.WORD, folded), joined, np.searchsorted(firsts, documents))
    credits = [credit_terms(article) for article in articles]
    for document, names in zip(fields, credits, strict=True):
        if names:
            document[field_name(TermKind.CREDIT, False)] = [" ".join(map(token, names))]
            document[field_name(TermKind.CREDIT, True)] = [
                " ".join(token(fold_normal(name)) for name in names)
            ]
    counted = Counter(name for names in credits for name in names)
    return fields, _counts(batch, documents, pairs, words) | {TermKind.CREDIT: (counted, counted)}


def _add_paragraphs(fields: list[Fields], batch: Batch, tokens: list[str], folded: bool) -> None:
    """The syllables of each field but the body, and of all fields of an Article together, the body last."""
    starts = np.concatenate([[0], np.flatnonzero(~batch.adjacent) + 1, [len(tokens)]])
    paragraphs = [" ".join(tokens[low:high]) for low, high in pairwise(starts.tolist())]
    bounds = np.searchsorted(starts, batch.bounds).tolist()
    for number, document in enumerate(fields):
        every = document[field_name(TermKind.SYLLABLE, folded)] = []
        for name in (*OWN, "body"):
            place = number * len(FIELDS) + FIELDS.index(name)
            said = paragraphs[bounds[place] : bounds[place + 1]] if tokens else []
            if said and name == "body":
                every.append(BODY)
            elif said:
                document[field_name(name, folded)] = said
            every += said


def _add_joined(fields: list[Fields], name: str, joined: list[str], bounds: np.ndarray) -> None:
    for document, (low, high) in zip(fields, pairwise(bounds.tolist()), strict=True):
        if low < high:
            document[name] = [" ".join(joined[low:high])]


def _counts(batch: Batch, documents: np.ndarray, pairs: np.ndarray, words: list[tuple[int, int]]) -> Counts:
    terms = batch.terms
    owners = np.repeat(np.arange(len(documents) - 1), np.diff(documents))
    numbers, within, often = _counted(batch.ids.astype(np.int64), owners)
    syllables = [terms[number] for number in numbers.tolist()]
    numbers, within_pairs, often_pairs = _counted(
        batch.ids[pairs].astype(np.int64) << 32 | batch.ids[pairs + 1].astype(np.int64), owners[pairs]
    )
    both = [f"{terms[number >> 32]} {terms[number & 0xFFFFFFFF]}" for number in numbers.tolist()]
    texts = [" ".join([terms[number] for number in batch.ids[low:high].tolist()]) for low, high in words]
    distinct = {
        (owner, text) for (low, _), text in zip(words, texts, strict=True) for owner in (int(owners[low]),)
    }
    return {
        TermKind.SYLLABLE: (_counter(syllables, within), _counter(syllables, often)),
        TermKind.PAIR: (_counter(both, within_pairs), _counter(both, often_pairs)),
        TermKind.WORD: (Counter(text for _, text in distinct), Counter(texts)),
    }


def _counted(terms: np.ndarray, owners: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct `terms`, in how many documents each is, and how often; `owners[i]` is the document of `terms[i]`."""
    distinct, places, often = np.unique(terms, return_inverse=True, return_counts=True)
    postings = np.sort(places * np.int64(owners.max(initial=0) + 1) + owners)
    first = np.ones(len(postings), bool)
    first[1:] = postings[1:] != postings[:-1]
    within = np.bincount(postings[first] // (owners.max(initial=0) + 1), minlength=len(distinct))
    return distinct, within, often


def _counter(texts: list[str], counts: np.ndarray) -> Counter[str]:
    return Counter(dict(zip(texts, counts.tolist(), strict=True)))
