"""Politeness: what keeps fetch a welcome guest, as downloader middlewares of Scrapy.

`Guard` lets through only what a source covers, and no private addresses. `Robots` asks robots.txt first. `Pace` keeps one
connection a host, its pace, and the pauses that a host asks for. `Keep` writes every response into the archive.
"""

from __future__ import annotations

import asyncio
import http.client
import time
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from indexer.fetch.addresses import host_of, is_literal, is_public

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from indexer.fetch.spider import NewsSpider

LONGEST_PAUSE = 600.0
"""Seconds that one run waits for a host; a host that asks for more is left alone until the next run."""

FIRST_PAUSE = 5.0
"""Seconds of the first pause after 429 or 503 without Retry-After; each further one is twice as long."""

CALM = 10
"""Good answers in a row after which the next pause is half as long again: one page that answers is no sign of calm."""

MAX_ROBOTS_HOPS = 5


class Refused(IgnoreRequest):
    """A request that is not made, with the reason."""


class PublicResolver(CachingThreadedResolver):
    """Resolve names to public addresses only, so that no redirect or name leads into a private network."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        return super().getHostByName(name, timeout).addCallback(self._public, name)

    @staticmethod
    def _public(ip: str, name: str) -> str:
        if not is_public(ip):
            raise DNSLookupError(f"{name} is the private address {ip}")
        return ip


class _OfSpider:
    """A middleware that works with the spider of its crawler."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> _OfSpider:
        return cls(crawler)

    @property
    def spider(self) -> NewsSpider:
        spider: Any = self.crawler.spider
        found: NewsSpider = spider
        return found


class Guard(_OfSpider):
    """Refuse what is not http(s), lies outside of the source's hosts, or is a private address."""

    def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https"):
            raise Refused(f"{parts.scheme} addresses are not asked")
        source = self.spider.source_of(request)
        if parts.netloc.lower() not in source.hosts and host not in source.hosts:
            raise Refused(f"{host} is not a host of {source.name}; add it to hosts if it is")
        if not self.spider.allows_private and is_literal(host) and not is_public(host.strip("[]")):
            raise Refused(f"{host} is a private address; TCD_FETCH_PRIVATE=1 allows it")


class Robots(_OfSpider):
    """Ask robots.txt of a host before anything else of it (RFC 9309).

    A missing file (4xx) allows everything; one that cannot be had (5xx, no connection) forbids everything in this run.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rules: dict[str, asyncio.Future[Protego | str]] = {}

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._rules:
            self._rules[root] = asyncio.get_running_loop().create_future()
            self._rules[root].set_result(await self._ask(root, request))
        rules = await self._rules[root]
        if isinstance(rules, str):
            raise Refused(
                f"robots.txt of {parts.netloc} cannot be had ({rules}); nothing is asked there in this run"
            )
        agent = self.spider.agent
        self.spider.paces[parts.netloc] = max(
            float(rules.crawl_delay(agent) or 0), self.spider.source_of(request).pace
        )
        request.meta["robots_sitemaps"] = list(rules.sitemaps)
        if not rules.can_fetch(request.url, agent):
            raise Refused("forbidden by robots.txt")

    async def _ask(self, root: str, request: Request) -> Protego | str:
        """The rules of a host, or why they cannot be had."""
        address = f"{root}/robots.txt"
        for _ in range(MAX_ROBOTS_HOPS):
            meta = {"is_robots": True, "source": request.meta["source"], "kind": "robots"}
            question = Request(address, meta=meta, callback=NO_CALLBACK, dont_filter=True, priority=1000)
            assert self.crawler.engine
            try:
                response = await self.crawler.engine.download_async(question)
            except IgnoreRequest as error:
                return str(error)
            except Exception as error:
                return reason(error)
            location = response.headers.get("Location")
            if 300 <= response.status < 400 and location:
                address = urljoin(address, location.decode("latin-1"))
                continue
            if response.status >= 500 or response.status == 429:
                return f"status {response.status}"
            return Protego.parse(response.body.decode("utf-8", "replace") if response.status == 200 else "")
        return "too many redirects"


class Pace(_OfSpider):
    """One request at a time to a host, its pace between two, and the pauses it asks for."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._next: dict[str, float] = defaultdict(float)
        self._pauses: dict[str, int] = defaultdict(int)
        self._good: dict[str, int] = defaultdict(int)

    async def process_request(self, request: Request) -> None:
        host = host_of(request.url)
        await self._locks[host].acquire()
        request.meta["pace_held"] = host
        try:
            while host not in self.spider.closed and (wait := self._next[host] - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            if host in self.spider.closed:
                raise Refused(self.spider.closed[host])
        except BaseException:
            self._release(request)
            raise
        pace = self.spider.paces.get(host, self.spider.source_of(request).pace)
        self._next[host] = time.monotonic() + pace

    def process_response(self, request: Request, response: Response) -> Response:
        host = host_of(request.url)
        if response.status in (429, 503):
            self._pause(host, response)
        elif self._pauses[host]:
            self._good[host] += 1
            if self._good[host] >= CALM:
                self._pauses[host], self._good[host] = self._pauses[host] - 1, 0
        self._release(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        self._release(request)

    def _release(self, request: Request) -> None:
        host = request.meta.pop("pace_held", None)
        if host is not None:
            self._locks[host].release()

    def _pause(self, host: str, response: Response) -> None:
        wait = retry_after(response.headers.get("Retry-After"), time.time())
        if wait is None:
            wait = FIRST_PAUSE * 2 ** self._pauses[host] * self.spider.pause_scale
        self._pauses[host] += 1
        self._good[host] = 0
        if wait > LONGEST_PAUSE:
            self.spider.closed[host] = f"{host} asks to be left alone for {wait / 60:.0f} minutes"
        self._next[host] = max(self._next[host], time.monotonic() + wait)


class Keep(_OfSpider):
    """Write a response into the archive before anything is made of it."""

    def process_response(self, request: Request, response: Response) -> Response:
        phrase = http.client.responses.get(response.status, "")
        headers = _pairs(response.headers)
        request.meta["before"] = self.spider.archive.frontier.get(request.url)
        request.meta["capture"] = self.spider.archive.add(
            request.url,
            f"{response.status} {phrase}".strip(),
            headers,
            response.body,
            source=request.meta["source"],
            kind=request.meta["kind"],
            moment=time.time(),
            ip=str(response.ip_address) if response.ip_address else None,
            asked_with=_pairs(request.headers),
        )
        return response


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]


def retry_after(header: bytes | None, now: float) -> float | None:
    """Return the seconds of a Retry-After header, given as a number or as a date; None without a valid one."""
    if not header:
        return None
    text = header.decode("latin-1").strip()
    if text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.fromtimestamp(now, UTC)).total_seconds())


def reason(error: Exception) -> str:
    """Say in a few words why a request failed."""
    text = " ".join(str(error).split()) or type(error).__name__
    name = type(error).__name__
    for sign, words in (
        ("certificate", "its certificate is not valid"),
        ("Timeout", "no answer in time"),
        ("DataLoss", "the answer broke off"),
        ("Refused", "the connection was refused"),
        ("Resolve", "its name leads to no address that may be asked"),
    ):
        if sign.lower() in name.lower() or sign.lower() in text.lower():
            return words
    return text[:200]


__all__ = ["Guard", "Keep", "Pace", "PublicResolver", "Refused", "Robots", "reason", "retry_after"]
