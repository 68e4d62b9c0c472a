"""Mail and saved pages (.eml, .mhtml) → the page or the letter inside."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from indexer.article import Article
from indexer.errors import PageError
from indexer.guard import Refusal, guard
from indexer.pages.article_draft import PageEntry, Skipped
from indexer.pages.identity import article_id
from indexer.pages.limits import read_bytes
from indexer.pages.stated_date import parse_stated
from indexer.pages.text import clean_line, clean_text

MAX_BYTES = 64 * 2**20
"""Bytes of the largest message, with its pictures."""


def read(path: Path, page: str) -> Iterator[PageEntry]:
    """Read what is inside a message: the page, if it holds one, else the letter with its subject as title."""
    try:
        data = read_bytes(path, MAX_BYTES)
    except PageError as error:
        yield Skipped(page, str(error))
        return
    try:
        yield from guard(_message, data, page)
    except Refusal as refusal:
        yield Skipped(page, str(refusal))


def _message(data: bytes, page: str) -> list[PageEntry]:
    from indexer.pages.page_reader import read_data

    message = email.message_from_bytes(data.lstrip(b"\r\n "), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    html = plain = None
    for part in message.walk():
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and html is None:
            html = part
        elif part.get_content_type() == "text/plain" and plain is None:
            plain = part
    found: list[PageEntry] = []
    if html is not None:
        found = list(read_data(_payload(html), page))
        address = html.get("Content-Location") or message.get("Snapshot-Content-Location")
        if address and str(address).startswith(("http://", "https://")):
            found = [
                replace(entry, url=entry.url or str(address))
                if isinstance(entry, Article) and not number
                else entry
                for number, entry in enumerate(found)
            ]
    if any(isinstance(entry, Article) for entry in found):
        return found
    if message.get("From") and message.get("Subject") and (plain is not None or html is not None):
        return [_letter(_headers(data), plain, html, page)]
    return found or [Skipped(page, "a message without a page or a text")]


def _headers(data: bytes) -> EmailMessage:
    """The headers alone, read as UTF-8: many programs write them without encoding."""
    head = re.split(rb"\r?\n\r?\n", data.lstrip(b"\r\n "), maxsplit=1)[0]
    message = email.message_from_string(head.decode("utf-8", "replace"), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    if charset and charset.lower() not in ("utf-8", "us-ascii"):
        try:
            return data.decode(charset, "replace").encode()
        except LookupError:
            pass
    return data


def _letter(
    message: EmailMessage, plain: EmailMessage | None, html: EmailMessage | None, page: str
) -> PageEntry:
    if plain is not None:
        body = clean_text(_payload(plain).decode("utf-8", "replace"))
    else:
        from indexer.pages.jsonl import text_of_markup

        assert html is not None
        body = text_of_markup(_payload(html).decode("utf-8", "replace"))
    paragraphs = [" ".join(part.split()) for part in body.replace("\r\n", "\n").split("\n\n")]
    body = "\n\n".join(part for part in paragraphs if part)
    title = clean_line(str(message["Subject"]))
    if not (title and body):
        return Skipped(page, "a message without a subject or a text")
    try:
        moment = parsedate_to_datetime(str(message.get("Date"))).isoformat()
    except (ValueError, TypeError):
        moment = None
    sender = message["From"].addresses[0].display_name if message["From"].addresses else ""
    return Article(
        id=article_id(title, None, body),
        kind="article",
        title=title,
        body=body,
        author=clean_line(sender) or None,
        page=page,
        published=parse_stated(moment),
    )
