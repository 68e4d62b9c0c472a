"""The words with which a question asks. They say what kind of answer is wanted: an article need not have them."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.vietnamese import fold_normal, has_diacritics

ASKING = frozenset(
    tuple(words.split())
    for words in (
        "bao nhiêu",
        "bao lâu",
        "bao giờ",
        "bao xa",
        "khi nào",
        "lúc nào",
        "năm nào",
        "ngày nào",
        "nơi nào",
        "người nào",
        "là gì",
        "là ai",
        "cái gì",
        "điều gì",
        "những gì",
        "làm gì",
        "vì sao",
        "tại sao",
        "do đâu",
        "ở đâu",
        "từ đâu",
        "ra sao",
        "thế nào",
        "như thế nào",
        "làm thế nào",
        "làm sao",
        "có phải",
        "hay không",
        "gì",
        "nào",
        "mấy",
    )
)
LONGEST = 3
"""Syllables of the longest of them."""

OPENING = frozenset(
    tuple(words.split())
    for words in (
        "ai là",
        "ai được",
        "ai nhận",
        "ai trao",
        "ai tặng",
        "ai chịu",
        "ai chậm",
        "ai nợ",
        "đâu là",
        "sao lại",
    )
)
"""With these two syllables a question begins, and the first of them only asks. *Ai* before another word is as often `AI`."""

AMBIGUOUS = frozenset(
    {("từ", "đâu"), ("do", "đâu"), ("hay", "không"), ("có", "phải"), ("lúc", "nào"), ("làm", "sao")}
)
"""Without accents these may be another word (`từ đầu`)."""

_ACCENTED = {words: words for words in ASKING}
_FOLDED = {
    tuple(map(fold_normal, words)): words for words in ASKING if len(words) > 1 and words not in AMBIGUOUS
}
_OPENING_FOLDED = {tuple(map(fold_normal, words)): words[0] for words in OPENING}


def asking(syllables: Sequence[str]) -> dict[int, str]:
    """Return the syllables that only ask, by place, with their accents; none where little else is there.

    Of a question without any accents, words of two syllables and more are known.
    """
    plain = not any(map(has_diacritics, syllables))
    question_parts = _FOLDED if plain else _ACCENTED
    places: dict[int, str] = {}
    opening = tuple(syllables[:2])
    first = _OPENING_FOLDED.get(opening) if plain else opening[0] if opening in OPENING else None
    if first:
        places[0] = first
    at = 0
    while at < len(syllables):
        lengths = range(min(LONGEST, len(syllables) - at), 0, -1)
        words = next(
            (
                question_parts[part]
                for n in lengths
                if (part := tuple(syllables[at : at + n])) in question_parts
            ),
            (),
        )
        places.update(enumerate(words, at))
        at += len(words) or 1
    return places if len(places) < len(syllables) - 1 else {}
