"""Addresses: one spelling for each page, and which addresses may be asked at all.

The same article is linked with tracking parameters, session ids, fragments, as a mobile or AMP twin. `canonical` gives
all of them one address, so that a page is asked once. Pure functions over strings; nothing is resolved or requested.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 1_000
"""Characters of an address; longer ones come from traps."""

_DROPPED = re.compile(
    r"utm_\w+|(?:fb|g|dc|ms|tt|yc|zarsrc|twc)lid|zarsrc|fbclid|gclid|igshid|mc_[ce]id|_ga|_gl|ref|ref_src|referrer"
    r"|spm|share|shared|source_ref|amp|outputtype|phpsessid|jsessionid|aspsessionid\w*|sid|sessionid|session_id",
    re.IGNORECASE,
)
"""Parameters that say who follows a link, not which page it leads to."""

_SESSION_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sid)=[^/?]*|\((?:S|X|F)\([0-9a-z]+\)\)/?", re.IGNORECASE
)
_TWIN_HOST = re.compile(r"^(?:m|amp|mobile|wap)\.")
_SAFE = "/:@!$&'()*+,;=~-._"


def canonical(address: str, base: str = "", hosts: tuple[str, ...] = ()) -> str | None:
    """Return the one spelling of an address, or None if it is none that could be asked.

    `base` resolves a relative address. A mobile or AMP host (`m.`, `amp.`) becomes the host of `hosts` that it is the twin
    of. Scheme and host are lower case, the default port, fragment, tracking and session parameters are dropped, what
    remains of the query keeps its order.
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in ("http", "https") or not host or parts.username or len(address) > MAX_LENGTH:
        return None
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return None
    if hosts and host not in hosts:
        bare = _TWIN_HOST.sub("", host)
        host = next((h for h in (bare, f"www.{bare}") if h in hosts), host)
    if port and port != {"http": 80, "https": 443}[scheme]:
        host = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    elif ":" in host:
        host = f"[{host}]"
    path = quote(
        unquote(_SESSION_PATH.sub("", parts.path), errors="surrogateescape"),
        safe=_SAFE,
        errors="surrogateescape",
    )
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape", max_num_fields=None)
    query = urlencode([(n, v) for n, v in pairs if not _DROPPED.fullmatch(n)], errors="surrogateescape")
    return urlunsplit((scheme, host, path or "/", query, ""))


def host_of(address: str) -> str:
    """Return the host of an address with its port, if it names one: the key of pace, robots and limits."""
    return urlsplit(address).netloc


def is_public(ip: str) -> bool:
    """Say whether an IP address belongs to the open internet: not private, loopback, link-local, reserved or multicast."""
    try:
        parsed = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return parsed.is_global and not parsed.is_multicast


def is_literal(host: str) -> bool:
    """Say whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True


_LOOKS_LIKE_ARTICLE = re.compile(
    r"[-_/]\d{4,}(?:-p\d+)?(?:\.\w{2,5})?/?$"  # …-12345.html, …/post12345.vnp
    r"|[-_a-z]\d{5,}(?:\.\w{2,5})?/?$"
    r"|/20\d\d/(?:0?[1-9]|1[0-2])/[^/]+"  # /2025/07/ten-bai
    r"|/(?:[^/]*-){4,}[^/]*/?$",  # a slug of five words
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|css|js|json|xml|rss|pdf|docx?|xlsx?|zip|rar|mp[34]|ico|woff2?)$"
    r"|/(?:tag|tags|tu-khoa|chu-de|tac-gia|author|search|tim-kiem|login|dang-nhap|rss|feed|wp-json|wp-admin|lich|calendar)(?:/|$)",
    re.IGNORECASE,
)


def looks_like_article(address: str) -> bool:
    """Guess from an address alone whether it is an article: it ends in a number, a dated path or a slug of five words."""
    path = urlsplit(address).path
    return bool(_LOOKS_LIKE_ARTICLE.search(path)) and not _NEVER.search(path)
