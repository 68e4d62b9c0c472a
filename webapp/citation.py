"""How to cite an article: one line of text, and BibTeX. Nothing is invented: what is unknown is left out."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from indexer.article import Article
from webapp.security import safe_url


@dataclass(frozen=True, slots=True)
class Citation:
    """The two forms of a citation."""

    text: str
    bibtex: str


def citation(article: Article, base_url: str) -> Citation:
    """The citation of `article`; its address is that of the newspaper if known, else the site's."""
    address = safe_url(article.url) or f"{base_url}/articles/{quote(article.id, safe='')}"
    day = _day(article)
    parts = [
        f"{article.author}." if article.author else "",
        f"“{article.heading}”.",
        f"{article.source}," if article.source and day else f"{article.source}." if article.source else "",
        f"{day}." if day else "",
        address,
    ]
    return Citation(" ".join(part for part in parts if part), _bibtex(article, address))


def _day(article: Article) -> str:
    if article.published:
        year, month, day = article.published[:10].split("-")
        return f"{day}/{month}/{year}"
    return str(article.year) if article.year else ""


def _bibtex(article: Article, address: str) -> str:
    fields = {
        "title": f"{{{_braced(article.heading)}}}",
        "author": _braced(article.author or ""),
        "journal": _braced(article.source or ""),
        "year": str(article.year or ""),
        "date": (article.published or "")[:10],
        "url": address,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@article{{tcd-{article.id},\n{lines}}}"


def _braced(text: str) -> str:
    """`text` for a BibTeX field: braces balanced, TeX's own characters escaped."""
    for mark in "\\{}":
        text = text.replace(mark, "")
    for mark in "&%$#_":
        text = text.replace(mark, "\\" + mark)
    return text
