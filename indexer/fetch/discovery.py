"""Discovery: what a feed, a sitemap, a section page or an article says about other addresses.

Pure functions over bytes: nothing is requested. Addresses come back as written there, resolved but not yet judged.
"""

from __future__ import annotations

import re
import time
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin

import feedparser
from lxml import etree, html

MAX_SITEMAP = 64 << 20
"""Bytes of an unpacked sitemap; the protocol allows 50 MB."""

_NEXT_WORDS = re.compile(
    r"^(?:›|»|>|>>|→|tiếp(?: theo)?|trang (?:sau|tiếp)|sau|xem thêm|next(?: page)?|older(?: posts)?)\W*$",
    re.IGNORECASE,
)
_NEXT_CLASS = re.compile(r"(?:^|[\s_-])(?:next|next-page|page-next)(?:$|[\s_-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list names.

    `articles`: (address, moment of last change as stated, or None). `lists`: the sitemaps of an index, in the same form.
    """

    articles: tuple[tuple[str, str | None], ...] = ()
    lists: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page says of its own address and of its AMP twin, and where it points to."""

    canonical: str | None = None
    feeds: tuple[str, ...] = ()
    following: str | None = None
    links: tuple[str, ...] = field(default=())
    amp: str | None = None


def feed(body: bytes, address: str) -> Listing | None:
    """Read RSS, Atom or RDF; None if it is no feed."""
    parsed = feedparser.parse(body, response_headers={"content-location": address})
    if not parsed.version and not parsed.entries:
        return None
    found = []
    for entry in parsed.entries:
        link = entry.get("link")
        if link:
            found.append(
                (
                    urljoin(address, link),
                    _moment(entry.get("updated_parsed") or entry.get("published_parsed")),
                )
            )
    return Listing(tuple(dict(found).items()))


def sitemap(body: bytes, address: str, since: str | None = None) -> Listing | None:
    """Read a sitemap or an index of sitemaps, gzipped or not; None if it is neither.

    `since` (ISO day) leaves out what states an earlier last change.
    """
    if body[:2] == b"\x1f\x8b":
        try:
            body = zlib.decompressobj(31).decompress(body, MAX_SITEMAP)
        except zlib.error:
            return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    name = etree.QName(root).localname
    if name not in ("urlset", "sitemapindex"):
        return None
    found: dict[str, str | None] = {}
    for entry in root:
        if not isinstance(entry.tag, str):
            continue
        values = {
            etree.QName(child).localname: (child.text or "").strip()
            for child in entry.iter()
            if isinstance(child.tag, str)
        }
        location = values.get("loc")
        changed = values.get("lastmod") or None
        stated = changed or values.get("publication_date")
        if location and not (since and stated and stated[:10] < since):
            found[urljoin(address, location)] = changed
    if name == "sitemapindex":
        return Listing(lists=tuple(found.items()))
    return Listing(tuple(found.items()))


def page(body: bytes, address: str, encoding: str | None = None) -> PageLinks:
    """Read the links of an HTML page."""
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(encoding=encoding, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError):
        return PageLinks()
    base = next((b.get("href") for b in root.iterfind(".//base[@href]")), None)
    base = urljoin(address, base or "")
    canonical, following, amp, feeds = None, None, None, []
    for link in root.iterfind(".//link[@href]"):
        rel = (link.get("rel") or "").lower().split()
        target = _join(base, link.get("href") or "")
        if target is None:
            continue
        if "canonical" in rel and canonical is None:
            canonical = target
        elif "next" in rel and following is None:
            following = target
        elif "amphtml" in rel and amp is None:
            amp = target
        elif "alternate" in rel and re.search(r"rss|atom", link.get("type") or ""):
            feeds.append(target)
    links = []
    for anchor in root.iterfind(".//a[@href]"):
        target = _join(base, anchor.get("href") or "")
        if target is None:
            continue
        links.append(target)
        if following is None and _is_next(anchor):
            following = target
    return PageLinks(canonical, tuple(dict.fromkeys(feeds)), following, tuple(dict.fromkeys(links)), amp)


def _is_next(anchor: html.HtmlElement) -> bool:
    if "next" in (anchor.get("rel") or "").lower().split():
        return True
    signs = " ".join(filter(None, (anchor.get("class"), anchor.get("title"), anchor.get("aria-label"))))
    words = " ".join(anchor.text_content()[:40].split())
    return bool(_NEXT_WORDS.match(words)) or (bool(_NEXT_CLASS.search(signs)) and len(words) < 30)


def _join(base: str, target: str) -> str | None:
    target = target.strip()
    if not target or target.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        return urljoin(base, target)
    except ValueError:
        return None


def _moment(parsed: time.struct_time | None) -> str | None:
    """A moment that feedparser read (UTC) in ISO form."""
    if not parsed:
        return None
    try:
        return datetime(*parsed[:6], tzinfo=UTC).isoformat()
    except ValueError:
        return None
