"""Events from traces: copies of one text, and reports that share rare names and a day.

Precision first. Articles of a kind (each year's *Tết Sum vầy*, weekly columns, price tables, results of a lottery) share phrases
and frequent names, but not the day; so days that contradict each other keep two articles apart, however alike they are.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from indexer.article import Event
from indexer.events.trace import TRACE

COPY = 0.4
"""Least share of common runs of words (Jaccard, estimated) of two copies of one text."""
NEAR_DAYS = 3
"""Days between two reports of one event at most."""
RARE = 12
"""Articles that a rare name stands in at most."""
SHARED, SHARED_IN_FEW = 3, 4
"""Rare names that two reports of one event share at least; more where there are few articles, and so every name is rare."""
FEW = 5_000
CROWD = 64
"""Articles that share one run of words from which on it is boilerplate."""
LARGEST = 24
"""Articles of an event at most."""


def group(traces: Mapping[str, str], order: Mapping[str, object] | None = None) -> dict[str, Event]:
    """The event of each article that has one.

    `traces` by article ("" for none); `order` gives what articles are sorted by, the founding one first (by default their id).
    """
    ids = sorted(i for i, made in traces.items() if made)
    if len(ids) < 2:
        return {}
    raw = b"".join(base64.b64decode(traces[i]) for i in ids)
    made = np.frombuffer(raw, TRACE)
    first, second, likeness = _copies(made)
    event_first, event_second, shared = _reports(made)
    pairs = sorted(
        [(2.0 + float(s), int(a), int(b), True) for a, b, s in zip(first, second, likeness, strict=True)]
        + [
            (float(s), int(a), int(b), False)
            for a, b, s in zip(event_first, event_second, shared, strict=True)
        ],
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    clusters = _clusters(pairs, made)
    return _events(ids, clusters, pairs, order or {})


def _events(
    ids: Sequence[str],
    clusters: Sequence[Sequence[int]],
    pairs: Sequence[tuple[float, int, int, bool]],
    order: Mapping[str, object],
) -> dict[str, Event]:
    same: dict[int, set[int]] = {}
    for _, a, b, copy in pairs:
        if copy:
            same.setdefault(a, set()).add(b)
            same.setdefault(b, set()).add(a)
    found: dict[str, Event] = {}
    for cluster in clusters:
        members = sorted(cluster, key=lambda at: (order.get(ids[at], ""), ids[at]))
        copies = [m for k, m in enumerate(members) if same.get(m, set()) & set(members[:k])]
        event = Event(ids[members[0]], tuple(ids[m] for m in members), tuple(ids[m] for m in copies))
        found.update(dict.fromkeys(event.articles, event))
    return found


def _clusters(pairs: Sequence[tuple[float, int, int, bool]], made: NDArray[np.void]) -> list[list[int]]:
    """Groups of articles, most alike first: two groups join only where at least half of their pairs are alike."""
    alike = {(min(a, b), max(a, b)) for _, a, b, _ in pairs}
    member_of: dict[int, list[int]] = {}
    for _, a, b, _ in pairs:
        left, right = member_of.get(a, [a]), member_of.get(b, [b])
        if left is right or len(left) + len(right) > LARGEST:
            continue
        links = sum((min(x, y), max(x, y)) in alike for x in left for y in right)
        if 2 * links >= len(left) * len(right):
            joined = left + right
            member_of.update(dict.fromkeys(joined, joined))
    return list({id(members): members for members in member_of.values()}.values())


Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def _pairs(column: NDArray[np.uint32], most: int) -> Pairs:
    """All pairs of rows with a value in common: first row < second row, and how many they share (int64, of one length).

    `column` is (rows, values) of uint32, 0 for none; values of more than `most` rows are left out.
    """
    rows, width = column.shape
    values = column.ravel()
    owner = np.repeat(np.arange(rows, dtype=np.int64), width)
    kept = values != 0
    values, owner = values[kept], owner[kept]
    by_value = np.argsort(values, kind="stable")
    values, owner = values[by_value], owner[by_value]
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    sizes = np.diff(np.concatenate((starts, [len(values)])))
    firsts, seconds = [], []
    for size in range(2, most + 1):
        chosen = starts[sizes == size]
        if not len(chosen):
            continue
        block = owner[chosen[:, None] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        firsts.append(block[:, one].ravel())
        seconds.append(block[:, other].ravel())
    if not firsts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    # The owners of one value ascend, so that the first of each pair is the smaller one.
    key, count = np.unique(np.concatenate(firsts) * rows + np.concatenate(seconds), return_counts=True)
    return key // rows, key % rows, count


def _copies(made: NDArray[np.void]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of articles with one text, with their likeness."""
    first, second, count = _pairs(made["sketch"], CROWD)
    close = count >= 4
    first, second = first[close], second[close]
    sketches = [frozenset(row) - {0} for row in made["sketch"].tolist()]
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    likeness = np.array([_jaccard(sketches[a], sketches[b]) for a, b in pairs])
    if not len(likeness):
        return first, second, likeness
    apart = _days_differ(made, first, second)
    kept = (likeness >= COPY) & ~apart
    return first[kept], second[kept], likeness[kept]


def _jaccard(left: AbstractSet[int], right: AbstractSet[int]) -> float:
    """The likeness that two bottom-k sketches tell (Broder 1997): what they share among the k smallest of both."""
    size = min(len(left), len(right))
    shared = left & right
    return sum(value in shared for value in sorted(left | right)[:size]) / max(1, size)


def _reports(made: NDArray[np.void]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of articles that share rare names and a day, with how many names (0 to 1)."""
    rare = max(2, min(RARE, len(made) // 200))
    first, second, count = _pairs(made["names"], rare)
    kept = count >= (SHARED if len(made) >= FEW else SHARED_IN_FEW)
    first, second, count = first[kept], second[kept], count[kept]
    kept = _share_a_day(made, first, second)
    return first[kept], second[kept], np.minimum(count[kept] / 16.0, 1.0)


def _common_day(
    made: NDArray[np.void], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.bool_]:
    one, other = made["days"][first], made["days"][second]
    common: NDArray[np.bool_] = ((one[:, :, None] == other[:, None, :]) & (one[:, :, None] != 0)).any(
        axis=(1, 2)
    )
    return common


def _published_apart(
    made: NDArray[np.void], first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Whether both say when they came out, and the days between."""
    one, other = made["published"][first].astype(np.int64), made["published"][second].astype(np.int64)
    return (one > 0) & (other > 0), np.abs(one - other)


def _share_a_day(
    made: NDArray[np.void], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether two articles came out within `NEAR_DAYS`; where one does not say when, whether they mention one day."""
    dated, between = _published_apart(made, first, second)
    mentioned = _common_day(made, first, second)
    silent = (made["days"][first] == 0).all(axis=1) | (made["days"][second] == 0).all(axis=1)
    return np.where(dated, (between <= NEAR_DAYS) & (mentioned | silent), mentioned)


def _days_differ(
    made: NDArray[np.void], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether two articles name days, and none in common."""
    named: NDArray[np.bool_] = (made["days"][first] != 0).any(axis=1) & (made["days"][second] != 0).any(
        axis=1
    )
    differ: NDArray[np.bool_] = named & ~_common_day(made, first, second)
    return differ
