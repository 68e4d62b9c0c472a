"""A run of fetch: the plan, the archive and Scrapy put together.

Scrapy was chosen because it brings what a crawler of our own would have to learn: retries, timeouts, limits on size and on
what compressed answers unpack to, a queue that is fair to hosts, TLS, and a stop that lets open requests end.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from indexer.fetch.archive import Archive
from indexer.fetch.report import Report
from indexer.fetch.spider import NewsSpider, Plan

MAX_PAGE = 16 << 20
"""Bytes of a response, on the line and unpacked."""


def run(plan: Plan, into: Path) -> Report:
    """Take what is new at the sources of a plan into the folder `into`; returns what was done.

    Blocks until all is done, or until Ctrl-C or SIGTERM, after which open requests end first. Once in a process: the event
    loop below does not start twice. Raises FolderInUse.
    """
    report = Report()
    archive = Archive(into)
    try:
        report.recovered = archive.recovered
        archive.frontier.started(time.time())
        start(plan, NewsSpider, archive=archive, report=report)
        archive.frontier.ended(time.time())
        report.files = [str(path) for path in dict.fromkeys(archive.written)]
    finally:
        archive.close()
    return report


def start(plan: Plan, spider: type[NewsSpider], **arguments: Any) -> None:
    """Run a spider for a plan until it has nothing left to ask."""
    for name in ("scrapy", "twisted", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    process = AsyncCrawlerProcess(_settings(plan))
    process.crawl(spider, plan=plan, **arguments)
    process.start()


def _settings(plan: Plan) -> dict[str, Any]:
    """Scrapy's settings; what is left out stands as Scrapy has it."""
    settings: dict[str, Any] = {
        "USER_AGENT": plan.agent,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "HTTPPROXY_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        },
        # Pace keeps one request a host; these only bound how many wait.
        "CONCURRENT_REQUESTS": max(16, 4 * len(plan.sources)),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": 60,
        "DOWNLOAD_MAXSIZE": MAX_PAGE,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "RETRY_TIMES": 3,
        "DNS_TIMEOUT": 20,
        "DOWNLOADER_MIDDLEWARES": {
            "indexer.fetch.politeness.Guard": 40,
            "indexer.fetch.politeness.Robots": 60,
            "indexer.fetch.politeness.Keep": 910,
            "indexer.fetch.politeness.Pace": 920,
        },
    }
    if not plan.allows_private:
        settings["DNS_RESOLVER"] = "indexer.fetch.politeness.PublicResolver"
    return settings
