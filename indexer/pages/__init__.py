"""Pages → Articles: `read_page` reads any file of a corpus. See `page_reader.py`."""

from indexer.pages.article_draft import FileEntry, Known, Member, PageEntry, Sighting, Skipped, Unread
from indexer.pages.page_reader import find_members, is_jsonl, read_found, read_members, read_page

__all__ = [
    "FileEntry",
    "Known",
    "Member",
    "PageEntry",
    "Sighting",
    "Skipped",
    "Unread",
    "find_members",
    "is_jsonl",
    "read_found",
    "read_members",
    "read_page",
]
