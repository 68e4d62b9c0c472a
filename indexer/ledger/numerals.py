"""Numbers as Vietnamese writes them: digits, words, scales, mixtures, ranges and fractions.

Dot separates thousands, comma decimals: `1.011`, `4.750,5 tỷ`, `2 tỷ 350 triệu`, `hai triệu rưỡi`,
`5 vạn`, `từ 200 đến 250`, `18/17`. Input is lower case (`Surface.lower`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

UNITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
SCALES = {
    "nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
INNER = {"mươi", "mười", "trăm", "chục", "linh", "lẻ", "rưỡi"}
_DIGITS = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d.,]*\d)|\d+(?:[.,]\d+)?"
_WORD = "|".join(sorted({*UNITS, *SCALES, *INNER} - {"tr"}, key=len, reverse=True))
_INITIALS = "".join(sorted({word[0] for word in _WORD.split("|")} | {"k", "t"}))
_TOKEN = re.compile(
    # The letters that a number begins with first: most others are passed over at once.
    rf"(?=[\d{_INITIALS}])(?:"
    rf"(?<![\w.,])(?<!\d/)(?<!\d /)(?<!\d / )(?<![^\W\d]-)(?:{_DIGITS})|(?<!\w)(?:{_WORD})(?!\w)|(?<=\d )tr(?!\w)|(?<=\d)(?:tr|k)(?!\w))"
)
_RANGE = re.compile(r"\s*(?:-|đến|tới)\s*(?:khoảng |gần |hơn |trên )?")
_SLASH = re.compile(r"\s?/\s?(\d{1,3}(?:\.\d{3})+|\d+)(?![\d/.,]*\d)(?!\s?/)")
_MONEY_UNIT = re.compile(r"\s*(?:đồng|vnđ|vnd|đ)(?!\w)")
_VAGUE = re.compile(r"(?:hàng|mấy|vài|dăm|cả|nhiều|đôi|bạc|những|vô)\s+$")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at `text[start:end]`.

    `scale` is the last scale word's value (1 for none); `denominator` is set for `18/17`;
    `words` for a number without digits; `vague` for "hàng nghìn", which is no number at all.
    """

    start: int
    end: int
    value: Decimal
    upper: Decimal | None = None
    denominator: Decimal | None = None
    scale: int = 1
    words: bool = False
    vague: bool = False


def find(text: str) -> list[Numeral]:
    """All numbers of a text in lower case, in order, ranges and fractions joined."""
    return _joined(text, list(_simple(text)))


def _digits(token: str, grouped_next: bool) -> Decimal:
    """The value of a token of digits; `grouped_next` when a scale word follows ("3.5 triệu", "1.250 tỷ")."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", token):
        return Decimal(token.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", token) and not grouped_next:
        return Decimal(token.replace(",", ""))
    return Decimal(token.replace(",", "."))


def _simple(text: str) -> list[Numeral]:
    tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text)]
    found: list[Numeral] = []
    at = 0
    while at < len(tokens):
        numeral, at = _parse(text, tokens, at)
        if numeral is not None:
            found.append(numeral)
    return found


def _parse(text: str, tokens: list[tuple[int, int, str]], at: int) -> tuple[Numeral | None, int]:
    """One number that begins with token `at`, and the token after it."""
    total, section, pending, scale = Decimal(0), Decimal(0), None, 1
    begin, end, seen_digits, used = tokens[at][0], tokens[at][0], False, 0
    lowest = 10**18
    first = tokens[at][2]
    vague = bool(_VAGUE.search(text, max(0, begin - 8), begin))
    if first in {"tư", "lăm", "nhăm", "mốt"}:
        return None, at + 1
    if first in SCALES or first in {"mươi", "trăm", "chục", "linh", "lẻ", "rưỡi"}:
        vague = True
        if first in {"mươi", "linh", "lẻ", "rưỡi"}:
            return None, at + 1
    while at < len(tokens):
        start, stop, token = tokens[at]
        if used and text[end:start] not in {" ", "", "  "}:
            break
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        scaled = following is not None and following[2] in SCALES and text[stop : following[0]].strip() == ""
        if token[0].isdigit():
            if seen_digits and not (scale > 1 and scaled and SCALES[following[2]] < lowest):  # type: ignore[index]
                break
            if used and not seen_digits:
                break
            section, seen_digits = _digits(token, scaled), True
        elif token in UNITS:
            if seen_digits or (pending is not None and not _continues(tokens, at)):
                break
            pending = Decimal(UNITS[token])
        elif token == "mười":
            if seen_digits or pending is not None:
                break
            section += 10
        elif token == "mươi":
            if pending is None:
                break
            section, pending = section + pending * 10, None
        elif token in {"trăm", "chục"}:
            times = 100 if token == "trăm" else 10
            if seen_digits:
                section *= times
            else:
                section, pending = section + (pending if pending is not None else 1) * times, None
        elif token in {"linh", "lẻ"}:
            if not section and not total:
                break
        elif token == "rưỡi":
            total += Decimal(scale) / 2 if scale > 1 else Decimal(0)
            if scale == 1 and tokens[at - 1][2] == "trăm":
                section += 50
            end, at, used = stop, at + 1, used + 1
            break
        else:
            size = 1000 if token == "k" else SCALES[token]
            amount = section + (pending or 0)
            if not used:
                total = Decimal(size)
            elif amount:
                if size >= lowest:
                    break
                total += amount * size
            else:
                total *= size
            section, pending, scale = Decimal(0), None, size
            lowest = size
        end, at, used = stop, at + 1, used + 1
    if not used:
        return None, at + 1
    value = total + section + (pending or 0)
    return Numeral(begin, end, value, scale=scale, words=not seen_digits, vague=vague), at


def _continues(tokens: list[tuple[int, int, str]], at: int) -> bool:
    """Whether a digit word after a tens or hundreds word goes on with the same number."""
    return tokens[at - 1][2] in {"mươi", "trăm", "linh", "lẻ", "mười"} or tokens[at - 1][2] in SCALES


def _joined(text: str, numerals: list[Numeral]) -> list[Numeral]:
    """Ranges ("30-45", "từ 3 đến 5 triệu") and fractions ("18/17") as one numeral each."""
    found: list[Numeral] = []
    for numeral in numerals:
        if found and not numeral.vague:
            last = found[-1]
            between = text[last.end : numeral.start]
            unit = _MONEY_UNIT.match(between)
            link = between[unit.end() :] if unit else between
            if last.upper is None and last.denominator is None and _RANGE.fullmatch(link):
                low = last.value
                if last.scale == 1 and numeral.scale > 1 and not unit and last.value < 1000:
                    low *= numeral.scale
                if low < numeral.value:
                    found[-1] = replace(
                        last, end=numeral.end, value=low, upper=numeral.value, scale=numeral.scale
                    )
                    continue
        found.append(numeral)
    result: list[Numeral] = []
    for numeral in found:
        slash = _SLASH.match(text, numeral.end)
        if slash and numeral.upper is None and not numeral.words and numeral.scale == 1:
            whole = _digits(slash[1], False)
            numeral = replace(numeral, end=slash.end(), denominator=whole)
        result.append(numeral)
    return result
