"""`/articles/ID`: one article to read, cite and go on from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from indexer.article import Article, Evidence
from indexer.errors import QueryError
from indexer.facets.bylines import author_names, is_person
from indexer.facets.figures import FACET
from search.ledger import entries_of
from webapp import citation, parameters
from webapp.caching import remembered, revalidated
from webapp.language import current_catalogue
from webapp.list_place import ListPlace, list_place
from webapp.pages.share import share_path
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.templating import article_path, base_url, facet_links
from webapp.versions import steps

if TYPE_CHECKING:
    from search import Search

blueprint = Blueprint("article", __name__)
RELATED = 5
FIGURES = 12
"""Rows of the ledger beside an article at most."""
CONTEXT = 60
"""Characters shown either side of the words that gave a facet its value."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The words behind one facet value, with what stands around them."""

    facet: str
    value: str
    before: str
    text: str
    after: str
    rule: str


@blueprint.get("/articles/<article_id>")
@revalidated
@remembered
def article(article_id: str) -> ResponseReturnValue:
    """The article; `q` is highlighted in it. The parameters of a search say from which list it was opened, `passage` ("d3") which
    paragraph is cited."""
    q = parameters.parse(("q", "lang"), request.args, strict=False)["q"]
    search = get_search()
    found = search.article(article_id)
    if found is None:
        abort(404)
    marked = search.highlight(found, q) if q else None
    listing, place = _listing(search, found.id)
    passages = citation.passages_of(found)
    cited = next((p for p in passages if p.id == request.args.get("passage")), None)
    return render_template(
        "article.html",
        article=found,
        marked=marked,
        q=q,
        title=Markup(marked["title"]) if marked and found.title else found.heading,
        kicker=Markup(marked["kicker"]) if marked and found.kicker else found.kicker,
        lead=Markup(marked["lead"]) if marked and found.lead else found.lead,
        paragraphs=_paragraphs(marked["body"] if marked else None, found),
        captions=_captions(marked["captions"] if marked else None, found),
        related=search.related(found.id, size=RELATED),
        evidence=[_shown(found, e) for e in found.evidence if e.facet != FACET],
        figures=entries_of(search, found)[:FIGURES],
        citation=citation.citation(found, base_url(), cited, current_catalogue()),
        passages=passages,
        cited=cited,
        listing=listing,
        place=place,
        authors=author_names(found.author or ""),
        json_ld=_json_ld(found, base_url() + article_path(found.id)),
    )


@blueprint.get("/articles/<article_id>/versions")
@revalidated
@remembered
def versions(article_id: str) -> ResponseReturnValue:
    """What the source changed in the article since it was first taken."""
    parameters.parse(("lang",), request.args, strict=False)
    found = get_search().article(article_id)
    if found is None:
        abort(404)
    return render_template("versions.html", article=found, steps=steps(found))


def _listing(search: Search, article_id: str) -> tuple[SearchRequest | None, ListPlace | None]:
    """The list that the address names and the article's place in it; None where it names none, or none that can be: a shared
    link outlives facets."""
    if not request.args.keys() & set(parameters.of_search(search.registry)) - {"lang"}:
        return None, None
    try:
        listing = SearchRequest.parse(request.args, registry=search.registry)
        return listing, list_place(search, listing, article_id)
    except QueryError:
        return None, None


def _paragraphs(marked: str | None, found: Article) -> list[str]:
    if marked is not None:
        return [Markup(part) for part in marked.split("\n\n") if part.strip()]
    return [part for part in found.body.split("\n\n") if part.strip()]


def _captions(marked: str | None, found: Article) -> list[str]:
    if marked is not None:
        return [Markup(part) for part in marked.split("\n") if part.strip()]
    return list(found.captions)


def _shown(found: Article, e: Evidence) -> Shown:
    text = found.text(e.field)
    before = text[max(0, e.start - CONTEXT) : e.start].replace("\n", " ")
    after = text[e.end : e.end + CONTEXT].replace("\n", " ")
    cut = before.find(" ") + 1 if e.start > CONTEXT else 0
    if e.end + CONTEXT < len(text):
        after = after[: after.rfind(" ")] if " " in after else after
        after += "…"
    lead_in = "…" if e.start > CONTEXT else ""
    return Shown(e.facet, e.value, lead_in + before[cut:], e.text, after, e.rule)


def _authors(found: Article) -> dict[str, str] | list[dict[str, str]] | None:
    """Who wrote the article, persons and organisations, for search engines."""
    named = [
        {"@type": "Person" if is_person(name) else "Organization", "name": name}
        for name in author_names(found.author or "")
    ]
    return named[0] if len(named) == 1 else named or None


def _json_ld(found: Article, address: str) -> dict[str, Any]:
    """The article for search engines (schema.org); only what is known."""
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": found.heading,
        "description": found.lead,
        "datePublished": found.published,
        "author": _authors(found),
        "publisher": {"@type": "Organization", "name": found.source} if found.source else None,
        "inLanguage": "vi",
        "url": address,
        "isBasedOn": found.url,
        "image": f"{base_url()}{share_path('article', found.id)}",
        "about": [
            {"@type": spec.schema_type, "name": value.label}
            for spec, values in facet_links(found)
            for value in values
        ],
    }
    return {name: value for name, value in record.items() if value}
