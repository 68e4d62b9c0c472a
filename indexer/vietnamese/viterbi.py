"""Segmentation as arithmetic over arrays: a linear-chain CRF with two labels, decoded exactly.

With two labels only the difference matters. Let m[i] be the best score of a labelling of tokens 0…i that ends
in label 1 minus the best that ends in label 0 (Viterbi, 1967). Then m[i] = d[i] + g(m[i-1]), where d[i] is the
difference of token i's own scores and g(m) = max(t01, m + t11) - max(t00, m + t10): a function that is constant
below one threshold, constant above another, and moves by less than their distance between. So nearly every
g(m[i]) is known from d[i] alone, and only tokens whose m may fall between the thresholds are visited one by one,
in order. The same tokens are the only ones whose label depends on the label that follows. Pure functions over
arrays; nothing of the package is imported. Ties go to label 0, as in CRFsuite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MARGIN = 1e-6
"""Slack around the thresholds, in score units: far above rounding, far below a weight."""


@dataclass(frozen=True, slots=True)
class Transitions:
    """`tAB` is the weight of label B after label A."""

    t00: float
    t01: float
    t10: float
    t11: float

    @property
    def threshold_if_one(self) -> float:
        """Where label 1 follows, the label before it is 1 if its m is above this."""
        return self.t01 - self.t11

    @property
    def threshold_if_zero(self) -> float:
        """Where label 0 follows, the label before it is 1 if its m is above this."""
        return self.t00 - self.t10


def decode(difference: Floats, first: Flags, last: Flags, moves: Transitions) -> Flags:
    """The best labels (True: label 1) of one or more sequences laid end to end.

    `difference`: score of label 1 minus score of label 0, one per token. `first`, `last`: whether a token
    begins or ends its sequence. All arrays have one length; the answer has it too.
    """
    count = len(difference)
    if count == 0:
        return np.zeros(0, dtype=bool)
    after_low = moves.t01 - moves.t00
    after_high = moves.t11 - moves.t10
    if_one, if_zero = moves.threshold_if_one, moves.threshold_if_zero
    low, high = min(if_one, if_zero) - _MARGIN, max(if_one, if_zero) + _MARGIN
    # m[i] is d[i] plus something of this range, or exactly d[i] at the start of a sequence.
    least, most = min(after_low, after_high), max(after_low, after_high)

    above = difference + least > high
    follow = np.where(above, after_high, after_low)
    open_ = ~above & (difference + most > low)
    starts = np.flatnonzero(first)
    at_start = difference[starts]
    follow[starts] = np.where(at_start > high, after_high, after_low)
    open_[starts] = (at_start >= low) & (at_start <= high)
    visited = np.flatnonzero(open_)
    values = difference[visited].tolist()
    begins = first[visited].tolist()
    places = visited.tolist()
    scores: list[float] = []
    t00, t01, t10, t11 = moves.t00, moves.t01, moves.t10, moves.t11
    previous, carried = -2, 0.0
    for place, value, begin in zip(places, values, begins, strict=True):
        if not begin:
            value += carried if previous == place - 1 else float(follow[place - 1])
        scores.append(value)
        carried = max(t01, value + t11) - max(t00, value + t10)
        previous = place
        follow[place] = carried

    total = difference.copy()
    total[1:] += follow[:-1]
    total[starts] = at_start
    labels = total > high
    ends = np.flatnonzero(last)
    labels[ends] = total[ends] > 0
    closing = set(ends.tolist()) if places else set()
    for place, value in zip(reversed(places), reversed(scores), strict=True):
        if place not in closing:
            labels[place] = value > (if_one if labels[place + 1] else if_zero)
    return labels
