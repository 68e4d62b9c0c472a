"""A trial: ask one address as fetch would, show what would be taken, keep nothing."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from indexer.article import Article
from indexer.errors import PageError, SettingsError
from indexer.fetch import crawl
from indexer.fetch.addresses import canonical
from indexer.fetch.archive import Archive
from indexer.fetch.report import Report
from indexer.fetch.sources import Source, Sources
from indexer.fetch.spider import NewsSpider, Plan
from indexer.pages import Skipped, read_page

SHOWN = 40


class _TrialSpider(NewsSpider):
    """Asks one address, follows nothing, and writes down what it would have done."""

    def __init__(self, plan: Plan, archive: Archive, report: Report, address: str, lines: list[str]) -> None:
        super().__init__(plan, archive, report)
        self._address, self._lines = address, lines

    async def start(self) -> AsyncIterator[Request]:
        source = self.plan.sources[0]
        kind = "article" if source.is_article(self._address) else "section"
        for request in self._ask(self._address, source, kind, depth=1):
            yield request

    def received(self, response: Response) -> Iterator[Request]:
        assert response.request is not None
        source, say = self.plan.sources[0], self._lines.append
        location = response.headers.get("Location")
        say(
            f"status {response.status}, {len(response.body):,} bytes"
            + (f", leads to {location.decode('latin-1')}" if location else "")
        )
        if response.status == 200:
            found, lists, following = self.read_list(response, source, 1)
            if source.is_article(self._address):
                self._show_article(response)
            else:
                say(f"{len(found)} articles would be asked for:")
                for address, moment in found[:SHOWN]:
                    say(f"  {address}" + (f"  ({moment})" if moment else ""))
                if len(found) > SHOWN:
                    say(f"  … and {len(found) - SHOWN} more")
                for address, kind, *_ in lists[:SHOWN]:
                    say(f"{kind} that would be read: {address}")
                if following:
                    say(f"next page: {following}")
        return iter(())

    def _show_article(self, response: Response) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.html"
            path.write_bytes(response.body)
            try:
                for entry in read_page(path, name=self._address):
                    if isinstance(entry, Skipped):
                        self._lines.append(f"would be refused: {entry.reason}")
                    elif isinstance(entry, Article):
                        self._lines.append(f"{entry.kind}: {entry.heading}")
                        self._lines.append(
                            f"  published {entry.published}, author {entry.author}, {len(entry.body):,} characters"
                        )
            except PageError as error:
                self._lines.append(f"would be refused: {error}")


def look(address: str, file: Sources, agent: str, *, allows_private: bool) -> str:
    """Return, as lines of text, what fetch would take from an address.

    The address's source of the file applies, switched on or not; for a host of none, a source with all defaults.
    Raises SettingsError when it is no address.
    """
    url = canonical(address)
    if url is None:
        raise SettingsError(f"{address!r} is not an http or https address.")
    host = urlsplit(url).netloc
    source = next((s for s in file.sources if host in s.hosts), Source(host, (host,)))
    lines = [f"{url}", f"source: {source.name}"]
    report = Report()
    plan = Plan((replace(source, pace=0.0),), agent, allows_private=allows_private)
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        try:
            crawl.start(plan, _TrialSpider, archive=archive, report=report, address=url, lines=lines)
        finally:
            archive.close()
    for told in report.sources.values():
        lines += [f"not taken: {words}" for _, words in [*told.failed, *told.notes]]
        if told.forbidden:
            lines.append("not taken: forbidden by robots.txt")
    return "\n".join(lines)
