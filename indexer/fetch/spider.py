"""The spider: from lists to articles, for all sources at once.

A list (feed, sitemap, section page) is asked first; what it names and nobody has is asked next. What is known of each address
stands in the frontier, what came lies in the archive already when a method here sees it.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from indexer.fetch import discovery
from indexer.fetch.addresses import canonical
from indexer.fetch.archive import Archive
from indexer.fetch.frontier import Address
from indexer.fetch.politeness import Refused, reason
from indexer.fetch.report import Report, SourceReport
from indexer.fetch.sources import Source

MAX_LISTS = 5_000
"""Lists of one source in one run: a calendar without end ends here."""

MAX_REDIRECTS = 5

_NOT_FOUND = re.compile(
    rb"<title[^>]*>[^<]*(?:\b404\b|not found|kh\xc3\xb4ng t\xc3\xacm th\xe1\xba\xa5y|kh\xc3\xb4ng t\xe1\xbb\x93n t\xe1\xba\xa1i)",
    re.IGNORECASE,
)
"""A page that says with status 200 that there is none ("không tìm thấy", "không tồn tại")."""


@dataclass(slots=True)
class Plan:
    """What one run is to do.

    `since`: ISO day before which lists are not followed. `limit`: new articles of a source at most, 0 for all. `on_page` is
    called for each article that came or was looked at again.
    """

    sources: tuple[Source, ...]
    agent: str
    since: str | None = None
    limit: int = 0
    allows_private: bool = False
    pause_scale: float = 1.0
    on_page: Callable[[], None] = field(default=lambda: None)


class NewsSpider(Spider):
    """One run over the sources of a plan."""

    name = "tin-cong-doan"

    def __init__(self, plan: Plan, archive: Archive, report: Report, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan, self.archive, self.report = plan, archive, report
        self.agent, self.allows_private, self.pause_scale = plan.agent, plan.allows_private, plan.pause_scale
        self.paces: dict[str, float] = {}
        """Seconds between two requests, by host, once robots.txt was read."""
        self.closed: dict[str, str] = {}
        """Hosts that asked to be left alone, with what to say about it."""
        self._by_name = {source.name: source for source in plan.sources}
        self._seen: set[str] = set()
        self._taken: dict[str, int] = {}

    def source_of(self, request: Request) -> Source:
        """The source on whose behalf a request is made."""
        return self._by_name[request.meta["source"]]

    def told(self, source: Source) -> SourceReport:
        """What is counted for a source."""
        return self.report.sources.setdefault(source.name, SourceReport(source.name))

    async def start(self) -> AsyncIterator[Request]:
        """Ask the lists, what earlier runs left over, and what wants another look."""
        frontier = self.archive.frontier
        for source in self.plan.sources:
            self.told(source)
            lists = [
                *((address, "feed", 0) for address in source.feeds),
                *((address, "sitemap", 0) for address in source.sitemaps),
                *((address, "section", 1) for address in source.sections),
                *frontier.unread(source.name),
            ]
            if source.searches_itself:
                lists.append((canonical(source.home) or source.home, "section", 1))
            for address, kind, depth in lists:
                for request in self._ask(address, source, kind, depth=depth):
                    yield request
            again = frontier.due(source.name, time.time(), source.recheck * 3600, source.recheck_days * 86400)
            for address in [*frontier.pending(source.name), *again]:
                for request in self._ask(address, source, "article"):
                    yield request

    def _ask(
        self, address: str, source: Source, kind: str, *, depth: int = 0, redirects: int = 0
    ) -> Iterator[Request]:
        """A request for an address that this run has not asked yet."""
        if address in self._seen:
            return
        told, listed = self.told(source), self.archive.frontier.get(address)
        if kind == "article":
            if (
                self.plan.limit
                and self._taken.get(source.name, 0) >= self.plan.limit
                and not (listed and listed.status)
            ):
                told.left += 1
                return
            if not (listed and listed.status):
                self._taken[source.name] = self._taken.get(source.name, 0) + 1
        elif told.lists >= MAX_LISTS:
            return
        else:
            told.lists += 1
        self._seen.add(address)
        yield Request(
            address,
            callback=self.received,
            errback=self.failed,
            headers=_conditions(listed),
            dont_filter=True,
            priority=0 if kind == "article" else 10,
            meta={"source": source.name, "kind": kind, "depth": depth, "redirects": redirects},
        )

    def received(self, response: Response) -> Iterator[Request]:
        """Go on from a response of any status."""
        request = response.request
        assert request is not None
        source, kind = self.source_of(request), request.meta["kind"]
        told, before = self.told(source), request.meta["before"]
        location = response.headers.get("Location")
        if 300 <= response.status < 400 and location:
            yield from self._redirected(request, location.decode("latin-1"), source, kind)
        elif response.status == 304:
            told.unchanged += kind == "article"
            self.plan.on_page()
        elif response.status in (404, 410):
            if kind == "article" and before is not None and before.status == 200:
                told.gone += 1
            else:
                told.notes.append((request.url, f"listed, but not there ({response.status})"))
                if kind != "article":
                    self._fails(request, f"status {response.status}")
        elif response.status != 200:
            self._fails(request, f"status {response.status}")
        elif kind == "article":
            yield from self._article(response, source, before)
        else:
            yield from self._list(response, source, kind)

    def _article(self, response: Response, source: Source, before: Address | None) -> Iterator[Request]:
        assert response.request is not None
        told, url = self.told(source), response.request.url
        self.plan.on_page()
        if _NOT_FOUND.search(response.body[:20_000]):
            self.archive.frontier.is_no_article(url)
            told.notes.append((url, "says itself that there is no such page"))
            return
        said = discovery.page(response.body, url)
        canonical_url = canonical(said.canonical, url, source.hosts) if said.canonical else None
        amp_url = canonical(said.amp, url, source.hosts) if said.amp else None
        if amp_url and amp_url not in (url, canonical_url) and _host(amp_url) in source.hosts:
            self._seen.add(amp_url)
            self.archive.frontier.is_twin(amp_url, canonical_url or url, source.name)
        if (
            canonical_url
            and canonical_url != url
            and _host(canonical_url) in source.hosts
            and source.is_article(canonical_url)
        ):
            self.archive.frontier.is_twin(url, canonical_url, source.name)
            told.twins += 1
            wanted, _ = self.archive.frontier.listed(url, source.name, [(canonical_url, None)])
            for address in wanted:
                yield from self._ask(address, source, "article")
        elif before is None or before.status is None or before.status != 200:
            told.new += 1
        elif before.digest == response.request.meta["capture"].digest:
            told.unchanged += 1
        else:
            told.changed += 1

    def _list(self, response: Response, source: Source, kind: str) -> Iterator[Request]:
        assert response.request is not None
        url, depth = response.request.url, response.request.meta["depth"]
        found, lists, following = self.read_list(response, source, depth)
        wanted, further = self.archive.frontier.listed(
            url,
            source.name,
            found,
            lists,
            _header(response, "ETag"),
            _header(response, "Last-Modified"),
            (following, depth + 1) if following and depth < source.pages else None,
        )
        for address in wanted:
            yield from self._ask(address, source, "article")
        for address, its_kind, its_depth in further:
            yield from self._ask(address, source, its_kind, depth=its_depth)

    def read_list(
        self, response: Response, source: Source, depth: int
    ) -> tuple[list[tuple[str, str | None]], list[tuple[str, str, str | None, int]], str | None]:
        """Read a list by what it is, whatever it was called.

        Returns its articles (address, moment), further lists (address, kind, moment, depth), and the next page of a section.
        """
        assert response.request is not None
        body, url = response.body, response.url
        since = self.plan.since
        listing = discovery.sitemap(body, url, since)
        if listing is None and not _is_html(response):
            listing = discovery.feed(body, url)
        if listing is not None:
            found = [
                (address, moment)
                for raw, moment in listing.articles
                if (address := self._within(raw, url, source))
                and not (since and moment and moment[:10] < since)
            ]
            lists = [
                (address, "sitemap", moment, depth + 1)
                for raw, moment in listing.lists
                if depth < 3 and (address := canonical(raw, url)) and _host(address) in source.hosts
            ]
            return [row for row in found if source.is_article(row[0])], lists, None
        page = discovery.page(body, url)
        articles = [
            a
            for raw in page.links
            if (a := self._within(raw, url, source)) and a != url and source.is_article(a)
        ]
        lists = []
        if source.searches_itself and depth <= 1:
            announced = [(raw, "feed") for raw in page.feeds]
            announced += [(raw, "sitemap") for raw in response.request.meta.get("robots_sitemaps", ())]
            lists = [
                (address, kind, None, 0)
                for raw, kind in announced
                if (address := canonical(raw, url)) and _host(address) in source.hosts
            ]
        following = canonical(page.following, url, source.hosts) if page.following else None
        if following and (_host(following) not in source.hosts or source.is_article(following)):
            following = None
        return [(address, None) for address in dict.fromkeys(articles)], lists, following

    @staticmethod
    def _within(raw: str, base: str, source: Source) -> str | None:
        """The canonical address of a link, if it lies within the source."""
        address = canonical(raw, base, source.hosts)
        return address if address and _host(address) in source.hosts else None

    def _redirected(self, request: Request, location: str, source: Source, kind: str) -> Iterator[Request]:
        target, redirects = canonical(location, request.url, source.hosts), request.meta["redirects"] + 1
        told = self.told(source)
        if target is None or redirects > MAX_REDIRECTS or target == request.url:
            self._fails(request, "redirects without end")
        elif _host(target) not in source.hosts:
            told.notes.append((request.url, f"moved to {_host(target)}; add it to hosts if that is right"))
            self.archive.frontier.failed(request.url, source.name, kind, f"moved to {target}")
        elif kind == "article" and not source.is_article(target):
            told.notes.append((request.url, f"leads to {target}, which is no article"))
            self.archive.frontier.is_no_article(request.url)
        else:
            if kind == "article":
                self.archive.frontier.is_twin(request.url, target, source.name)
                if not self.archive.frontier.listed(request.url, source.name, [(target, None)])[0]:
                    told.twins += 1
                    return
            yield from self._ask(target, source, kind, depth=request.meta["depth"], redirects=redirects)

    def failed(self, failure: Failure) -> None:
        """Count a request that got no answer."""
        request: Any = getattr(failure, "request", None)
        error = failure.value
        source = self.source_of(request)
        if isinstance(error, Refused):
            told, words = self.told(source), str(error)
            if "forbidden" in words:
                told.forbidden += 1
                self.archive.frontier.failed(request.url, source.name, request.meta["kind"], words)
            elif _host(request.url) in self.closed:
                told.left += 1
                if (_host(request.url), words) not in told.failed:
                    told.failed.append((_host(request.url), words))
            else:
                self._fails(request, words)
            return
        self._fails(request, reason(error) if isinstance(error, Exception) else str(error))

    def _fails(self, request: Request, words: str) -> None:
        source = self.source_of(request)
        self.told(source).failed.append((request.url, words))
        self.archive.frontier.failed(request.url, source.name, request.meta["kind"], words)


def _host(address: str) -> str:
    """The host with its port, as `Source.hosts` writes it."""
    return urlsplit(address).netloc


def _is_html(response: Response) -> bool:
    kind = (_header(response, "Content-Type") or "").lower()
    return "html" in kind or response.body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _conditions(address: Address | None) -> dict[str, str]:
    """The headers that let a server say that nothing has changed."""
    if address is None or address.status != 200 or address.unread:
        return {}
    conditions = {"If-None-Match": address.etag, "If-Modified-Since": address.modified}
    return {name: value for name, value in conditions.items() if value}
