"""The id of an article that brings none of its own.

The same function for an article and for a teaser of it, so that both have one id and a brief can be
folded into its article. An id is 12 hexadecimal digits.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit

from indexer.pages.text import line_key

LEAD_LENGTH = 120
BODY_LENGTH = 200
NAME_LENGTH = 8
"""Characters of the last part of a path that names an article; shorter ones are those of sections (`index`)."""
_TWIN_QUERY = re.compile(r"(?:^|&)(?:amp(?:=[^&]*)?|outputtype=amp)(?=&|$)", re.IGNORECASE)


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


def is_twin(address: str, stated: str) -> bool:
    """Whether `stated`, which the page at `address` calls its own address, is that of the same article: same site, and the same name
    or number at the end. A page that calls the home page its own is not believed."""
    here, there = urlsplit(address), urlsplit(stated)
    if there.scheme not in ("http", "https") or _site(here.netloc) != _site(there.netloc):
        return False
    if _TWIN_QUERY.sub("", here.query) != there.query:
        return False
    names = _name(here.path), _name(there.path)
    numbers = [re.findall(r"\d{5,}", name) for name in names]
    is_named = len(names[0]) >= NAME_LENGTH and names[0] == names[1]
    return is_named or bool(numbers[0] and numbers[0][-1:] == numbers[1][-1:])


def _site(netloc: str) -> str:
    return re.sub(r"^(?:www|m|amp|mobile|wap)\.", "", netloc.lower())


def _name(path: str) -> str:
    """The last segment of a path that names something, without its ending."""
    segments = [s for s in path.lower().split("/") if s and s not in ("amp", "m", "mobile")]
    return re.sub(r"(?:[.-]amp)?(?:\.\w{2,5})?(?:[.-]amp)?$", "", segments[-1]) if segments else ""


def address_id(address: str) -> str:
    """Return the id of the article at an address: 12 hex digits; scheme, `www.`, fragment and a last slash do not count."""
    parts = urlsplit(address)
    host = parts.netloc.lower().removeprefix("www.")
    plain = urlunsplit(("", host, parts.path.rstrip("/"), parts.query, ""))
    return hashlib.sha1(plain.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:12]
