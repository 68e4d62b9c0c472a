"""Pages → Articles: `read_page` reads any file of a corpus. See `page_reader.py`."""

from indexer.pages.article_draft import FileEntry, Known, Member, PageEntry, Sighting, Skipped
from indexer.pages.page_reader import read_members, read_page

__all__ = ["FileEntry", "Known", "Member", "PageEntry", "Sighting", "Skipped", "read_members", "read_page"]
