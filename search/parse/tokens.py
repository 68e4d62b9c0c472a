"""The signs and words of a query: from the typed text to tokens, in one pass.

The text is brought into normal form and cut to `MAX_CHARACTERS`. Signs count only where a
word may begin; quotes without a partner are ignored, and said so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from indexer.vietnamese import fold, normalise
from search.parse.field_names import FieldNames
from search.results import Message

MAX_CHARACTERS = 320
MIN_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word, phrase, prefix or sign. `text` is what stands in it; of a field, its comparable name.

    `start` and `end` are where it stands in the cleaned text, signs and quotes included.
    """

    kind: Literal["word", "phrase", "prefix", "(", ")", "or", "and", "not", "field", "near"]
    text: str = ""
    start: int = 0
    end: int = 0
    within: int | None = None
    """Of `near` and of a phrase with `~8`: how many syllables may stand between."""


_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MINUS = re.compile(r"-(?=[^\s\d)-])")
"""A minus before a number is no exclusion: `Su -57`, `2019 -2021`; `-"2021"` is."""
_SPACES = re.compile(r"\s+")
_FIELD = re.compile(r"[^\W\d_]+(?:[ _-][^\W\d_]+){0,2}?:(?=[^\s:/)*-])")
_WORD = re.compile(r'[^\s"()]+')
_SLOP = re.compile(r"~(\d{1,4})(?![\w])")
_NEAR = re.compile(r"(?:GẦN|NEAR)(?:/(\d{1,4}))?")
_SUFFIX = re.compile(r"([^\W_][^~^]*)([~^])[\d.]*")
_INNER_STAR = re.compile(r"([^\W\d_]+)\*[^\W_*?]+")
_REGEX = re.compile(r"(?<!\S)/([^/\s]{2,}[^/]*)/(?!\S)")
_SYLLABLES = re.compile(r"[^\W_]+")
NEAR_WITHIN = 8
MOST_BETWEEN = 100
HAS_LETTER = re.compile(r"[^\W_]")
_OPERATORS: dict[str, Literal["or", "and", "not"]] = {
    "OR": "or",
    "HOẶC": "or",
    "|": "or",
    "||": "or",
    "AND": "and",
    "VÀ": "and",
    "&&": "and",
    "NOT": "not",
}


def clean(text: str) -> tuple[str, bool]:
    """The typed text in normal form, without control characters and with single spaces, and whether
    it had to be cut (at a space where possible) to `MAX_CHARACTERS`."""
    cut = len(text) > 4 * MAX_CHARACTERS
    normal = normalise(_CONTROLS.sub(" ", text[: 4 * MAX_CHARACTERS]))
    normal = _SPACES.sub(" ", normal).strip()
    if len(normal) > MAX_CHARACTERS:
        cut = True
        normal = normal[: MAX_CHARACTERS + 1]
        space = normal.rfind(" ")
        normal = normal[: space if space > MAX_CHARACTERS // 2 else MAX_CHARACTERS]
    return normal, cut


def tokenise(text: str, messages: list[Message], fields: FieldNames) -> list[Token]:
    """The tokens of a cleaned text, in which `fields` may be named; what was ignored is added to `messages`."""
    tokens: list[Token] = []
    at, end = 0, len(text)
    quotes = text.count('"')
    while at < end:
        letter, begun, before = text[at], at, len(tokens)
        if letter == " ":
            at += 1
        elif letter == '"':
            quotes -= 1
            close = text.find('"', at + 1) if quotes else -1
            if close < 0:
                messages.append(Message("unbalanced_quote"))
                at += 1
                continue
            quotes -= 1
            slop = _SLOP.match(text, close + 1)
            within = min(int(slop[1]), MOST_BETWEEN) if slop else None
            tokens.append(Token("phrase", text[at + 1 : close].strip(), within=within))
            at = slop.end() if slop else close + 1
        elif regex := _REGEX.match(text, at):
            messages.append(Message("regex_as_words", {"word": regex[0]}))
            words = " ".join(_SYLLABLES.findall(regex[1]))
            tokens.append(Token("word", words))
            at = regex.end()
        elif letter in "()":
            tokens.append(Token("(" if letter == "(" else ")"))
            at += 1
        elif letter == "-" and _MINUS.match(text, at) and _may_begin(text, at):
            tokens.append(Token("not"))
            at += 1
        elif (name := _FIELD.match(text, at)) and (known := _field_name(name[0], fields)):
            tokens.append(Token("field", known))
            at = name.end()
        else:
            match = _WORD.match(text, at)
            assert match is not None
            at = match.end()
            tokens.append(_word(match[0], messages))
        if len(tokens) > before:
            tokens[-1] = replace(tokens[-1], start=begun, end=at)
    return tokens


def _may_begin(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in " (:"


def _field_name(typed: str, fields: FieldNames) -> str | None:
    name = fold(typed[:-1]).replace("_", "").replace("-", "").replace(" ", "")
    return name if name in fields else None


def _word(word: str, messages: list[Message]) -> Token:
    if match := _NEAR.fullmatch(word):
        return Token("near", word, within=min(int(match[1] or NEAR_WITHIN), MOST_BETWEEN))
    if match := _SUFFIX.fullmatch(word):
        code = "weight_ignored" if match[2] == "^" else "fuzzy_ignored"
        messages.append(Message(code, {"word": word, "read_as": match[1]}))
        word = match[1]
    if (match := _INNER_STAR.fullmatch(word)) and len(match[1]) >= MIN_PREFIX:
        messages.append(Message("star_inside", {"word": word, "read_as": f"{match[1]}*"}))
        return Token("prefix", match[1])
    operator = _OPERATORS.get(word)
    if operator:
        return Token(operator, word)
    if word.endswith("*"):
        stem = word.rstrip("*")
        if len(stem) >= MIN_PREFIX and HAS_LETTER.match(stem[-1]):
            return Token("prefix", stem)
        messages.append(Message("prefix_too_short", {"word": word}))
        return Token("word", stem)
    return Token("word", word)
