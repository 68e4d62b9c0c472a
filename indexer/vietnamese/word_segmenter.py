"""Vietnamese word segmentation: exactly pyvi's output, without its dictionaries of features per token.

The chunks of a text are looked up (`chunks`), their tokens' numbers go as one array through the model
(`crf_tables`, `viterbi`). `tokenize` returns pyvi's string.
"""

from __future__ import annotations

import re
import threading
import unicodedata

from indexer.vietnamese import chunks
from indexer.vietnamese.crf_tables import BOUNDARY, CrfTables

_ABBREVIATION = r"[A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\."
_SIGN = r"==>|->|\.\.\.|>>|\n"
_ADDRESS = r"\w+://[^\s]+|[a-zA-Z0-9_.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+"
_REST = r"\d+(?:[\.,_]\d+)+|[^\w\s]|\w+"

# What pyvi takes for a token, the alternatives in its order; addresses are looked for only where there can be one.
_WITH_ADDRESS = re.compile(f"{_ABBREVIATION}|{_SIGN}|{_ADDRESS}|{_REST}")
_WITHOUT = re.compile(f"{_ABBREVIATION}|{_SIGN}|{_REST}")


def token_pattern(text: str) -> re.Pattern[str]:
    """The pattern that finds pyvi's tokens in an NFC text."""
    return _WITH_ADDRESS if "@" in text or "://" in text else _WITHOUT


class _Memory:
    """The tables of tokens and of chunks, kept from call to call."""

    def __init__(self) -> None:
        self.tables = CrfTables()
        self.tokens = chunks.Rows(1)
        self.chunks = chunks.Chunks(self._learn)
        self._forms: list[str] = []

    def _learn(self, chunk: str | None) -> None:
        if chunk is None:
            self.tokens.add([(BOUNDARY,)])
        else:
            number = self.tables.number
            self.tokens.add([(number(token),) for token in token_pattern(chunk).findall(chunk)])

    def forms(self, count: int) -> list[str]:
        """Each token after a space and after "_", at twice its number and one more."""
        for token in self.tables.surfaces[len(self._forms) // 2 : count]:
            self._forms += (" " + token, "_" + token)
        return self._forms


_memory = _Memory()
_lock = threading.Lock()


def tokenize(text: str) -> str:
    """Exactly what `pyvi.ViTokenizer.tokenize(text)` returns: syllables of a word joined by "_".

    Tokens are separated by single spaces; a text without any token comes back as it is.

    >>> tokenize("Công đoàn cơ sở")
    'Công_đoàn cơ_sở'
    """
    global _memory
    normal = text if text.isascii() else unicodedata.normalize("NFC", text)
    with _lock:
        if len(_memory.chunks) > chunks.KEPT:
            _memory = _Memory()
        tables = _memory.tables
        rows, _ = _memory.tokens.gather(_memory.chunks.numbers(chunks.split([normal])))
        tokens = rows[0]
        if len(tokens) == 1:
            return text
        joined = tables.joined(tokens)
        forms = _memory.forms(len(tables.surfaces))
    chosen = (2 * tokens[:-1] + joined[:-1]).tolist()
    return "".join(map(forms.__getitem__, chosen))[1:]


def warm_up() -> None:
    """Read the model now rather than at the first text (a server does so before it forks)."""
    tokenize("Công đoàn")


__all__ = ["token_pattern", "tokenize", "warm_up"]
