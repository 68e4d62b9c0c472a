"""The shapes of charts: true to their numbers, and the city recognisable."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp import known_values, panels
from webapp.charts import (
    BAR_HEIGHT,
    LEFT_BANK,
    LEVELS,
    RIVER,
    bars,
    level,
    months_of,
    tile_map,
    years_between,
)


@given(
    st.dictionaries(st.sampled_from([str(y) for y in range(1990, 2030)]), st.integers(0, 10**6), min_size=1)
)
def test_bars_are_as_high_as_their_counts_and_stay_in_the_chart(counts: dict[str, int]) -> None:
    keys = sorted(counts)
    made = bars(keys, counts)
    assert [bar.key for bar in made] == keys
    for bar in made:
        assert 0 <= bar.x <= bar.x + bar.width <= 100.01
        assert bar.y + bar.height == pytest.approx(BAR_HEIGHT, abs=0.02)
        assert (bar.height > 0) is (bar.count > 0)
    by_count = sorted(made, key=lambda bar: bar.count)
    assert [b.height for b in by_count] == sorted(b.height for b in made)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_shades_grow_with_counts_and_zero_is_bare(count: int, highest: int) -> None:
    highest = max(count, highest)
    assert (level(count, highest) == 0) is (count == 0)
    assert level(count, highest) <= level(highest, highest) <= LEVELS


def test_years_without_articles_are_gaps() -> None:
    assert years_between(["2021", "2019"]) == ["2019", "2020", "2021"]
    assert years_between([]) == []
    assert months_of(["2020"])[0::11] == ["2020-01", "2020-12"]


def test_the_map_has_the_thirty_districts_each_in_its_own_place() -> None:
    places = known_values.map_places()
    assert len(places) == len(set(places.values())) == 30
    drawn = tile_map(places, known_values.district_labels(), {"thanh-xuan": 3, known_values.CITY: 2})
    assert drawn is not None
    assert {t.value for t in drawn.tiles} == set(places)
    assert all(1 <= len(t.lines) <= 2 and " ".join(t.lines) == t.label for t in drawn.tiles)
    assert drawn.elsewhere == ((known_values.CITY, "Toàn thành phố", 2),)


def test_there_is_no_map_without_places() -> None:
    assert tile_map({}, {}, {}) is None


def test_the_river_parts_the_left_bank_from_the_rest() -> None:
    places = known_values.map_places()
    left, top = min(c for c, _ in places.values()), min(r for _, r in places.values())
    tiles = {(c - left, r - top): value for value, (c, r) in places.items()}
    banks: set[frozenset[bool]] = set()
    for (x0, y0), (x1, y1) in itertools.pairwise(RIVER):
        assert x0 == x1 or y0 == y1, "the river keeps to the edges of tiles"
        for step in range(max(abs(x1 - x0), abs(y1 - y0))):
            if y0 == y1:
                sides = (tiles.get((x0 + step, y0 - 1)), tiles.get((x0 + step, y0)))
            else:
                sides = (tiles.get((x0 - 1, min(y0, y1) + step)), tiles.get((x0, min(y0, y1) + step)))
            here = [value in LEFT_BANK for value in sides if value]
            banks.add(frozenset(here)) if len(here) == 2 else None
    assert banks == {frozenset({True, False})}, (
        "wherever both banks have a district, they are of different banks"
    )


@pytest.mark.parametrize(
    ("page", "pages", "numbers"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (3, 9, [1, 2, 3, 4, None, 9]),
        (9, 9, [1, None, 8, 9]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_page_links_are_few_and_leave_no_gap_of_one(page: int, pages: int, numbers: list[int | None]) -> None:
    assert panels.page_numbers(page, pages) == numbers
