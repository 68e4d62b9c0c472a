"""Text PDF → title and paragraphs (pypdf, extra `formats`). A scanned PDF has no text to read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from indexer.errors import PageError
from indexer.guard import Refusal, guard
from indexer.pages.article_draft import PageEntry, Skipped
from indexer.pages.damage import parsing
from indexer.pages.formats.document import article_of_paragraphs
from indexer.pages.limits import read_bytes

MAX_BYTES = 64 * 2**20
MAX_PAGES = 200
"""Pages of the longest document that is read."""


def read(path: Path, page: str) -> Iterator[PageEntry]:
    """Read a PDF whose pages hold text."""
    try:
        yield guard(_document, read_bytes(path, MAX_BYTES), page)
    except (PageError, Refusal) as error:
        yield Skipped(page, str(error))


def _document(data: bytes, page: str) -> PageEntry:
    try:
        import pypdf
        from pypdf.errors import DependencyError
    except ImportError:
        raise Refusal(
            "a PDF: reading it needs pypdf (python -m pip install 'tin-cong-doan[formats]')"
        ) from None
    with parsing("PDF"):
        document = pypdf.PdfReader(io.BytesIO(data))
        try:
            locked = document.is_encrypted and not document.decrypt("")
        except DependencyError:
            locked = True  # a cipher for which a package is missing
        if locked:
            raise Refusal("a PDF that a password protects")
        if len(document.pages) > MAX_PAGES:
            raise Refusal(f"a PDF of {len(document.pages)} pages: at most {MAX_PAGES} are read")
        texts = [leaf.extract_text() for leaf in document.pages]
        title = str(document.metadata.title or "") if document.metadata else ""
    if sum(map(len, texts)) < 20 * len(texts):
        raise Refusal("a scanned PDF: it needs text recognition (OCR) before it can be read")
    return article_of_paragraphs(_paragraphs("\n".join(texts)), page, title)


def _paragraphs(text: str) -> list[str]:
    """Lines joined to paragraphs: a line that ends a sentence, or is much shorter than the page is wide, ends one."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    width = sorted(map(len, lines))[int(0.9 * (len(lines) - 1))] if lines else 0
    paragraphs: list[str] = []
    current = ""
    for line in lines:
        if not line:
            if current:
                paragraphs.append(current)
            current = ""
            continue
        current = f"{current} {line}" if current else line
        if len(line) < 0.75 * width:
            paragraphs.append(current)
            current = ""
    return [*paragraphs, current] if current else paragraphs
