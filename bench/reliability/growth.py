"""Growth: what a page costs is in proportion to its length, whatever stands in it and wherever.

Each of `SHAPES` stands in each of `PLACES` at three sizes, each four times the one before. Measured is the processor time from bytes to
articles, their facets and the terms of their texts; a place that cuts a shape off is cheap, which is as good. Figures below
`FLOOR` seconds are noise and count as that.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from bench.reliability.outcome import Outcome
from indexer.article import FIELDS, Article
from indexer.facets import annotate
from indexer.pages import read_page
from indexer.vietnamese import analyse
from search.parse.query import parse

ASKED = "60 shapes × every place, sizes n, 4n, 16n: processor time grows ≤ 6 per 4; nothing over 2 s"
FACTOR = 6.0
MOST_SECONDS = 2.0
FLOOR = 0.05
SIZES = (8_000, 32_000, 128_000)
"""Characters of a shape."""

UNITS = (
    "a", "f0", "A", "ạ", "e\u0302\u0323", "\u0301", "0", "7.", ".", "-", "–", "/", "\\", "_", ",", ";", ":", "!", "?", "(", ")", "()", "[", "[]", "{}", "<", "<b", "&", "&amp;",
    '"', "“", "”", "“a”", "‘a’ ", "'", "«a»", "*", "#", "@a.", "%", "\u200b", "\u00a0", "\n", "\n\n", "a\n", "a\n\n", "- a\n", "|a", "a b ", "Theo ", "Ảnh: ", "quận ", "Quận 1, ", "phường Kim Liên ",
    "ngày 1/2/2020 ", "01-02-2020", "1,000,000 đồng ", "LĐLĐ ", "công đoàn ", "TP. ", "Nguyễn Văn A, ", "http://a.vn/", "a@b.vn ", "1.", "😀", "東", "ﬁ", "\ud7ff", "C«ng ®oµn ", "Ã´",
)  # fmt: skip
SHAPES: dict[str, Callable[[int], str]] = {
    repr(unit): lambda n, unit=unit: (unit * (n // len(unit) + 1))[:n]  # type: ignore[misc]
    for unit in UNITS
}
"""Name of a shape → its text of so many characters."""

TEXT = "Sáng nay, Công đoàn cơ sở nhà máy trao quà cho đoàn viên. Đại diện người lao động cảm ơn tổ chức công đoàn."
MORE = "".join(
    f"<p>Đoàn viên {name} cho biết, năm qua công đoàn cơ sở đã đối thoại với ban giám đốc về bữa ăn ca, nhà trẻ và an toàn lao động.</p>"
    for name in ("tổ may", "tổ cắt", "tổ là", "kho vải", "phòng điện")
)
PARTS = ("title", "kicker", "lead", "under", "body", "caption", "byline", "date")
JSON_FIELDS = ("id", "title", "kicker", "lead", "body", "author", "source", "url", "published")
JSON_LISTS = ("districts", "campaigns", "captions", "related")
PLACES = (
    *(f"html {part}" for part in PARTS),
    "html attribute", "html script", "html meta", "html tags",
    *(f"dump {part}" for part in ("title", "lead", "body", "foot")),
    *(f"jsonl {field}" for field in (*JSON_FIELDS, *JSON_LISTS)),
    "query",
)  # fmt: skip
"""Where a shape may stand."""


def page(place: str, shape: str) -> tuple[bytes, str]:
    """Return a page that has `shape` at `place`, and its name."""
    form, _, part = place.partition(" ")
    if form == "jsonl":
        record: dict[str, object] = {
            "id": "1",
            "title": "Công đoàn trao quà",
            "lead": TEXT,
            "body": f"{TEXT}\n\n{TEXT}",
        }
        record[part] = [shape[i : i + 5] for i in range(0, len(shape), 5)] if part in JSON_LISTS else shape
        return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace"), "a.jsonl"
    if form == "dump":
        title, lead, body, foot = (shape if part == name else text for name, text in (
            ("title", "Công đoàn trao quà cho đoàn viên"), ("lead", TEXT), ("body", TEXT), ("foot", "Nguyễn Văn An")
        ))  # fmt: skip
        return f"{title}\n\n01/02/2020 08:30\n\n{lead}\n\n{body}\n\n{TEXT}\n\n{foot}\n".encode(
            "utf-8", "replace"
        ), "a.txt"
    stands = dict.fromkeys(PARTS, "") | {
        "title": "Công đoàn trao quà cho đoàn viên",
        "lead": TEXT,
        "body": TEXT,
        "date": "01/02/2020",
    }
    if part in stands:
        stands[part] = escape(shape)
    attribute = escape(shape) if part == "attribute" else ""
    meta = escape(shape) if part == "meta" else "Công đoàn"
    script = shape.replace("<", "") if part == "script" else ""
    tags = "<div>" * (len(shape) // 5) if part == "tags" else ""
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{stands["title"]}</title><meta property="og:title" content="{meta}">'
        f'<script>{script}</script></head><body class="{attribute}"><article><p class="kicker">{stands["kicker"]}</p><h1>{stands["title"]}</h1>'
        f'<time class="date">{stands["date"]}</time><p class="lead sapo">{stands["lead"]}</p><p>{stands["under"]}</p>{tags}<p>{stands["body"]}</p>{MORE}'
        f'<figure><img src="a.jpg"><figcaption>{stands["caption"]}</figcaption></figure><p class="author">{stands["byline"]}</p></article></body></html>'
    ).encode("utf-8", "replace"), "a.html"  # fmt: skip


def seconds(place: str, shape: str) -> float:
    """Return the processor time of a page with `shape` at `place`, or of a query that is the shape."""
    if place == "query":
        began = time.process_time()
        try:
            parse(shape)
        except Exception as error:
            if type(error).__name__ != "QueryError":
                raise
        return time.process_time() - began
    data, name = page(place, shape)
    with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        began = time.process_time()
        for entry in read_page(path):
            if isinstance(entry, Article):
                found = annotate(entry)
                for field in FIELDS:
                    analyse(found.text(field))
        return time.process_time() - began


def try_shape(outcome: Outcome, place: str, name: str, sizes: tuple[int, ...] = SIZES) -> None:
    """Count one shape at one place; note it where it grows too fast or takes too long."""
    took = [max(FLOOR, seconds(place, SHAPES[name](size))) for size in sizes]
    outcome.add("pages", len(sizes))
    for before, after, size in zip(took, took[1:], sizes[1:], strict=False):
        outcome.most("largest growth per 4", after / before)
        outcome.expect(
            after <= FACTOR * before,
            f"{name} in {place}: {before:.2f} s → {after:.2f} s at {size:,} characters",
        )
    outcome.most("longest, s", took[-1])
    outcome.expect(
        took[-1] <= MOST_SECONDS, f"{name} in {place}: {took[-1]:.2f} s at {sizes[-1]:,} characters"
    )


def trials(share: float, seed: int) -> Iterator[Outcome]:
    """What `run.py bench reliability growth` runs; `share` makes the shapes shorter."""
    outcome = Outcome("growth", ASKED, seed)
    outcome.counts |= {"shapes": len(SHAPES), "places": len(PLACES)}
    analyse(TEXT)  # loads the model
    for place in PLACES:
        for name in SHAPES:
            try_shape(outcome, place, name, tuple(int(size * share) for size in SIZES))
    yield outcome
