"""What is worked out once for each distinct token and never again: the tables behind segmentation.

A token has a number, and per number a row of what the model says about such a token: what it adds to its own score, to its
neighbours' scores, how the dictionary knows it, and whether it may be joined. Rows are computed in bulk when segmentation asks
for them, so that a text that is only split into syllables never loads the model.
"""

from __future__ import annotations

import string

import numpy as np
from numpy.typing import NDArray

from indexer.vietnamese.model import Model, load
from indexer.vietnamese.viterbi import Transitions, decode

BOUNDARY = 0
"""The number of the token that stands between texts; it scores nothing."""

_JOINS, _TITLE, _EDGE = 1, 2, 4


class _Numbers(dict[str, int]):
    """Syllable → number from 1, given out as they come."""

    def __missing__(self, syllable: str) -> int:
        number = self[syllable] = len(self) + 1
        return number


class Network:
    """The model as arrays: the dictionary as a table of bits, the weights of what depends on several tokens."""

    def __init__(self, model: Model) -> None:
        sign = 1.0 if model.inside == 1 else -1.0
        inside, outside = model.inside, 1 - model.inside
        self._difference = {name: sign * (b - a) for name, (a, b) in model.weights.items()}
        t = model.transitions
        self.moves = Transitions(
            t[outside][outside], t[outside][inside], t[inside][outside], t[inside][inside]
        )
        self._bias, self._digit = self.weight("bias"), self.weight("word.isdigit()")
        places = ("", "-1:", "+1:")
        self._upper = tuple(self.weight(f"{place}word.isupper()") for place in places)
        self._title = tuple(self.weight(f"{place}word.istitle()") for place in places)
        self._words = tuple(self._beginning(f"{place}word.lower():") for place in places)
        # By cell of the table below: a pair that is a word in two cells of four.
        self.pair_before = np.array([0, 1, 0, 1]) * self.weight("-1:word.bi_gram()")
        self.pair_after = np.array([0, 1, 0, 1]) * self.weight("+1:word.bi_gram()")
        self.triple_before = self.weight("-2:word.tri_gram()")
        self.triple_after = self.weight("+2:word.tri_gram()")
        self.left, self.right = _Numbers(), _Numbers()
        words = self._keys([entry.partition(" ") for entry in model.pairs])
        triples = [entry.split(" ") for entry in model.triples]
        beginnings = self._keys([(a, " ", b) for a, b, _ in triples])
        self.triples = {(self.left[a], self.right[b], c) for a, b, c in triples}
        # Two bits to a cell: bit 0, the pair is a word; bit 1, it begins a word of three.
        self.width = len(self.right) + 1
        self.cells = np.zeros((len(self.left) + 1) * self.width // 4 + 1, dtype=np.uint8)
        for bit, (left, right) in enumerate((words, beginnings)):
            key = left * self.width + right
            np.bitwise_or.at(self.cells, key >> 2, (1 << (2 * (key & 3) + bit)).astype(np.uint8))

    def _keys(self, pairs: list[tuple[str, str, str]]) -> NDArray[np.int64]:
        """The numbers of the left and the right halves, shape (2, n)."""
        left, right = self.left, self.right
        return np.array([[left[a] for a, _, _ in pairs], [right[b] for _, _, b in pairs]], dtype=np.int64)

    def _beginning(self, prefix: str) -> dict[str, float]:
        """The weights of the attributes with a prefix, by what follows it."""
        cut = len(prefix)
        return {name[cut:]: weight for name, weight in self._difference.items() if name.startswith(prefix)}

    def weight(self, attribute: str) -> float:
        """Weight of an attribute for "continues a word" minus its weight for "begins a word"; 0 if unknown."""
        return self._difference.get(attribute, 0.0)

    def scores(self, token: str) -> tuple[float, float, float]:
        """What a token adds to its own score, to that of the next token, and to that of the one before."""
        # CRFsuite's strings end at a NUL.
        lower = token.lower().split("\0", 1)[0]
        here, before, after = (words.get(lower, 0.0) for words in self._words)
        here += self._bias
        if token.isupper():
            here, before, after = here + self._upper[0], before + self._upper[1], after + self._upper[2]
        if token.istitle():
            here, before, after = here + self._title[0], before + self._title[1], after + self._title[2]
        if token.isdigit():
            here += self._digit
        return here, before, after


class CrfTables:
    """Numbers for tokens, and their rows. Not for several threads at once: the caller holds a lock.

    A row is 32 bytes, so that one look into memory fetches all there is about a token: its own score, what it
    adds to the next token's, what to the one's before, and, packed into the bits of the fourth number, its place in
    the dictionary as a left and as a right half (16 bits each) and its flags.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.surfaces: list[str] = ["\0"]
        self._known = 0
        self._rows: NDArray[np.float64] = np.zeros((1024, 4))

    def number(self, token: str) -> int:
        """The number of a token, given when it is first seen."""
        number = self.numbers.get(token)
        if number is None:
            number = self.numbers[token] = len(self.surfaces)
            self.surfaces.append(token)
        return number

    def joined(self, tokens: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether each token continues the word of the token before it, in pyvi's sense.

        `tokens`: numbers, shape (n,); texts are separated, and the last one closed, by `BOUNDARY`.
        """
        net = network()
        if self._known < len(self.surfaces):
            self._fill(net)
        numbers = tokens.astype(np.intp)
        rows = self._rows.take(numbers, axis=0)
        packed = rows[:, 3].view(np.int64)
        difference = rows[:, 0].copy()
        difference[1:] += rows[:-1, 1]
        difference[:-1] += rows[1:, 2]

        key = (packed[:-1] & 0xFFFF) * net.width + (packed[1:] >> 16 & 0xFFFF)
        cell = net.cells.take(key >> 2) >> ((key & 3) << 1) & 3
        difference[1:] += net.pair_before.take(cell)
        difference[:-1] += net.pair_after.take(cell)
        surfaces = self.surfaces
        for place in np.flatnonzero(cell[:-1] >= 2).tolist():
            left, right = int(packed[place]) & 0xFFFF, int(packed[place + 1]) >> 16 & 0xFFFF
            if (left, right, surfaces[tokens[place + 2]].lower()) in net.triples:
                difference[place + 2] += net.triple_before
                difference[place] += net.triple_after

        flags = (packed >> 32).astype(np.uint8)
        boundary = flags & _EDGE != 0
        first, last = np.ones_like(boundary), np.ones_like(boundary)
        first[1:] = boundary[:-1]
        last[:-1] = boundary[1:]
        labels = decode(difference, first, last, net.moves)
        joins = flags & _JOINS != 0
        lower = flags & _TITLE == 0
        labels &= joins
        labels[0] = False
        labels[1:] &= joins[:-1] & (lower[1:] | ~lower[:-1])
        return labels

    def _fill(self, net: Network) -> None:
        """Compute the rows of the tokens that came since the last time."""
        filled, count = self._known, len(self.surfaces)
        if count > len(self._rows):
            room = np.zeros((2 * count, 4))
            room[:filled] = self._rows[:filled]
            self._rows = room
        new = self.surfaces[filled:count]
        lowers = [token.lower() for token in new]
        packed = [
            _flags(token) << 32 | net.right.get(lower, 0) << 16 | net.left.get(lower, 0)
            for token, lower in zip(new, lowers, strict=True)
        ]
        self._rows[filled:count, :3] = [net.scores(token) for token in new]
        self._rows[filled:count, 3] = np.array(packed, dtype=np.int64).view(np.float64)
        if filled == 0:
            self._rows[BOUNDARY, :3] = 0.0
            self._rows[BOUNDARY, 3:].view(np.int64)[0] = _EDGE << 32
        self._known = count


def _flags(token: str) -> int:
    # pyvi asks whether the token is *part of* the string of punctuation; so do we.
    joins = token not in string.punctuation and not token[0].isdigit()
    return _JOINS * joins | _TITLE * token[0].istitle()


_network: Network | None = None


def network() -> Network:
    """The model's arrays, read when they are first needed."""
    global _network
    if _network is None:
        _network = Network(load())
    return _network
