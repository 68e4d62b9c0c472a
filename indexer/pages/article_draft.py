"""What reading a page gives: Articles, or Skipped with the reason; and how an Article is put together.

A draft (`ArticleDraft`) becomes one Article, then the briefs among its teasers, or one Skipped. This is the only place where an
Article is made from a page.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, NamedTuple

from indexer.article import Article
from indexer.pages.identity import article_id
from indexer.pages.text import line_key


@dataclass(frozen=True, slots=True)
class Skipped:
    """A page (or a line of a JSONL file) that is no article; `reason` is a clause for an operator."""

    page: str
    reason: str


_LEFT_OUT = re.compile(r"left out: ([0-9,]+) (.+)")


def left_out_reason(count: int, what: str) -> str:
    """The reason for `count` members of a crawl that are expected to be no articles, such as feeds."""
    return f"left out: {count:,} {what}"


def left_out(reason: str) -> tuple[int, str] | None:
    """How many members of a crawl a reason leaves out, and what they are; None if it says why something was skipped."""
    found = _LEFT_OUT.fullmatch(reason)
    return (int(found[1].replace(",", "")), found[2]) if found else None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a crawl noticed of a page without a new text: at the moment `captured` it was "gone", or "seen" unchanged."""

    id: str
    kind: Literal["gone", "seen"]
    url: str
    captured: str
    page: str


@dataclass(frozen=True, slots=True)
class Member:
    """Where a member of a file begins (a line, a row, a captured page, a file of an archive): entries up to the next one are
    its own. `key` is a hash of where it stands and all that it holds, "" for what belongs to no member. `kept`: it was known,
    so nothing of it follows."""

    key: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A member of a large file that was found and not read yet: `read(data, page)` does it, maybe in another process."""

    mark: Member
    page: str
    data: bytes
    read: Callable[[bytes, str], Article | Skipped]


Known = Mapping[str, tuple[int, int]]
"""Members of a file as they were read last time, by key: how many records and refusals each gave."""

PageEntry = Article | Skipped | Sighting
"""What reading a file yields."""

FileEntry = PageEntry | Member
"""What reading a file yields to those who ask where its members begin."""


def member(previous: Known | None, where: str, *parts: bytes) -> Member | None:
    """Return the mark of the member that stands at `where` and holds `parts`, or None where nobody asks for marks."""
    if previous is None:
        return None
    whole = blake2b(where.encode(), digest_size=9)
    for part in parts:
        whole.update(part)
    key = b64encode(whole.digest(), b"-_").decode()
    return Member(key, key in previous)


class Teaser(NamedTuple):
    """Another article as a page announces it; `source` is from the sign before its lead."""

    title: str
    lead: str
    source: str | None


@dataclass(slots=True)
class ArticleDraft:
    """An article in the making; `paragraphs` are in order."""

    title: str = ""
    kicker: str | None = None
    lead: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None
    captions: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    teasers: list[Teaser] = field(default_factory=list)


SHORTEST_REPEAT = 60
"""Characters from which a line that stands twice is a repetition; shorter ones are said twice."""

REFRAIN = 3
"""How often a line stands that is meant to: a page shows its text twice at most."""


def unique(lines: list[str], without: tuple[str, ...] = ()) -> list[str]:
    """`lines` in order, each once (to a reader's eye), without those in `without`."""
    return _once(lines, without, shortest=0)


def unrepeated(paragraphs: list[str], without: tuple[str, ...] = ()) -> list[str]:
    """`paragraphs` in order without those in `without`, the long ones each once.

    The answers of a dialogue, a refrain and the rows of a table may be the same and stay; a line right after
    itself is one line.
    """
    return _once(paragraphs, without, SHORTEST_REPEAT)


def _once(lines: list[str], without: tuple[str, ...], shortest: int) -> list[str]:
    barred = {_mark(line) for line in without}
    times = Counter(map(_mark, lines)) if shortest else Counter[str]()
    seen: set[str] = set()
    kept: list[str] = []
    last = ""
    for line in lines:
        mark = _mark(line)
        if not mark or mark in barred:
            continue
        says_again = shortest and (len(line) < shortest or "|" in line or times[mark] >= REFRAIN)
        if (mark == last and "|" not in line) or (mark in seen and not says_again):
            continue
        seen.add(mark)
        last = mark
        kept.append(line)
    return kept


def _mark(line: str) -> str:
    # of a long line it is enough to compare the letters as they are
    return line_key(line) if len(line) < 200 else line.casefold()


def build(draft: ArticleDraft, page: str) -> Iterator[Article | Skipped]:
    """The Article of `draft` and then its briefs; one Skipped if there is no title or no text."""
    if not draft.title:
        yield Skipped(page, "no title found")
        return
    if not draft.paragraphs and not draft.lead:
        yield Skipped(page, "no text found under the title")
        return
    body = "\n\n".join(draft.paragraphs)
    article = Article(
        id=article_id(draft.title, draft.lead, body),
        kind="article",
        title=draft.title,
        kicker=draft.kicker,
        lead=draft.lead or None,
        body=body,
        author=draft.author,
        source=draft.source or _usual_source(draft.teasers),
        url=draft.url,
        page=page,
        published=draft.published,
        captions=tuple(unique(draft.captions, (draft.title,))),
        related=tuple(unique(draft.related, (draft.title,))),
    )
    yield article
    yield from _briefs(draft, article)


def _usual_source(teasers: list[Teaser]) -> str | None:
    """The newspaper whose sign most teasers of the page bear: the page is its own."""
    signs = Counter(teaser.source for teaser in teasers if teaser.source)
    return signs.most_common(1)[0][0] if signs else None


def _briefs(draft: ArticleDraft, article: Article) -> Iterator[Article]:
    seen = {article.id}
    for title, lead, source in draft.teasers:
        identity = _brief_id(title, lead)
        if identity and identity not in seen:
            seen.add(identity)
            yield Article(
                id=identity,
                kind="brief",
                title=title,
                lead=lead,
                source=source or article.source,
                page=article.page,
            )


@lru_cache(maxsize=20_000)
def _brief_id(title: str, lead: str) -> str | None:
    """The id of a teaser that becomes a brief, None for one that does not: most stand on many pages."""
    # Facets know what union news is; imported when first needed, so that pages can be read without them.
    from indexer.facets import is_union_news

    return article_id(title, lead) if is_union_news(title, lead) else None
