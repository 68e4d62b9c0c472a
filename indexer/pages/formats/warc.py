"""WARC → its pages: one for each response with HTML, under its address, with the moment of capture.

What fetch, browsertrix, Heritrix or wget wrote (ISO 28500), plain or gzipped. An article's id follows from its address, so that a
later capture of the same address is the same document with another text. Responses that are no page (robots.txt, feeds,
images) are left out and counted; 404 and 410 and unchanged captures come out as `Sighting`s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from indexer.article import Article
from indexer.guard import Refusal
from indexer.pages.article_draft import (
    FileEntry,
    Known,
    Member,
    PageEntry,
    Sighting,
    Skipped,
    left_out_reason,
    member,
)
from indexer.pages.damage import parsed, parsing
from indexer.pages.identity import address_id, is_twin
from indexer.pages.limits import PAGE_BYTES

_NO_ARTICLE = ("not an article", "no article found", "no title found", "empty")
"""How reasons begin that say that a page is another kind of page: a crawl is full of them."""

LISTS = "pages that list articles"

_PAGES = ("text/html", "application/xhtml+xml")


def read(path: Path, page: str, previous: Known | None) -> Iterator[FileEntry]:
    """Read every capture of a WARC file; `page` of an article is `page#ADDRESS`."""
    left_out: Counter[str] = Counter()
    try:
        with path.open("rb") as file:
            for record in parsed("WARC", ArchiveIterator(file, arc2warc=True)):
                yield from _record(record, page, previous, left_out)
    except OSError as error:
        yield Skipped(page, f"cannot be read: {error.strerror or error}")
    except Refusal as refusal:
        yield Skipped(page, f"{refusal}; what lies before was read")
    if previous is not None:
        yield Member("")
    for what, count in left_out.most_common():
        yield Skipped(page, left_out_reason(count, what))


def _record(
    record: ArcWarcRecord, page: str, previous: Known | None, left_out: Counter[str]
) -> Iterator[FileEntry]:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    address = address.strip("<>")
    captured = record.rec_headers.get_header("WARC-Date") or ""
    if record.rec_type not in ("response", "revisit", "resource") or not address.startswith(
        ("http://", "https://")
    ):
        return
    where = f"{page}#{address}"
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if previous is not None:
        yield Member("")
    if record.rec_type == "revisit" or status == "304":
        yield Sighting(address_id(address), "seen", address, captured, page)
    elif status in ("404", "410"):
        yield Sighting(address_id(address), "gone", address, captured, page)
    elif status != "200":
        left_out[f"answers with status {status}"] += 1
    else:
        kind = _content_type(record)
        if kind not in _PAGES:
            left_out[f"responses of type {kind or 'unknown'}"] += 1
            return
        with parsing("WARC"):
            body = record.content_stream().read(PAGE_BYTES + 1)
        if len(body) > PAGE_BYTES:
            yield Skipped(where, f"too large: unpacks to more than {PAGE_BYTES // 2**20} MB")
            return
        mark = member(previous, where, captured.encode(), body)
        if mark:
            yield mark
        if mark and mark.kept and previous is not None:
            if previous[mark.key] == (0, 0):
                left_out[LISTS] += 1
            return
        yield from _page(body, where, address, captured, left_out)


def _page(
    body: bytes, where: str, address: str, captured: str, left_out: Counter[str]
) -> Iterator[PageEntry]:
    from indexer.pages.page_reader import read_data

    for number, entry in enumerate(read_data(body, where)):
        if isinstance(entry, Article) and not number and entry.kind == "article":
            # What the page calls its own address may be wrong or missing: it counts where it is that of an AMP or mobile twin.
            own = entry.url if entry.url and is_twin(address, entry.url) else address
            yield replace(entry, id=address_id(own), url=own, captured=captured)
        elif isinstance(entry, Skipped) and entry.reason.startswith(_NO_ARTICLE):
            left_out[LISTS] += 1
        else:
            yield entry


def _content_type(record: ArcWarcRecord) -> str:
    headers = record.http_headers or record.rec_headers
    return (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
