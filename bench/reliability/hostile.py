"""Queries that nobody types by accident, and some that people do: what a search box must take.

`hostile(count)` is a fixed list, made of dangerous pieces and of all pairs of them; `fuzzed(count)` are random strings of
letters, operators and code points that text software stumbles over. All strings are as they would come out of an address
(surrogates included; a client may send anything).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

PIECES = (
    "", " ", "\t\n\r", "AND", "OR", "NOT", "-", "--", "+", "|", "&&", "||", "!", "~", "^", "^^", "~2", ":", "::", ";",
    '"', '""', '"""', "'", "`", "“", "”", "(", ")", "()", "((", "))", ")(", "[", "]", "{", "}", "[* TO *]", "{a TO z}",
    "*", "**", "a*", "*a", "?", "??", "a?b", "/", "//", "/.*/", "/(a+)+$/", "(a|a)*b", "[a-z]{1,1000}", "\\", "\\\\", "\\u0000",
    "\0", "\x01", "\x1b[31m", "\x7f", "\ud800", "\udfff", "\ud800\udc00", "\ufeff", "\ufffe", "\uffff", "\u200b", "\u200d", "\u2028",
    "\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u061c", "\u0301", "\u0301\u0301\u0301", "e\u0302\u0301", "ẹ̀̂", "\u0345", "\U000e0001",
    "\U0001f468\u200d\U0001f469", "\U0010ffff", "ﷺ", "ß", "İ", "ı", "ſ", "Å", "K", "㎏", "½", "٣", "१", "Ⅷ", "ﬃ", "𝔠𝔬𝔫𝔤",
    "title:", "title:*", "title:title:title:", "quận:", "quận:*", "năm:", "năm:99999999999", "from:", "from:9999-99-99", "to:0000-00-00", "year:-1",
    "_exists_:a", "field:[1 TO", "a AND", "AND a", "a AND AND b", "NOT NOT a", "-(-(-a))", '"a', 'a"', '"a b"~', '"a b"~99999999999', "a^", "a^999999999",
    "../../etc/passwd", "%00", "%2e%2e%2f", "${7*7}", "{{7*7}}", "<%= 7*7 %>", "#{7*7}", "'; DROP TABLE x; --", "1' OR '1'='1", "$(id)", "`id`", "|id",
    "<script>alert(1)</script>", "javascript:alert(1)", "\r\nSet-Cookie: a=b", "%0d%0aX: y", "công đoàn", "cong doan", "cCOONGG ddoaonf", "LĐLĐ", "1294/HD-TLĐ",
)  # fmt: skip
ALPHABETS = (
    "congdalhtnvusi ",
    "côngđoànlđộăâêơưáàảãạếềểễệ ",
    ' "()-+*?:|&!~^[]{}\\/',
    "\0\x01\x08\x1b\x7f\x85\xa0\xad",
    "\u0300\u0301\u0302\u0303\u0306\u0309\u0323\u031b\u0345",
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2069\ufeff",
    "\ud800\udbff\udc00\udfff\ufffe\uffff\U0010ffff\U0001f600",
    "0123456789/-.,;:@#%_=<>'`",
)


def giants() -> Iterator[str]:
    """Queries of 100 KB and more, of every kind that may be slow."""
    size = 100_000
    for piece in PIECES:
        if piece:
            yield (piece * (size // len(piece) + 1))[:size]
    yield " ".join(f"w{n}" for n in range(20_000))
    yield "(" * 50_000 + "a" + ")" * 50_000
    yield "a" + "\u0301" * size
    yield " OR ".join(["công đoàn"] * 9_000)
    yield "-" * size + "a"
    yield '"' + "a " * (size // 2)


def hostile(count: int, longest: int = 100_000) -> Iterator[str]:
    """`count` hostile queries: pieces, giants cut at `longest` characters, pairs and triples of pieces."""
    pairs = (
        first + glue + second for first, second in itertools.product(PIECES, PIECES) for glue in ("", " ")
    )
    rng = random.Random(7)
    shuffled = list(pairs)
    rng.shuffle(shuffled)
    tripled = ("".join(rng.choices(PIECES, k=rng.randint(3, 40))) for _ in itertools.count())
    cut = (giant[:longest] for giant in giants())
    yield from itertools.islice(itertools.chain(PIECES, cut, shuffled[:3000], tripled), count)


def fuzzed(count: int, seed: int) -> Iterator[str]:
    """`count` random queries, most of them short, some of hundreds of characters."""
    rng = random.Random(seed)
    for _ in range(count):
        length = int(rng.paretovariate(0.9) * 3) % 480 + 1
        kind = rng.random()
        if kind < 0.1:
            yield "".join(chr(rng.randrange(0x110000)) for _ in range(length))
        elif kind < 0.3:
            yield "".join(rng.choices(PIECES, k=rng.randint(1, 6)))[:500]
        else:
            alphabets = rng.choices(ALPHABETS, k=rng.randint(1, 3))
            yield "".join(rng.choice(rng.choice(alphabets)) for _ in range(length))
