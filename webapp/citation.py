"""How to cite an article or one of its paragraphs: a line of text, BibTeX and RIS. Nothing is invented: what is unknown is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from indexer.article import Article
from search.cited import CitedSearch
from webapp.i18n import Catalogue
from webapp.segments import segment

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{mark: "\\" + mark for mark in "&%$#_"},
    }
)
_BODY = re.compile(
    r"\b(?:ban|báo|biên tập|bộ|chi hội|công ty|công đoàn|hội|khối|liên đoàn|lđlđ|nhóm|phòng|pv|phóng viên|sở|tạp chí|thông tấn|"
    r"tòa soạn|toà soạn|tổ|tổng|trung tâm|trường|ttxvn|ubnd|ủy ban|uỷ ban|văn phòng|viện)\b|[0-9@.]",
    re.IGNORECASE,
)
"""What the name of a body holds and that of a person hardly does; a person's name beginning with it (Tô, Hội) is spelt otherwise."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The forms of a citation."""

    text: str
    bibtex: str
    ris: str


FRAGMENT_WORDS = 6
"""Words at either end of a paragraph by which a text fragment finds it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an article: `id` is "d0" for the lead, "d1" … for the body, as on its page and in `/api/passages`."""

    id: str
    text: str

    @property
    def fragment(self) -> str:
        """The directive with which a browser finds these words on any page (URL Fragment Text Directives, WICG)."""
        words = self.text.split()
        ends = [words]
        if len(words) > 2 * FRAGMENT_WORDS:
            ends = [words[:FRAGMENT_WORDS], words[-FRAGMENT_WORDS:]]
        return ":~:text=" + ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)

    def label(self, t: Catalogue) -> str:
        """What it is called: "đoạn 3"."""
        return t("cite.lead" if self.id == "d0" else "cite.paragraph", number=self.id[1:]).unescape()


def passages_of(article: Article) -> list[Passage]:
    """The paragraphs of an article in their order."""
    body = [part for part in article.body.split("\n\n") if part.strip()]
    lead = [Passage("d0", article.lead)] if article.lead else []
    return [*lead, *(Passage(f"d{number}", text) for number, text in enumerate(body, 1))]


def citation(
    article: Article, base_url: str, passage: Passage | None = None, t: Catalogue | None = None
) -> Citation:
    """The citation of `article`, or of a passage of it in the words of `t`.

    Its address is that of the newspaper if known, else the site's; that of a passage leads to the very words, and the site's
    own address of the paragraph stands beside it.
    """
    page = f"{base_url}/articles/{segment(article.id)}"
    address, note = article.url or page, ""
    if passage and t:
        note = f"{passage.label(t)}: {page}#{passage.id}"
        address = _to_words(article.url, passage) if article.url else f"{page}#{passage.id}{passage.fragment}"
    day = _day(article)
    parts = [
        f"{article.author}." if article.author else "",
        f"“{article.heading}”.",
        f"{article.source}," if article.source and day else f"{article.source}." if article.source else "",
        f"{day}." if day else "",
        address,
        f"({note})" if note else "",
    ]
    return Citation(
        " ".join(part for part in parts if part),
        _bibtex(article, address, note),
        _ris(article, address, note),
    )


def _to_words(address: str, passage: Passage) -> str:
    return f"{address}{'' if '#' in address else '#'}{passage.fragment}"


def search_citation(then: CitedSearch, title: str, day: str, address: str, t: Catalogue) -> Citation:
    """The citation of a search whose `title` says what was looked for, first cited on `day` (ISO 8601), at `address`."""
    site, cited = t("site.name").unescape(), t.date(day[:10])
    note = t(
        "cited.note", count=then.total, moment=t.moment_of(then.moment), generation=then.generation
    ).unescape()
    heading = t("cited.heading", what=title).unescape()
    text = f"{site}. {heading}. {note} SHA-256 {then.digest}. {cited}. {address}"
    fields = {
        "title": f"{{{_tex(heading)}}}",
        "author": f"{{{_tex(site)}}}",
        "year": then.moment[:4],
        "date": then.moment[:10],
        "note": _tex(f"{note} SHA-256 {then.digest}"),
        "url": _verbatim(address),
        "urldate": day[:10],
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    rows = [
        ("TY", "ELEC"),
        ("TI", heading),
        ("AU", site),
        ("PY", then.moment[:4]),
        ("DA", then.moment[:10].replace("-", "/")),
        ("Y2", day[:10].replace("-", "/")),
        ("N1", f"{note} SHA-256 {then.digest}"),
        ("UR", address),
        ("ID", then.name),
    ]
    ris = [f"{tag}  - {_line(value)}" for tag, value in rows]
    return Citation(text, f"@misc{{tcd-s-{then.name},\n{lines}}}", "\n".join([*ris, "ER  - "]))


def _day(article: Article) -> str:
    if article.published:
        year, month, day = article.published[:10].split("-")
        return f"{day}/{month}/{year}"
    return str(article.year) if article.year else ""


def _authors(article: Article) -> list[str]:
    """The names in the byline, one by one."""
    names = re.split(r"\s*[,;&–—/]\s*|\s+-\s+|\s+và\s+", _line(article.author or ""))
    return [name for name in names if name]


def _bibtex(article: Article, address: str, note: str) -> str:
    authors = _authors(article)
    written = [f"{{{_tex(name)}}}" if _BODY.search(name) else _tex(name) for name in authors]
    fields = {
        "title": f"{{{_tex(article.heading)}}}",
        "author": " and ".join(written),
        "journal": _tex(article.source or ""),
        "year": str(article.year or ""),
        "date": (article.published or "")[:10],
        "note": _tex(note),
        "url": _verbatim(address),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    key = re.sub(r"[^A-Za-z0-9:.+-]+", "-", article.id)
    return f"@article{{tcd-{key},\n{lines}}}"


def _ris(article: Article, address: str, note: str) -> str:
    """RIS, the form that Zotero, EndNote and Mendeley read: a tag and a value a line, no value with a line break."""
    day = (article.published or "")[:10].replace("-", "/")
    rows = [
        ("TY", "NEWS"),
        ("TI", article.heading),
        *(("AU", name) for name in _authors(article)),
        ("T2", article.source or ""),
        ("PY", str(article.year or "")),
        ("DA", day),
        ("N1", note),
        ("UR", address),
        ("ID", article.id),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in rows if _line(value)]
    return "\n".join([*lines, "ER  - "])


def _line(text: str) -> str:
    """`text` on one line, without control characters."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def _tex(text: str) -> str:
    """`text` for a BibTeX field: whatever TeX would run or count is a command for the character itself."""
    return _line(text).translate(_TEX)


def _verbatim(address: str) -> str:
    """An address for the field `url`, which is read verbatim: only braces, backslashes and blanks would end or break it."""
    return re.sub(r"[\\{}\s]", lambda found: f"%{ord(found[0]):02X}", address)
