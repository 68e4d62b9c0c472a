"""The links of a page to other articles, with the leads that stand beside them: what a list page is good for.

A page that is no article is refused as such; its headlines are here for whoever wants them. Menus are no
headlines: a link counts from a few words on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from indexer.pages.article_header import title_heading
from indexer.pages.boilerplate import classify, split_sign
from indexer.pages.charset import decode
from indexer.pages.dom import HtmlElement, attribute, holds, parse, text_of, why_too_large
from indexer.pages.layout import SHORTEST_BLOCK, Layout, measure
from indexer.pages.limits import read_bytes
from indexer.pages.mending import mend_tree
from indexer.pages.metadata import read_metadata
from indexer.pages.page_kind import read_address
from indexer.pages.sniff import looks_like_html
from indexer.pages.text import clean_line, ends_sentence

FEWEST_WORDS = 4
"""Words of the shortest headline."""
SURE_WORDS = 8
"""Words from which a link is a headline whatever its address is."""
MOST_LINKS = 2_000
"""Links of one page that are looked at."""
_LONGEST_TITLE = 250
"""Characters; what is longer is no headline."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """Another article as a page announces it; `lead` is None where only its headline stands."""

    title: str
    url: str
    lead: str | None


def page_links(path: Path) -> list[PageLink]:
    """The links of the page in a file; none for what is no HTML. PageError if it cannot be read."""
    text = decode(read_bytes(path))
    return read_links(text) if looks_like_html(text) else []


def read_links(source: str) -> list[PageLink]:
    """The links of an HTML page to other articles, each address once, in the page's order."""
    root = None if why_too_large(source) else parse(source)
    if root is None:
        return []
    mend_tree(root)
    base = next((attribute(tag, "href") for tag in root.iter("base")), "") or read_metadata(root).url or ""
    layout = measure(root, title_heading(root))
    leads = {link: lead for card in layout.cards for link, lead in _leads(card, layout)}
    found: dict[str, PageLink] = {}
    for link in islice(root.iter("a"), MOST_LINKS):
        title, url = _title(link), _address(link, base)
        if url and len(title.split()) >= FEWEST_WORDS and _is_article(title, url):
            found[url] = _merge(found.get(url), PageLink(title, url, leads.get(link)))
    return list(found.values())


def _merge(earlier: PageLink | None, link: PageLink) -> PageLink:
    """Two links to one address: of two texts the one that reads as a sentence is the lead."""
    if earlier is None or earlier.title == link.title:
        return link if earlier is None or link.lead else earlier
    title, other = sorted((earlier.title, link.title), key=lambda text: (ends_sentence(text), -len(text)))
    lead = (
        earlier.lead
        or link.lead
        or (other if ends_sentence(other) and len(other) >= SHORTEST_BLOCK else None)
    )
    return PageLink(title, link.url, lead)


def _title(link: HtmlElement) -> str:
    """The headline in a link: of its heading if it holds one, else of all of it; an image's from its attribute."""
    heading = next(link.iterdescendants("h1", "h2", "h3", "h4", "h5"), None)
    return text_of(link if heading is None else heading) or " ".join(attribute(link, "title").split())


def _is_article(title: str, url: str) -> bool:
    """Are the words and the address those of an article, and not of a menu?"""
    if len(title) > _LONGEST_TITLE or classify(title):
        return False
    address = read_address(url)
    return address.is_article or (address.kind is None and len(title.split()) >= SURE_WORDS)


def _address(link: HtmlElement, base: str) -> str | None:
    href = attribute(link, "href").strip()
    if not href or href.startswith("#") or re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", href, re.IGNORECASE):
        return None
    try:
        address = urljoin(base, href).split("#")[0]
        if base and address == base.split("#")[0]:
            return None
        urlsplit(address)
    except ValueError:
        return None
    return address


def _leads(card: HtmlElement, layout: Layout) -> list[tuple[HtmlElement, str]]:
    """The links of a teaser with its lead: the longest block of it that is no link."""
    links = [card] if card.tag == "a" else list(card.iterdescendants("a"))
    inside = [card, *card.iterdescendants()]
    texts = [
        text_of(block)
        for block in inside
        if layout.prose(block) >= SHORTEST_BLOCK and not any(holds(block, link) for link in links)
    ]
    texts += [clean_line(child.tail or "") for child in inside if child is not card]
    blocks = [text for text in texts if len(text) >= SHORTEST_BLOCK]
    lead = split_sign(max(blocks, key=len))[0] if blocks else None
    return [(link, lead) for link in links] if lead else []
