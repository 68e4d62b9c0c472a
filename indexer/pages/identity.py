"""The id of an article that brings none of its own.

The same function for an article and for a teaser of it, so that both have one id and a brief can be
folded into its article. An id is 12 hexadecimal digits.
"""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit, urlunsplit

from indexer.pages.text import line_key

LEAD_LENGTH = 120
BODY_LENGTH = 200


def article_id(title: str, lead: str | None, body: str = "") -> str:
    """12 hex digits over the title and the beginning of the lead (without a lead: of the body).

    Case, diacritics and punctuation do not count, nor do dots that stand for a lead cut short.
    """
    opening = (
        line_key(lead[: 2 * LEAD_LENGTH])[:LEAD_LENGTH]
        if lead
        else line_key(body[: 2 * BODY_LENGTH])[:BODY_LENGTH]
    )
    return hashlib.sha1(f"{line_key(title)}\n{opening}".encode()).hexdigest()[:12]


def address_id(address: str) -> str:
    """Return the id of the article at an address: 12 hex digits; scheme, `www.`, fragment and a last slash do not count."""
    parts = urlsplit(address)
    host = parts.netloc.lower().removeprefix("www.")
    plain = urlunsplit(("", host, parts.path.rstrip("/"), parts.query, ""))
    return hashlib.sha1(plain.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:12]
