"""Rows of pages that differ in few places: what a macro makes of them is kept, with holes for what differs.

A results page has some two hundred values of facets, tiles and bars, each the same HTML around another address and
another number. The macro is run once for each, with marks where the holes are; after that a row is filled by one `join`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2.runtime import Macro
from markupsafe import Markup, escape

from search.results import FacetCount
from webapp import charts
from webapp.i18n import catalogue
from webapp.language import current_catalogue
from webapp.panels import TimelineBar

if TYPE_CHECKING:
    from webapp.pages.coverage import Cell

MOST = 20_000
"""Stencils that a process keeps: some 500 bytes each."""

_HOLE = f"\0{secrets.token_hex(8)}\0"
"""No text of a corpus can hold it."""
_kept: dict[tuple[Hashable, ...], tuple[str, ...]] = {}


def _pieces(lang: str, macro: Macro, fixed: tuple[Hashable, ...], holes: int) -> tuple[str, ...]:
    """What `macro` writes around `holes` holes, of these arguments and marks for the holes, in the order in which they stand.

    Nothing in it may depend on more than the arguments and the language; among such macros each name is used once.
    """
    key = (lang, macro.name, fixed)
    pieces = _kept.get(key)
    if pieces is None:
        if len(_kept) >= MOST:
            _kept.clear()
        pieces = _kept[key] = tuple(str(macro(*fixed, *[Markup(_HOLE)] * holes)).split(_HOLE))
    return pieces


@lru_cache(4_096)
def _numbers(lang: str, count: int) -> tuple[str, str]:
    """A count as the reader writes it, and what is counted."""
    t = catalogue(lang)
    return t.number(count), str(t("count.unit", count=count))


@lru_cache(4_096)
def _bar_name(lang: str, name: str, count: int) -> str:
    return str(catalogue(lang)("timeline.bar", label=name, count=count))


@lru_cache(4_096)
def _tile_name(lang: str, label: str, count: int) -> str:
    return str(catalogue(lang)("map.tile", label=label, count=count))


def facet_values(macro: Macro, facet: str, values: Iterable[FacetCount]) -> Markup:
    """The values of a facet to tick: `macro(facet, value, label, selected, found, number, unit)`."""
    lang = current_catalogue().lang
    rows: list[str] = []
    for v in values:
        start, between, end = _pieces(lang, macro, (facet, v.value, v.label, v.selected, v.count > 0), 2)
        number, unit = _numbers(lang, v.count)
        rows += (start, number, between, unit, end)
    return Markup("".join(rows))


def tiles(
    macro: Macro, tiles: Iterable[charts.Tile], hrefs: Callable[[str], str], selected: Iterable[str]
) -> Markup:
    """The tiles of a map: `macro(value, label, lines, x, y, level, linked, selected, link, name, name, number)`.

    `link` is the href of a tile that is linked, with its quotes and what stands before them.
    """
    lang = current_catalogue().lang
    rows: list[str] = []
    for tile in tiles:
        on = tile.value in selected
        linked = tile.count > 0 or on
        fixed = (tile.value, tile.label, tile.lines, tile.x, tile.y, tile.level, linked, on)
        name = _tile_name(lang, tile.label, tile.count)
        number = _numbers(lang, tile.count)[0]
        if linked:
            a, b, c, d, e = _pieces(lang, macro, fixed, 4)
            rows += (a, str(escape(hrefs(tile.value))), b, name, c, name, d, number, e)
        else:
            a, b, c = _pieces(lang, macro, fixed, 4)
            rows += (a, name, b, number, c)
    return Markup("".join(rows))


def table_rows(macro: Macro, rows: Iterable[tuple[str, str, int]]) -> Markup:
    """Rows of a table of counts, each of an address ("": none), a name and a count: `macro(name, linked, link, number)`."""
    lang = current_catalogue().lang
    made: list[str] = []
    for href, name, count in rows:
        pieces = _pieces(lang, macro, (name, bool(href)), 2)
        number = _numbers(lang, count)[0]
        if href:
            made += (pieces[0], str(escape(href)), pieces[1], number, pieces[2])
        else:
            made += (pieces[0], number, pieces[1])
    return Markup("".join(made))


def bars(macro: Macro, bars: Iterable[TimelineBar], height: int) -> Markup:
    """The bars of a timeline: `macro(height, key, label, x, width, middle, rank, figure, highest, selected, link, name, top,
    tall, above, number)`, and nothing but the first of these holes for a bar without articles."""
    lang = current_catalogue().lang
    rows: list[str] = []
    for item in bars:
        bar = item.bar
        fixed = (height, bar.key, bar.label, bar.x, bar.width, bar.middle, bar.rank, bar.figure, bar.highest)
        pieces = _pieces(lang, macro, (*fixed, item.selected, bar.count > 0), 6)
        if not bar.count:
            rows += pieces
            continue
        holes = [
            str(escape(item.href)),
            _bar_name(lang, item.name, bar.count),
            str(bar.y + 18),
            str(bar.height),
            str(bar.y + 12),
            _numbers(lang, bar.count)[0],
        ]
        rows.append(pieces[0])
        for hole, piece in zip(holes, pieces[1:], strict=False):
            rows += (hole, piece)
    return Markup("".join(rows))


def cells(macro: Macro, cells: Iterable[Cell]) -> Markup:
    """Cells of the table of coverage: `macro(level, found, link, number)`."""
    lang = current_catalogue().lang
    empty = _pieces(lang, macro, (0, False), 2)[0]
    made: list[str] = []
    for cell in cells:
        if cell.count:
            start, between, end = _pieces(lang, macro, (cell.level, True), 2)
            made += (start, str(escape(cell.href)), between, _numbers(lang, cell.count)[0], end)
        else:
            made.append(empty)
    return Markup("".join(made))


def tile_rows(
    tiles: Iterable[charts.Tile], hrefs: Callable[[str], str], selected: Iterable[str]
) -> list[tuple[str, str, int]]:
    """The tiles of a map as rows of a table, the highest count first."""
    ordered = sorted(tiles, key=lambda tile: -tile.count)
    return [
        (hrefs(tile.value) if tile.count or tile.value in selected else "", tile.label, tile.count)
        for tile in ordered
    ]


def bar_rows(bars: Iterable[TimelineBar]) -> list[tuple[str, str, int]]:
    """The bars of a timeline as rows of a table."""
    return [(item.href if item.bar.count else "", item.name, item.bar.count) for item in bars]
