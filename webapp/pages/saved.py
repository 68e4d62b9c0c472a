"""`/saved`: the reading list and the saved searches of a reader.

Both are kept in the reader's own browser; the page is an empty shell that a script fills. The list is sent only when the reader
exports it, in the body of a request, so that no log holds it, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp import parameters, tables
from webapp.caching import remembered, revalidated
from webapp.citation import citation
from webapp.feeds import article_rows, column_headings
from webapp.language import current_catalogue
from webapp.resource import get_search
from webapp.templating import base_url

blueprint = Blueprint("saved", __name__)
TYPES = {
    "csv": tables.CSV,
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}


@blueprint.get("/saved")
@revalidated
@remembered
def saved() -> ResponseReturnValue:
    """The empty shell."""
    parameters.parse(("lang",), request.args, strict=False)
    return render_template("saved.html")


@blueprint.post("/saved.<any(csv, bib, ris):form>")
def export(form: str) -> ResponseReturnValue:
    """The articles whose ids the form names, in its order, as a file. An id that the archive does not hold is named there too."""
    search, t = get_search(), current_catalogue()
    looked_up = {name: search.article(name) for name in request.form.getlist("id")}
    found = [article for article in looked_up.values() if article]
    missing = [" ".join(name.split()) for name, article in looked_up.items() if article is None]
    said = t("saved.missing").unescape()
    if form == "csv":
        headings = column_headings(search.registry, t)

        def rows() -> Iterator[list[tables.Cell]]:
            yield from article_rows(search.registry, found, t)
            for name in missing:
                yield [name, None, said, *[None] * (len(headings) - 3)]

        text = "".join(tables.csv_rows(headings, rows()))
    else:
        cited = [citation(article, base_url()) for article in found]
        if form == "bib":
            notes = [f"% {name.replace('@', ' ')}: {said}" for name in missing]
            text = "\n\n".join([*(c.bibtex for c in cited), *notes]) + "\n"
        else:
            records = [f"TY  - NEWS\nID  - {name}\nN1  - {said}\nER  - " for name in missing]
            text = "\n".join([*(c.ris for c in cited), *records]) + "\n"
    response = Response(text, content_type=TYPES[form])
    response.headers["Cache-Control"] = "no-store"
    return tables.save_as(response, t("saved.list").unescape(), form)
