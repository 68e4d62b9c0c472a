"""`/s/HASH`: a cited search, what it found then and what it finds now. `POST /s` cites one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp import cited_searches
from webapp.api import allow_origin
from webapp.caching import revalidated
from webapp.citation import search_citation
from webapp.feeds import search_title
from webapp.language import current_catalogue
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.templating import base_url, site_path

blueprint = Blueprint("cited", __name__)
SHOWN = 100
"""Articles of each list on the page; the API lists all."""


@blueprint.post("/s")
def cite() -> ResponseReturnValue:
    """Cite the search whose parameters the form holds, and lead to its page."""
    asked = SearchRequest.parse(request.form, registry=get_search().registry)
    name = cited_searches.keep(asked, request.remote_addr or "?")
    address = site_path(cited_searches.path_of(name), lang=request.form.get("lang"))
    return allow_origin(make_response(redirect(address, 303)))


@blueprint.get("/s/<name>")
@revalidated
def cited(name: str) -> ResponseReturnValue:
    """Then and now."""
    found = cited_searches.find(name)
    if found is None:
        abort(404)
    then, day = found
    search_request = cited_searches.request_of(then)
    t = current_catalogue()
    title = search_title(search_request) or t("cited.everything").unescape()
    address = base_url() + cited_searches.path_of(name)
    page = render_template(
        "cited.html",
        then=then,
        day=day,
        now=cited_searches.now(then),
        search_request=search_request,
        what=title,
        shown=SHOWN,
        name=name,
        citation=search_citation(then, title, day, address, t),
    )
    return allow_origin(make_response(page))


@blueprint.get("/s/<name>.txt")
@revalidated
def ids(name: str) -> ResponseReturnValue:
    """The ids that were found, sorted, a line feed between them: the very bytes of which the digest is the SHA-256."""
    found = cited_searches.find(name)
    if found is None:
        abort(404)
    text = "\n".join(identity for identity, _ in found[0].articles)
    body = text.encode("utf-8", "surrogatepass")
    return allow_origin(Response(body, content_type="text/plain; charset=utf-8"))


@blueprint.get("/s/<name>.<any(bib, ris):form>")
@revalidated
def references(name: str, form: str) -> ResponseReturnValue:
    """The citation as a file for BibTeX or for Zotero and EndNote."""
    found = cited_searches.find(name)
    if found is None:
        abort(404)
    t = current_catalogue()
    title = search_title(cited_searches.request_of(found[0])) or t("cited.everything").unescape()
    written = search_citation(found[0], title, found[1], base_url() + cited_searches.path_of(name), t)
    text, kind = (
        (written.bibtex, "application/x-bibtex")
        if form == "bib"
        else (written.ris, "application/x-research-info-systems")
    )
    response = Response(text + "\n", content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="tin-cong-doan-{name}.{form}"'
    return allow_origin(response)
