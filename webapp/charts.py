"""The shapes of the timeline and of the map: numbers in, geometry out; the templates draw the SVG.

Everything is worked out on the server, so that a chart needs neither a script nor a style attribute.
The timeline's horizontal measures are percentages, because its text keeps its size on any screen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BAR_HEIGHT = 80
"""Height of the tallest bar, in pixels."""

MOST_YEARS = 40
"""Years in a chart or a table at most."""

ROOMY = 16
"""Bars at most that have room for their figures on a wide screen; of more, the highest alone has one."""

LEVELS = 5
"""Shades above zero."""

TILE = 100
"""Side of a tile of the map, gap included, in units of the drawing."""

LEFT_BANK = frozenset({"soc-son", "me-linh", "dong-anh", "long-bien", "gia-lam"})
RIVER = ((0, 1), (3, 1), (3, 2), (5, 2), (5, 3), (6, 3), (6, 5), (5, 5), (5, 6), (4, 6), (4, 8))
"""The Red River along the edges of the tiles, from the north-west to the south, as (column, row) corners: north
of Ba Vì, between the left bank and the rest, then down the eastern side. It is what makes the city recognised."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `x` and `width` in percent of the chart, `y` and `height` in pixels from its top.

    `rank` is the largest of 8, 4, 2 and 1 that divides its place, so that a narrow chart labels every 2nd, 4th or 8th bar.
    """

    key: str
    label: str
    count: int
    x: float
    width: float
    y: float
    height: float
    middle: float
    rank: int
    figure: bool
    highest: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """One district on the map; `lines` is its name in at most two lines, `level` its shade 0…LEVELS."""

    value: str
    label: str
    lines: tuple[str, ...]
    count: int
    level: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map: its tiles, the size of the drawing, the river as an SVG path, and what has no place on it.

    `elsewhere` counts the values without a tile (the whole city), as (value, label, count).
    """

    tiles: tuple[Tile, ...]
    width: int
    height: int
    river: str
    elsewhere: tuple[tuple[str, str, int], ...] = ()


def years_between(years: Sequence[str]) -> list[str]:
    """Every year from the first to the last, so that a year without articles shows as a gap.

    Over a longer span than `MOST_YEARS`, only the last years that have articles.
    """
    numbers = sorted({int(year) for year in years if year.isdigit()})
    if not numbers:
        return []
    if numbers[-1] - numbers[0] < MOST_YEARS:
        numbers = list(range(numbers[0], numbers[-1] + 1))
    return [str(year) for year in numbers[-MOST_YEARS:]]


def months_of(years: Sequence[str]) -> list[str]:
    """ "2020" → "2020-01" … "2020-12", for each year."""
    return [f"{year}-{month:02}" for year in years for month in range(1, 13)]


def bars(keys: Sequence[str], counts: Mapping[str, int]) -> tuple[Bar, ...]:
    """The bars of `keys`, in their order, as high as their counts. A count above 0 is never invisible."""
    if not keys:
        return ()
    highest = max((counts.get(key, 0) for key in keys), default=0) or 1
    step = 100 / len(keys)
    made = []
    for number, key in enumerate(keys):
        count = counts.get(key, 0)
        height = max(BAR_HEIGHT * count / highest, 3.0) if count else 0.0
        label = str(int(key[5:])) if len(key) == 7 else key
        made.append(
            Bar(
                key=key,
                label=label,
                count=count,
                x=round(number * step + step * 0.14, 3),
                width=round(step * 0.72, 3),
                y=round(BAR_HEIGHT - height, 2),
                height=round(height, 2),
                middle=round((number + 0.5) * step, 3),
                rank=next(step for step in (8, 4, 2, 1) if number % step == 0),
                figure=len(keys) <= ROOMY or count == highest,
                highest=count == highest,
            )
        )
    return tuple(made)


def level(count: int, highest: int) -> int:
    """The shade of a count: 0 for none, else 1…LEVELS, bent so that small counts differ.

    The deepest shades are kept for counts above one or two: a lone article is no stronghold.
    """
    if count <= 0 or highest <= 0:
        return 0
    deepest = min(LEVELS, highest + 2)
    share: float = (count / highest) ** 0.7
    return max(1, min(deepest, round(deepest * share)))


def tile_map(
    places: Mapping[str, tuple[int, int]], labels: Mapping[str, str], counts: Mapping[str, int]
) -> TileMap | None:
    """The map of the districts at their (column, row) `places`; None without any."""
    if not places:
        return None
    left = min(column for column, _ in places.values())
    top = min(row for _, row in places.values())
    highest = max((counts.get(value, 0) for value in places), default=0)
    tiles = tuple(
        Tile(
            value=value,
            label=labels.get(value, value),
            lines=_two_lines(labels.get(value, value)),
            count=counts.get(value, 0),
            level=level(counts.get(value, 0), highest),
            x=(column - left) * TILE,
            y=(row - top) * TILE,
        )
        for value, (column, row) in sorted(places.items(), key=lambda item: (item[1][1], item[1][0]))
    )
    width = max(tile.x for tile in tiles) + TILE
    height = max(tile.y for tile in tiles) + TILE
    elsewhere = tuple((v, labels.get(v, v), n) for v, n in counts.items() if v not in places and n)
    return TileMap(tiles, width, height, river_path([(x - left, y - top) for x, y in RIVER]), elsewhere)


def _two_lines(label: str) -> tuple[str, ...]:
    words = label.split()
    if len(words) < 2:
        return (label,)
    return (" ".join(words[:-1]), words[-1])


def river_path(corners: Sequence[tuple[float, float]], radius: float = 38) -> str:
    """SVG path data through `corners` (in tiles), every turn rounded by `radius` units of the drawing."""
    points = [(x * TILE, y * TILE) for x, y in corners]
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _towards(corner, before, radius), _towards(corner, after, radius)
        parts.append(f"L{enter[0]:g} {enter[1]:g}Q{corner[0]:g} {corner[1]:g} {leave[0]:g} {leave[1]:g}")
    parts.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(parts)


def _towards(start: tuple[float, float], end: tuple[float, float], by: float) -> tuple[float, float]:
    length = math.dist(start, end)
    step = min(by, length / 2) / length if length else 0
    return (start[0] + (end[0] - start[0]) * step, start[1] + (end[1] - start[1]) * step)
