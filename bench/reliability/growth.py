"""Growth: what a page costs is in proportion to its length, whatever stands in it and wherever.

Each of `SHAPES` stands in each of `PLACES` at three sizes, each four times the one before, the last as long as the longest article that
is accepted. Measured is the processor time from bytes to articles, their facets, the rows of the ledger and the terms of their
texts; of a query, of its whole answer by `Search`. A place that cuts a shape off is cheap, which is as good. Figures below
`FLOOR` seconds are noise and count as that.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from html import escape
from itertools import pairwise
from pathlib import Path

from bench.reliability.outcome import Outcome
from indexer.article import FIELDS, Article
from indexer.facets import annotate
from indexer.guard import ARTICLE_CHARACTERS
from indexer.ledger import rows_of
from indexer.pages import read_page
from indexer.pages.limits import PAGE_BYTES
from indexer.pipeline import update
from indexer.vietnamese import analyse
from search import Search

ASKED = "60 shapes × every place, sizes n, 4n, 16n up to the largest page accepted: processor time grows ≤ 6 per 4; nothing over 2 s"
FACTOR = 6.0
MOST_SECONDS = 2.0
FLOOR = 0.05
BESIDE = 20_000
"""Bytes and characters of a page that are left to what stands beside its shape."""

UNITS = (
    "a", "f0", "A", "ạ", "e\u0302\u0323", "\u0301", "0", "7.", ".", "-", "–", "/", "\\", "_", ",", ";", ":", "!", "?", "(", ")", "()", "[", "[]", "{}", "<", "<b", "&", "&amp;",
    '"', "“", "”", "“a”", "‘a’ ", "'", "«a»", "*", "#", "@a.", "%", "\u200b", "\u00a0", "\n", "\n\n", "a\n", "a\n\n", "- a\n", "|a", "a b ", "Theo ", "Ảnh: ", "quận ", "Quận 1, ", "phường Kim Liên ",
    "ngày 1/2/2020 ", "01-02-2020", "1,000,000 đồng ", "LĐLĐ ", "công đoàn ", "TP. ", "Nguyễn Văn A, ", "http://a.vn/", "a@b.vn ", "1.", "😀", "東", "ﬁ", "\ud7ff", "C«ng ®oµn ", "Ã´",
)  # fmt: skip
LEADS = (
    "lao động giỏi", "giỏi việc nước", "xanh", "phường Kim Liên", "quận", "Theo", "ông", "tặng 100", "ngày 1/2/2020", "LĐLĐ", "(", "Ảnh:", "Bằng khen",
    "http://a.vn", "TP Hà Nội",
)  # fmt: skip
"""What rules begin to read at: behind each stands a run of signs that they look across."""
SIGNS = ("'", '"', "“", ",", "-", "- ", "' ", ", ", "/", ":", "0", "1 ", "a ", "( ")


def led(sign: str, n: int) -> str:
    """Return the leads, each with a run of a sign behind it, `n` characters in all."""
    each = n // len(LEADS)
    return " ".join(lead + (sign * each)[: max(0, each - len(lead) - 1)] for lead in LEADS)


SHAPES: dict[str, Callable[[int], str]] = {
    **{repr(unit): lambda n, unit=unit: (unit * (n // len(unit) + 1))[:n] for unit in UNITS},  # type: ignore[misc]
    **{f"leads and {sign!r}": partial(led, sign) for sign in SIGNS},
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
    *(MARKUP := ("html attribute", "html script", "html meta", "html tags")),
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


@cache
def _search() -> tuple[Search, tempfile.TemporaryDirectory[str]]:
    """An index of the pages that the shapes stand in, to ask queries of, and the folder that it needs."""
    kept = tempfile.TemporaryDirectory(prefix="reliability-")
    corpus = Path(kept.name) / "corpus"
    corpus.mkdir()
    for number in range(40):
        data, _ = page("jsonl body", f"{TEXT}\n\n" * 3)
        record = json.loads(data) | {"id": str(number), "published": f"20{10 + number // 4}-01-02"}
        (corpus / f"{number}.jsonl").write_text(json.dumps(record))
    update(corpus, Path(kept.name) / "index", jobs=1)
    search = Search.open(Path(kept.name) / "index")
    search.search("công đoàn")
    return search, kept


def seconds(place: str, shape: str) -> float:
    """Return the processor time of a page with `shape` at `place`, or of the answer to a query that is the shape."""
    if place == "query":
        search, _ = _search()
        began = time.process_time()
        search.search(shape)
        return time.process_time() - began
    data, name = page(place, shape)
    with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        began = time.process_time()
        for entry in read_page(path):
            if isinstance(entry, Article):
                found = annotate(entry)
                rows_of(found)
                for field in FIELDS:
                    analyse(found.text(field))
        return time.process_time() - began


def sizes(place: str, name: str) -> tuple[int, ...]:
    """Return the three lengths of a shape at a place, in characters: the last as long as the longest page or article accepted."""
    if place in MARKUP:
        most = (PAGE_BYTES - BESIDE) // max(1, len(SHAPES[name](1_000).encode("utf-8", "replace")) // 1_000)
    else:
        most = ARTICLE_CHARACTERS - BESIDE
    return most // 16, most // 4, most


def try_shape(outcome: Outcome, place: str, name: str, sizes: tuple[int, ...]) -> None:
    """Count one shape at one place; note it where it grows too fast or takes too long."""

    def measure() -> list[float]:
        return [max(FLOOR, seconds(place, SHAPES[name](size))) for size in sizes]

    took = measure()
    for _ in range(
        2
    ):  # other work on the machine slows some measurements; the least of three is what the text costs
        if took[-1] <= MOST_SECONDS and all(y <= FACTOR * x for x, y in pairwise(took)):
            break
        took = list(map(min, took, measure()))
    outcome.add("pages", len(sizes))
    for (before, after), size in zip(pairwise(took), sizes[1:], strict=True):
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
            try_shape(outcome, place, name, tuple(int(size * share) for size in sizes(place, name)))
    yield outcome
