"""Pages → Articles: `read_page` reads any file of a corpus. See `page_reader.py`."""

from indexer.pages.article_draft import PageEntry, Sighting, Skipped
from indexer.pages.page_reader import PAGE_SUFFIXES, read_page

__all__ = ["PAGE_SUFFIXES", "PageEntry", "Sighting", "Skipped", "read_page"]
