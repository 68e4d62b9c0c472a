"""The names that files give to the fields of an article, in English and Vietnamese.

Used wherever people bring records of their own: JSON lines, JSON, CSV. Letters count without case, accents and separators.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from indexer.vietnamese import fold

_NAMES = {
    "id": ("id", "guid", "uuid", "_id", "identifier", "mã", "mã bài", "mã bài viết", "article id"),
    "url": ("url", "link", "href", "permalink", "address", "external url", "địa chỉ", "đường dẫn", "liên kết", "đường link"),
    "title": ("title", "headline", "name", "heading", "tiêu đề", "tựa đề", "tít", "đầu đề", "tên bài", "tên bài viết"),
    "kicker": ("kicker", "subject", "overline", "chuyên đề"),
    "lead": (
        "lead", "description", "summary", "abstract", "excerpt", "teaser", "standfirst", "subtitle", "sapo", "sa pô",
        "tóm tắt", "mô tả", "trích yếu", "dẫn", "lời dẫn", "đoạn dẫn",
    ),
    "body": (
        "body", "content", "text", "article body", "articlebody", "fulltext", "full text", "content text", "content html", "html",
        "maintext", "main text", "nội dung", "thân bài", "bài viết", "toàn văn", "văn bản",
    ),
    "author": ("author", "byline", "creator", "writer", "authors", "tác giả", "người viết", "bút danh", "phóng viên"),
    "source": ("source", "publisher", "site", "site name", "newspaper", "outlet", "domain", "nguồn", "tên báo", "báo", "tòa soạn"),
    "published": (
        "published", "date", "published at", "publishedat", "pubdate", "pub date", "date published", "datepublished", "publish date",
        "publication date", "published date", "created", "created at", "time", "timestamp", "datetime", "posted at", "date publish",
        "ngày", "ngày đăng", "ngày xuất bản", "thời gian", "ngày giờ", "đăng lúc", "ngày tháng",
    ),
    "kind": ("kind", "loại"),
    "districts": ("districts", "district", "quận", "huyện", "quận huyện", "quận, huyện", "địa bàn"),
    "wards": ("wards", "ward", "phường", "xã", "phường xã", "phường, xã"),
    "provinces": ("provinces", "province", "tỉnh", "thành phố", "tỉnh thành"),
    "campaigns": ("campaigns", "campaign", "phong trào"),
    "captions": ("captions", "caption", "chú thích", "chú thích ảnh"),
    "related": ("related", "tin liên quan", "bài liên quan"),
}  # fmt: skip
"""Field → the names it goes by; the first is the field's own."""


@lru_cache(maxsize=4096)
def field_of(name: str) -> str | None:
    """Return the field that a name of a column or key means, or None."""
    return _BY_KEY.get(_key(name))


def _key(name: str) -> str:
    return "".join(letter for letter in fold(name) if letter.isalnum())


_BY_KEY = {_key(name): field for field, names in _NAMES.items() for name in names}


def with_field_names(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with its keys as the fields of an article; a key that is one already wins, others keep their name."""
    named: dict[str, Any] = {}
    for name, value in record.items():
        field = name if name in _NAMES else field_of(name)
        if field is None or (field != name and (field in record or field in named)):
            named[name] = value
        else:
            named[field] = value
    return named


def known_names(field: str) -> str:
    """Return some names a field goes by, for a message."""
    return ", ".join(_NAMES[field][:3] + tuple(n for n in _NAMES[field] if not n.isascii())[:1])
