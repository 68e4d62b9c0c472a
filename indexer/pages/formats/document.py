"""Office documents (.docx, .odt) → title, paragraphs and tables.

Both are zip archives of XML; of that only the text is wanted, so that lxml reads it and no further package is needed.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from indexer.article import Article
from indexer.guard import Refusal
from indexer.pages.article_draft import PageEntry
from indexer.pages.damage import parsing
from indexer.pages.identity import article_id
from indexer.pages.stated_date import date_line
from indexer.pages.text import clean_line

MAX_XML = 64 * 2**20
"""Bytes of the unpacked text of a document."""

LONGEST_TITLE = 250

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_docx(data: bytes, page: str) -> PageEntry:
    """Read a Word document. Raises Refusal."""
    root = _xml(data, "word/document.xml")
    body = root.find(f"{_W}body")
    title = ""
    paragraphs = []
    for block in body if body is not None else ():
        if block.tag == f"{_W}p":
            text = _docx_text(block)
            style = block.find(f"{_W}pPr/{_W}pStyle")
            if (
                text
                and not title
                and style is not None
                and style.get(f"{_W}val", "").lower() in ("title", "heading1", "tiu")
            ):
                title = text
            paragraphs.append(text)
        elif block.tag == f"{_W}tbl":
            for row in block.iter(f"{_W}tr"):
                cells = [
                    " ".join(filter(None, map(_docx_text, cell.iter(f"{_W}p"))))
                    for cell in row.iterfind(f"{_W}tc")
                ]
                paragraphs.append(" | ".join(cells))
    return article_of_paragraphs(paragraphs, page, title)


def _docx_text(paragraph: etree._Element) -> str:
    parts = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        parts.append(node.text or "" if node.tag == f"{_W}t" else " ")
    return " ".join("".join(parts).split())


def read_odt(data: bytes, page: str) -> PageEntry:
    """Read an OpenDocument text. Raises Refusal."""
    root = _xml(data, "content.xml")
    title = ""
    paragraphs = []
    for block in root.iter(f"{_TEXT}h", f"{_TEXT}p", f"{_TABLE}table-row"):
        if block.tag == f"{_TABLE}table-row":
            cells = [
                " ".join(filter(None, map(_odt_text, cell.iter(f"{_TEXT}p"))))
                for cell in block.iterfind(f"{_TABLE}table-cell")
            ]
            paragraphs.append(" | ".join(cells))
        elif not any(parent.tag == f"{_TABLE}table-cell" for parent in block.iterancestors()):
            text = _odt_text(block)
            if text and not title and block.tag == f"{_TEXT}h":
                title = text
            paragraphs.append(text)
    return article_of_paragraphs(paragraphs, page, title)


def _odt_text(block: etree._Element) -> str:
    parts = [block.text or ""]
    for node in block.iterdescendants():
        if node.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append(" ")
        parts += [node.text or "", node.tail or ""]
    return " ".join("".join(parts).split())


def _xml(data: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    with parsing("Office document"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if name not in archive.namelist():
                raise Refusal(f"an Office document without its text ({name})")
            if archive.getinfo(name).file_size > MAX_XML:
                raise Refusal(f"too large: its text unpacks to more than {MAX_XML // 2**20} MB")
            with archive.open(name) as file:
                text = file.read(MAX_XML + 1)
        return etree.fromstring(text, parser)


def article_of_paragraphs(paragraphs: list[str], page: str, title: str = "") -> Article:
    """Return the Article of a document's paragraphs; without a title of its own the first paragraph is it.

    Raises Refusal for a document without text.
    """
    texts = [text for text in (clean_line(paragraph) for paragraph in paragraphs) if text.strip(" |")]
    title = clean_line(title)
    if texts and (not title or title not in texts):
        title = texts[0] if len(texts[0]) <= LONGEST_TITLE else title
    if not title:
        raise Refusal("a document without a title")
    texts = texts[texts.index(title) + 1 :] if title in texts else texts
    body = "\n\n".join(texts)
    if not body:
        raise Refusal("a document without a text under its title")
    published = next(filter(None, (date_line(text) for text in texts[:3] if len(text) < 60)), None)
    return Article(
        id=article_id(title, None, body),
        kind="article",
        title=title,
        body=body,
        page=page,
        published=published,
    )
