"""The picture of a page where its address is shared: 1200 × 630 pixels, PNG, in the site's own typeface and colours.

Pure drawing: words and counts in, bytes out. Pillow reads the site's WOFF2 files, so that nothing else is shipped. It is imported
at the first drawing only: most workers never draw.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from unicodedata import normalize

from webapp import charts
from webapp.assets import static_files

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
ROOM = WIDTH - 2 * MARGIN
PAPER, INK, GREY, ACCENT, PALE = "#ffffff", "#17191e", "#555b66", "#b3121d", "#e99792"
SIZES = (76, 68, 60, 52, 46)
"""Sizes of the title in pixels: the largest at which it takes at most `LINES` lines."""
LINES = 3
TOP = 172
"""Where kicker and title begin."""
BARS_TOP, BARS_BOTTOM = 484, 558
COLOURS = 64
"""Colours of the finished picture: letters in four colours and their edges."""

_drawing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Share:
    """What a picture says. `counts` has the articles of each of `years`; `year` is the one to stand out, "" for all alike."""

    site: str
    kicker: str
    title: str
    caption: str
    years: Sequence[str] = ()
    counts: Mapping[str, int] | None = None
    year: str = ""


def draw(share: Share) -> bytes:
    """The picture as PNG. One at a time: typefaces are not for several threads."""
    from PIL import Image
    from PIL.ImageDraw import Draw

    with _drawing:
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        canvas = Draw(image)
        with Image.open(BytesIO(static_files()["icons/icon-192.png"])) as icon:
            image.paste(icon.convert("RGB").resize((64, 64)), (MARGIN, 60))
        canvas.text((MARGIN + 84, 92), _drawable(share.site), INK, _font(600, 34), anchor="lm")
        _words(canvas, share)
        if share.counts and len(share.years) > 1:
            _timeline(canvas, share.years, share.counts, share.year)
        written = BytesIO()
        image.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(written, "PNG")
    return written.getvalue()


def _words(canvas: ImageDraw, share: Share) -> None:
    top = TOP
    if share.kicker:
        canvas.text((MARGIN, top), _fitted(_drawable(share.kicker), _font(600, 30)), ACCENT, _font(600, 30))
        top += 50
    size, lines = _set(_drawable(share.title))
    for line in lines:
        canvas.text((MARGIN, top), line, INK, _font(800, size))
        top += round(size * 1.22)
    room = share.counts and len(share.years) > 1
    canvas.text(
        (MARGIN, BARS_TOP - 22 if room else BARS_BOTTOM),
        _fitted(_drawable(share.caption), _font(400, 28)),
        GREY,
        _font(400, 28),
        anchor="ls",
    )


def _timeline(canvas: ImageDraw, years: Sequence[str], counts: Mapping[str, int], year: str) -> None:
    """Bars along the foot, the first and the last year under them."""
    wide, high = ROOM, BARS_BOTTOM - BARS_TOP
    for bar in charts.bars(years, counts):
        left = MARGIN + wide * bar.x / 100
        height = high * bar.height / charts.BAR_HEIGHT
        if height:
            colour = ACCENT if year in ("", bar.key) else PALE
            canvas.rectangle((left, BARS_BOTTOM - height, left + wide * bar.width / 100, BARS_BOTTOM), colour)
    canvas.line((MARGIN, BARS_BOTTOM + 1, WIDTH - MARGIN, BARS_BOTTOM + 1), GREY, 2)
    canvas.text((MARGIN, BARS_BOTTOM + 12), years[0], GREY, _font(400, 24))
    canvas.text((WIDTH - MARGIN, BARS_BOTTOM + 12), years[-1], GREY, _font(400, 24), anchor="ra")


def _set(title: str) -> tuple[int, list[str]]:
    """The size of a title, and its lines; the last ends in "…" where even the smallest size is too large."""
    for size in SIZES:
        lines = _wrapped(title, _font(800, size))
        if len(lines) <= LINES:
            return size, _balanced(title, _font(800, size), lines)
    kept = lines[: LINES - 1]
    return size, [*kept, _fitted(" ".join(lines[LINES - 1 :]), _font(800, size))]


def _balanced(text: str, font: FreeTypeFont, lines: list[str]) -> list[str]:
    """The same number of lines, the last not much shorter than the others."""
    tries = (_wrapped(text, font, round(ROOM * share / 20)) for share in range(10, 20))
    return next((tried for tried in tries if len(tried) == len(lines)), lines)


def _wrapped(text: str, font: FreeTypeFont, room: int = ROOM) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(_fitted(word, font))
    return lines


def _fitted(text: str, font: FreeTypeFont) -> str:
    """`text`, cut with "…" to one line."""
    if font.getlength(text) <= ROOM:
        return text
    while text and font.getlength(f"{text}…") > ROOM:
        text = text[: -max(1, len(text) // 20)].rstrip()
    return f"{text}…"


def _drawable(text: str) -> str:
    """`text` on one line, composed, at most 400 characters, without those that the typeface lacks."""
    return "".join(mark for mark in " ".join(normalize("NFC", text[:400]).split()) if _has_glyph(mark))


@lru_cache(4_096)
def _has_glyph(mark: str) -> bool:
    font = _font(800, SIZES[-1])
    return mark == " " or bytes(font.getmask(mark)) != bytes(font.getmask("\U0010ffff"))


@lru_cache(16)
def _font(weight: int, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(static_files()[f"fonts/be-vietnam-pro-{weight}.woff2"]), size)
