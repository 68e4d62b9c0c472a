"""Article: the one record everything passes on, from a page to the index to a result.

`page → Article → facets and terms → index → Search → page or JSON`. An Article is immutable; each
stage returns a new one (`dataclasses.replace`). `to_dict`/`from_dict` are the JSON form, the line
that `run.py extract` prints and that the index stores.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

Kind = Literal["article", "brief"]
YearBasis = Literal["published", "inferred"]

FIELDS = ("title", "kicker", "lead", "body", "captions")
"""The fields that are searched, in the order in which an article is read."""

FACET_LISTS = ("districts", "wards", "provinces", "campaigns")
"""The fields that hold values of a facet, in the order in which they are written."""

MOMENTS = ("captured", "gone", "added", "changed")
"""The fields that say when something was noticed; they are written only where there is something to say."""

HEADING = 80
"""Characters of the text that stand for a title where there is none."""


_WEB_ADDRESS = re.compile(r"https?://[^\s/?#\\]\S*", re.IGNORECASE)


def web_address(url: str | None) -> str | None:
    """Return `url` without outer blanks if it is http or https with a host, else None: no other may become a link."""
    if not url:
        return None
    url = url.strip()
    if not _WEB_ADDRESS.fullmatch(url):
        return None
    try:
        return url if urlsplit(url).hostname else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: `value` is the stable slug used in addresses, `label` what people read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words in the text that gave a facet its value.

    `start` and `end` are character offsets into the field named `field` of the same Article, so that
    `getattr(article, field)[start:end] == text` (for `captions`: of `"\\n".join(captions)`).
    `rule` is a short name of the rule that applied, e.g. `"union of the district"`, `"former ward"`.
    """

    facet: str
    value: str
    field: str
    start: int
    end: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier text of an article that its source changed later; `captured` is when it was taken there (ISO 8601)."""

    captured: str
    title: str
    lead: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Event:
    """The articles on one event, by id, the founding one first; `copies` are those with the text of an earlier one.

    `id` is that of the founding article, the first that the index took: it stays as long as that article does.
    """

    id: str
    articles: tuple[str, ...]
    copies: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, with the number of articles as `size`."""
        return {
            "id": self.id,
            "size": len(self.articles),
            "articles": list(self.articles),
            "copies": list(self.copies),
        }


@dataclass(frozen=True, slots=True)
class Article:
    """One article, or a brief (a teaser of an article that stands on another page).

    `body` is paragraphs separated by a blank line. `published` is ISO 8601 with offset, exactly as the
    page states it, or None: a date is never invented. `page` names where it was read (path, with
    `#LINE` for a JSONL line); `pages` and `urls` list every address when the same article was found
    at several. `facets` holds the values of facets that the
    corpus itself declares, by name. Fields that a page does not give are None or empty.

    Of a page that was fetched, `captured` is the moment when this text was first seen at its source, `versions` are its
    earlier texts, oldest first, and `gone` is when the source was found to have removed it. `added` and `changed` are the
    moments at which the index took the article and its present text (all ISO 8601). `event` is what this and other articles of
    the index tell of, if there are others.
    """

    id: str
    kind: Kind
    title: str
    kicker: str | None = None
    lead: str | None = None
    body: str = ""
    author: str | None = None
    source: str | None = None
    url: str | None = None
    page: str | None = None
    published: str | None = None
    year: int | None = None
    year_basis: YearBasis | None = None
    districts: tuple[FacetValue, ...] = ()
    wards: tuple[FacetValue, ...] = ()
    provinces: tuple[FacetValue, ...] = ()
    campaigns: tuple[FacetValue, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict, hash=False)
    captions: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    captured: str | None = None
    gone: str | None = None
    added: str | None = None
    changed: str | None = None
    versions: tuple[Version, ...] = ()
    event: Event | None = None

    def __post_init__(self) -> None:
        """Drop addresses that are not http or https, so that nothing that shows an Article has to think of it."""
        if self.url is not None:
            object.__setattr__(self, "url", web_address(self.url))
        if self.urls:
            object.__setattr__(self, "urls", tuple(url for url in map(web_address, self.urls) if url))

    @property
    def heading(self) -> str:
        """What to call the article: its title or, where a line of JSONL gives it a blank one, how its text begins."""
        if self.title:
            return self.title
        opening = " ".join((self.lead or self.body)[: 2 * HEADING].split())
        if len(opening) <= HEADING:
            return opening
        return f"{opening[: HEADING + 1].rpartition(' ')[0] or opening[:HEADING]} …"

    def to_dict(self, *, explain: bool = False) -> dict[str, Any]:
        """The JSON object of the contract; `explain` adds the evidence of each facet value."""
        record: dict[str, Any] = {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "kicker": self.kicker,
            "lead": self.lead,
            "body": self.body,
            "author": self.author,
            "source": self.source,
            "url": self.url,
            "page": self.page,
            "published": self.published,
            "year": self.year,
            "year_basis": self.year_basis,
            **self.facet_lists(),
            "captions": list(self.captions),
            "related": list(self.related),
        }
        if len(self.pages) > 1:
            record["pages"] = list(self.pages)
        if len(self.urls) > 1:
            record["urls"] = list(self.urls)
        for name in MOMENTS:
            if moment := getattr(self, name):
                record[name] = moment
        if self.versions:
            record["versions"] = [
                {"captured": v.captured, "title": v.title, "lead": v.lead, "body": v.body}
                for v in self.versions
            ]
        if self.event:
            record["event"] = self.event.to_dict()
        if explain:
            record["evidence"] = [
                {
                    "facet": e.facet,
                    "value": e.value,
                    "field": e.field,
                    "start": e.start,
                    "end": e.end,
                    "text": e.text,
                    "rule": e.rule,
                }
                for e in self.evidence
            ]
        return record

    def facet_lists(self) -> dict[str, Any]:
        """The part of the JSON object that lists facet values; those of declared facets under `facets`, if any."""

        def plain(values: tuple[FacetValue, ...]) -> list[dict[str, str]]:
            return [{"value": v.value, "label": v.label} for v in values]

        lists: dict[str, Any] = {name: plain(getattr(self, name)) for name in FACET_LISTS}
        if self.facets:
            lists["facets"] = {name: plain(values) for name, values in self.facets.items()}
        return lists

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Article:
        """The Article of a JSON object that `to_dict` made (with or without evidence)."""
        plain = dict(record)
        # Most of an article's lists are empty, and are not written.
        for name in FACET_LISTS:
            if (values := plain.get(name)) is not None:
                plain[name] = tuple([FacetValue(v["value"], v["label"]) for v in values])
        if facets := plain.get("facets"):
            plain["facets"] = {
                name: tuple([FacetValue(v["value"], v["label"]) for v in values])
                for name, values in facets.items()
            }
        for name in ("captions", "related", "pages", "urls"):
            if name in plain:
                plain[name] = tuple(plain[name])
        if (versions := plain.get("versions")) is not None:
            plain["versions"] = tuple(Version(**v) for v in versions)
        if event := plain.get("event"):
            plain["event"] = Event(event["id"], tuple(event["articles"]), tuple(event["copies"]))
        if (evidence := plain.get("evidence")) is not None:
            plain["evidence"] = tuple([Evidence(**e) for e in evidence])
        return cls(**plain)

    def text(self, field: str) -> str:
        """The text of one of `FIELDS` as it is indexed; captions are one to a line."""
        if field == "captions":
            return "\n".join(self.captions)
        return getattr(self, field) or ""
