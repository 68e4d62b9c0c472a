"""Fetch: take new pages from newspapers that allow it, into WARC files that `run.py index` reads.

`sources.toml` says where to look and what is an article; `crawl` does the work. Nothing outside this folder knows Scrapy.
"""

from indexer.fetch.report import Report, SourceReport
from indexer.fetch.sources import Source, Sources, load

__all__ = ["Report", "Source", "SourceReport", "Sources", "load"]
