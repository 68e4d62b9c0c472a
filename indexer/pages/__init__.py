"""Pages → Articles: `read_page` reads any file of a corpus. See `page_reader.py`."""

from indexer.pages.article_draft import PageEntry, Sighting, Skipped
from indexer.pages.page_reader import read_page

__all__ = ["PageEntry", "Sighting", "Skipped", "read_page"]
