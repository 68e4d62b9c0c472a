"""RSS, Atom, RDF → articles where an entry carries its whole text, briefs with their link where it is a teaser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser

from indexer.article import Article
from indexer.errors import PageError
from indexer.guard import Refusal, guard
from indexer.pages.article_draft import PageEntry, Skipped
from indexer.pages.damage import parsing
from indexer.pages.identity import address_id, article_id
from indexer.pages.jsonl import text_of_markup
from indexer.pages.limits import read_bytes
from indexer.pages.stated_date import parse_stated
from indexer.pages.text import clean_line

FULL_TEXT = 600
"""Characters from which the text of an entry that stands in `content:encoded` or two paragraphs is a whole article."""


def read(path: Path, page: str) -> Iterator[PageEntry]:
    """Read the entries of a feed; `page` of an article is `page#NUMBER`, counted from 1."""
    try:
        data = read_bytes(path)
    except PageError as error:
        yield Skipped(page, str(error))
        return
    try:
        with parsing("feed"):
            parsed = feedparser.parse(data, sanitize_html=False)
    except Refusal as refusal:
        yield Skipped(page, str(refusal))
        return
    if not parsed.entries:
        yield Skipped(page, "a feed without entries")
        return
    seen: dict[str, str | None] = {}
    paper = clean_line(text_of_markup(parsed.feed.get("title", ""))) or None
    for number, entry in enumerate(parsed.entries, 1):
        where = f"{page}#{number}"
        try:
            article = guard(_entry, entry, where, paper, parsed.feed.get("link") or "")
        except Refusal as refusal:
            yield Skipped(where, str(refusal))
            continue
        if article.url and seen.setdefault(article.id, article.url) != article.url:
            article = replace(article, id=address_id(article.url))  # the same words at another address
        yield article


def _entry(entry: Any, where: str, paper: str | None, base: str) -> Article:
    title = clean_line(text_of_markup(entry.get("title", "")))
    contents = [str(part.get("value", "")) for part in entry.get("content", ())]
    content = text_of_markup(max(contents, key=len, default=""))
    summary = text_of_markup(entry.get("summary", ""))
    if not title:
        raise Refusal("an entry without a title")
    if not (content or summary):
        raise Refusal("an entry without text")
    whole = content or summary
    is_article = bool(content and content != summary) or len(whole) >= FULL_TEXT or whole.count("\n\n") >= 2
    lead: str | None = None
    body = ""
    if not is_article:
        lead = clean_line(whole.replace("\n\n", " "))
    elif content and summary and not _begins_with(content, summary) and len(summary) < len(content):
        lead, body = clean_line(summary.replace("\n\n", " ")), content
    else:
        body = whole
    link = entry.get("link")
    return Article(
        id=article_id(title, lead, body),
        kind="article" if is_article else "brief",
        title=title,
        lead=lead,
        body=body,
        author=clean_line(text_of_markup(entry.get("author", ""))) or None,
        source=clean_line(text_of_markup((entry.get("source") or {}).get("title", ""))) or paper,
        url=urljoin(base, link) if link else None,
        page=where,
        published=parse_stated(_stated(entry)),
    )


def _begins_with(content: str, summary: str) -> bool:
    plain = re.sub(r"\W+", " ", summary)[:80].strip()
    return re.sub(r"\W+", " ", content)[: len(plain) + 40].strip().startswith(plain)


def _stated(entry: Any) -> str | None:
    """The date as the feed writes it, in ISO form where feedparser understood it."""
    # asked with `in`: for a missing `updated` feedparser gives `published`, with a warning
    moments = ("published_parsed", "created_parsed", "updated_parsed")
    moment = next(filter(None, (entry[key] for key in moments if key in entry)), None)
    if moment:
        return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*moment[:6])
    stated = next(filter(None, (entry[key] for key in ("published", "updated") if key in entry)), None)
    return str(stated) if stated else None
