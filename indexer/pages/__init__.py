"""Pages → Articles: `read_page` reads any file of a corpus. See `reader.py`."""

from indexer.pages.reader import PAGE_SUFFIXES, read_page
from indexer.pages.result import Skipped

__all__ = ["PAGE_SUFFIXES", "Skipped", "read_page"]
