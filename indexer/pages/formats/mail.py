"""Mail and saved pages (.eml, .mhtml) → the page or the letter inside."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from indexer.article import Article
from indexer.errors import PageError
from indexer.guard import Refusal, guard
from indexer.pages.article_draft import PageEntry, Skipped
from indexer.pages.damage import parsing
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


@dataclass(slots=True)
class _Mail:
    """What a message holds, out of the hands of the parser; `html` and `plain` are contents, in UTF-8 where its charset was known."""

    html: bytes | None = None
    plain: bytes | None = None
    address: str = ""
    subject: str = ""
    sender: str | None = None
    """The name of who sent it, "" without one; None where no sender is stated."""
    date: str = ""

    @property
    def is_letter(self) -> bool:
        """Was it sent by someone, rather than saved by a browser?"""
        return self.sender is not None and not self.address

    @property
    def moment(self) -> str | None:
        """When the letter was sent, as an ISO moment."""
        try:
            return parse_stated(parsedate_to_datetime(self.date).isoformat())
        except (ValueError, TypeError, OverflowError):
            return None


def _message(data: bytes, page: str) -> list[PageEntry]:
    from indexer.pages.page_reader import read_data

    with parsing("message"):
        mail = _parse(data)
    found: list[PageEntry] = []
    if mail.html is not None:
        found = list(read_data(mail.html, page))
        if mail.address.startswith(("http://", "https://")):
            found = [
                replace(entry, url=entry.url or mail.address)
                if isinstance(entry, Article) and not number
                else entry
                for number, entry in enumerate(found)
            ]
    if any(isinstance(entry, Article) for entry in found):
        return [_dated(entry, mail) for entry in found] if mail.is_letter else found
    if mail.is_letter and mail.subject and (mail.plain is not None or mail.html is not None):
        return [_letter(mail, page)]
    return found or [Skipped(page, "a message without a page or a text")]


def _parse(data: bytes) -> _Mail:
    """Take a message apart: headers and parts are parsed when they are asked for."""
    message = email.message_from_bytes(data.lstrip(b"\r\n "), policy=email.policy.default)
    mail = _Mail(address=str(message.get("Snapshot-Content-Location") or ""))
    for part in message.walk():
        assert isinstance(part, EmailMessage)
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and mail.html is None:
            mail.html = _payload(part)
            mail.address = str(part.get("Content-Location") or mail.address)
        elif part.get_content_type() == "text/plain" and mail.plain is None:
            mail.plain = _payload(part)
    headers = _headers(data)
    mail.subject, mail.date = str(headers.get("Subject") or ""), str(headers.get("Date") or "")
    if (sender := headers.get("From")) is not None:
        mail.sender = sender.addresses[0].display_name if sender.addresses else ""
    return mail


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


def _dated(entry: PageEntry, mail: _Mail) -> PageEntry:
    """The article of a letter written in HTML, with the letter's moment where it states none."""
    if isinstance(entry, Article) and entry.kind == "article" and entry.published is None:
        return replace(entry, published=mail.moment)
    return entry


def _letter(mail: _Mail, page: str) -> PageEntry:
    if mail.plain is not None:
        body = clean_text(mail.plain.decode("utf-8", "replace"))
    else:
        from indexer.pages.jsonl import text_of_markup

        body = text_of_markup((mail.html or b"").decode("utf-8", "replace"))
    paragraphs = [" ".join(part.split()) for part in body.replace("\r\n", "\n").split("\n\n")]
    body = "\n\n".join(part for part in paragraphs if part)
    title = clean_line(mail.subject)
    if not (title and body):
        return Skipped(page, "a message without a subject or a text")
    return Article(
        id=article_id(title, None, body),
        kind="article",
        title=title,
        body=body,
        author=clean_line(mail.sender or "") or None,
        page=page,
        published=mail.moment,
    )
