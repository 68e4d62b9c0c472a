"""The constants of the ranking, in one place, with the figures that chose them.

Measured as nDCG@10 over queries against 20,000 and more real news articles and the XQuAD passages
(`run.py bench relevance`, with `--vary TRUST --values 0.9,0.99` for other values of a constant). Headlines are asked
of their article without its title; "events", of all articles about one thing, "looser" ones of more of them; "short
queries" are three to six syllables of a headline (these three as they were made for tuning; `--set events` and
`--set phrases` are such sets). Events are found by rare pairs that articles share, which flatters feedback: where one
article is relevant, it must not lose.
Every choice below was the best, or within 0.002 of it, on all of those sets, not on one:

    k1, b          (0.6, 0.5) … (2.0, 0.75): mean 0.794 … 0.801; the best at 1.2, 0.75
    pairs          0: 0.852, 0.25: 0.879, 0.5: 0.877, 1.0: 0.865 (headlines); 0.3 is best with words beside
    words          0.1 … 0.3 of a syllable adds 0.002 to 0.003, and 0.009 on short queries
    title weight   1 and 2 differ by less than 0.002 on event sets, 0.010 worse at 2 on headlines: 1
    pairs at a distance of two, a bonus for more of the words: worse on every set
    syllables      of a longer word, at 1.0, 0.7, 0.5, 0.4, 0.3 of one that is a word by itself: headlines 0.862,
    of words       0.865, 0.877, 0.870, 0.867; looser events 0.925, 0.926, 0.929, 0.930, 0.931; short queries
                   0.840, 0.843, 0.849, 0.850, 0.853; xquad-vi 0.963, 0.968, 0.967, 0.967, 0.966
    feedback       articles of the same event 0.911 → 0.978, looser events 0.857 → 0.937, short queries
                   0.701 → 0.802; where one article is relevant it costs 0.005 (headlines 0.881 → 0.876). Three
                   articles of equal weight cost 0.03 there; the 8th power of the score costs least. Shares of
                   0.3, 0.4, 0.5: events 0.970, 0.978, 0.984. 20, 30, 40 terms of a class: looser events 0.929,
                   0.936, 0.937, short queries 0.849, 0.854, 0.855, headlines 0.877, 0.874, 0.873. Looking at the
                   100 or 200 most frequent of an article's terms: events 0.974, 0.985, short queries 0.828,
                   0.840; at all syllables, and of pairs at those of rare syllables first (with 40 terms): events
                   0.987 → 0.991, short queries 0.855 → 0.857
    agreement      a share of 0.5 always → 0.25 where the best articles tell different stories, 0.7 where two tell one:
                   headlines 0.8121 → 0.8213 (p 0.003), keywords 0.6255 → 0.6359 (0.008), other headlines 0.8359 → 0.8347
                   (0.55), events 0.9074 → 0.9059 (0.41); 325 queries each over 45,285 articles, through the door. Equal
                   shares of articles that agree: events 0.8994, other headlines 0.8281
    slack          every word optional → slack: headlines 0.8112 → 0.8077 (0.26), questions 0.9120 → 0.9050 (0.24),
                   keywords 0.6176 → 0.6336 (0.0002), typed keywords 0.7650 → 0.8008 (0.0001)
                   Half a word a word whatever the length → a seventh for keywords: headlines (200) 0.9015 / 0.8926 / 0.8932 →
                   0.9032 / 0.8935 / 0.8951 (accented, unaccented, half), typed keywords 0.7999 / 0.7429 / 0.7483 →
                   0.7999 / 0.7509 / 0.7521; a quarter for all: headlines 0.9017 / 0.8828 / 0.8859
    restored       unaccented headlines: folded terms alone 0.864, restored readings alone 0.851, mixed by the
                   confidence of the reading 0.870 (accented: 0.881); events 0.907, 0.903, 0.910 (0.911)
                   Of a sure reading 0.7 → 0.8: phrases of titles 0.4757 → 0.4778, half-accented 0.4829 → 0.4850,
                   xquad-vi (400 queries) 0.9701 → 0.9698, headlines (60) 0.8792 → 0.8784
    restoration    (8 candidates of 0.3 % and more, trust 0.9) → (30 of 0.05 %, 0.97), and neighbours that are a word
                   counted: phrases of titles 0.4740 → 0.4757 (accented: 0.4921), xquad-vi 0.9639 → 0.9645. Runs
                   of one to three words from 3,400 titles read right, of titles in the index 82.5 → 83.9 %,
                   of titles that are not 77.6 → 78.7 % (not kept here)
    freshness      with dates drawn at random over six years, which no relevance follows, 0.04, 0.02, 0.01 cost
                   headlines 0.009, 0.004, 0.003, short queries 0.006, 0.002, 0.000, events 0.000
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.engines.contract import Ranking

RANKING = Ranking(freshness=0.02, half_life=365.0, brief=0.9, preferred=1.5)
"""k1 and b are those of the contract, because a cluster is told them when an index is made. Freshness is a
tie-break: the newest article gains 2 %, one of a year ago 1 %. A brief yields to articles. An article about the district or campaign that the query names precedes one that only mentions the words."""

IN_WORD = 0.5
"""A syllable of a longer word, beside 1 for a syllable that is a word by itself: *viện* alone says little of *bệnh
viện*."""
PAIR = 0.3
"""Two adjacent syllables, beside 1 for a syllable."""
WORD = 0.2
"""A word of two or more syllables, as the segmenter sees it."""
HEAD = 1.0
"""A syllable in the title, kicker or lead of an article, beside 1 for it anywhere in the article. 0, 0.4, 0.8, 1.2: keywords made by a seed
0.677, 0.748, 0.783, 0.800 (accented), 0.580, 0.663, 0.693, 0.710 (unaccented); typed keywords 0.800, 0.845, 0.862, 0.867 and
0.751, 0.792, 0.814, 0.821; headlines and events within 0.003. In queries of any length at 0.3: questions 0.922 → 0.911, events
0.853 → 0.845. Abbreviations count nowhere more: 0.820 → 0.832 (as typed), 0.792 → 0.805 (lower case without accents)."""
HEAD_PAIR = 0.5
"""Two adjacent syllables there. 0, 0.3, 0.5, 0.8: typed keywords 0.860, 0.874, 0.877, 0.880 (accented) and 0.814, 0.830, 0.836, 0.839 (unaccented),
abbreviations as typed 0.832, 0.862, 0.888, 0.899. At 0.8 a brief comes before its article."""
KEYWORD_SYLLABLES, SENTENCE_SYLLABLES = 8, 9
"""Up to so many syllables the head counts in full; of so many it does not count."""


def emphasised(syllables: int) -> float:
    """The share of `HEAD` that counts in a query of so many syllables: a few keywords are likely what an article is about, a
    sentence is from anywhere in it."""
    length = (SENTENCE_SYLLABLES - syllables) / (SENTENCE_SYLLABLES - KEYWORD_SYLLABLES)
    return min(1.0, max(0.0, length))


PHRASE = 0.5
"""A quoted phrase, beside its syllables and pairs."""
AS_TYPED = 0.2
"""An abbreviation itself, beside it and its long form counted as one term: what was typed comes first."""
OTHER_FORM = 0.3
"""A long form and its abbreviation counted as one term, beside the syllables of the long form."""
SYNONYM = 0.8
"""A word and its synonyms counted as one term, beside its syllables. Short queries in which a word of the title was replaced
by a synonym that the article lacks: 0.263 without, 0.489, 0.501, 0.517, 0.519 at 0.3, 0.6, 1.0, 1.5 (220 queries, made with
the same file)."""
SYNONYMS_UP_TO = 8
"""Syllables of a query whose synonyms are looked for: a headline says what it means in many words (articles of one event
0.9059 without, 0.9002 with synonyms in every query)."""

RESTORED = 0.8
CONFIDENCE_POWER = 4
"""A restored syllable weighs `RESTORED · confidence ** CONFIDENCE_POWER`, its folded form the rest of 1."""

EVERY_WORD = 3.0
"""In a query of so many words that tell equally, each must be there."""
SLACK_A_WORD = 0.5
SLACK_A_KEYWORD = 0.15
KEYWORDS, SENTENCE = 5, 8
"""What a word more than that adds to the slack of a query of so many words: of a sentence, and of a few keywords."""
MOST_SLACK = 0.85


def slack(telling: Sequence[float]) -> float:
    """The share of what its words tell that a document may lack and still match a query in full.

    It grows with the number of words that tell something, (Σ t)² / Σ t²: of two or three keywords each counts; of a
    headline or a question few right articles have every word.
    """
    squares = sum(one * one for one in telling)
    words = sum(telling) ** 2 / squares if squares else 0.0
    length = min(1.0, max(0.0, (len(telling) - KEYWORDS) / (SENTENCE - KEYWORDS)))
    a_word = SLACK_A_KEYWORD + (SLACK_A_WORD - SLACK_A_KEYWORD) * length
    return min(MOST_SLACK, a_word * max(0.0, words - EVERY_WORD))


NEXT_TO_NOTHING = 2
MUCH_MORE = 5
"""Where a query finds so few articles, and a better spelling of it so many times more, that is answered at once."""

LONG = 32
"""A query of more syllables, such as a pasted paragraph, says enough: it has no feedback and no other spelling, and of
what ranks only the `LONG_RANKS` leaves that tell most."""
LONG_RANKS = 64
FEEDBACK_ARTICLES = 3
FEEDBACK_TERMS = 30
"""Terms of each class (syllables, pairs) taken from the top articles."""
FEEDBACK_SHARE = 0.7
"""Share of the score that feedback terms have beside the query's own."""
FEEDBACK_ALONE = 0.25
"""… where no two of the best articles tell the same story."""
AGREED_SAY = 0.5
"""The least say of an article that tells the same story as a better one, relative to that one's."""
OTHER_STORY = 0.2
SAME_STORY = 0.5
"""Cosines of telling syllables. Of the best articles of a query, those about one event have 0.38 … 0.87 (tenth to
ninetieth percentile), others 0.03 … 0.45."""
FEEDBACK_HALF_AT = 500
"""In an index of so many documents, the share is half of that."""
FEEDBACK_SHARPNESS = 8
"""An article's say is its score, relative to the best one's, to this power."""

CANDIDATES = 30
"""Accented forms of a folded syllable that a restoration considers."""
RARE_FORM = 0.0005
"""A form with less than this share of its folded form's occurrences is no candidate."""
TRUST = 0.97
"""Weight of what is known about two neighbours against what is known of each alone."""
AS_WORD = 4
"""Two neighbours that are a word where they stand count so many times more."""
CLEAR = 0.9
"""A pair with this share of its folded form's occurrences needs no such help."""
NAME_BONUS = 20.0
"""How many times likelier two syllables are read as part of a name that the gazetteers know (Thanh Xuân)."""
TYPED_BONUS = 2.0
"""How many times likelier (as a logarithm) an unaccented syllable is meant as typed beside accented ones."""
