"""`/batch`: up to 500 queries, pasted or uploaded, and a table of what each finds. `POST /batch.csv` is that table."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from indexer.errors import QueryError
from webapp import batch, tables
from webapp.caching import remembered, revalidated
from webapp.errors import problem_of
from webapp.language import current_catalogue, stated_language
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.templating import article_path, base_url

blueprint = Blueprint("batch", __name__)


@blueprint.get("/batch")
@revalidated
@remembered
def form() -> ResponseReturnValue:
    """The empty form."""
    return render_template("batch.html", text="", rows=(), problem="", most=batch.MOST)


@blueprint.post("/batch")
def run() -> ResponseReturnValue:
    """The form with what was sent, and the table; what cannot be used is said above the form, and nothing of it is lost."""
    text = request.form.get("queries", "")
    try:
        queries = _queries()
        rows = _rows(queries)
    except QueryError as error:
        problem = problem_of(error)
        page = render_template("batch.html", text=text, rows=(), problem=problem.detail, most=batch.MOST)
        return Response(page, problem.status, headers={"Cache-Control": "no-store"})
    page = render_template("batch.html", text="\n".join(queries), rows=rows, problem="", most=batch.MOST)
    return Response(page, headers={"Cache-Control": "no-store"})


@blueprint.post("/batch.csv")
def table() -> ResponseReturnValue:
    """A row for each query: its articles, and the title, day and address of the first ones."""
    t = current_catalogue()
    rows = _rows(_queries())
    headings = [t("batch.query").unescape(), t("chart.articles").unescape()]
    for number in range(1, batch.FIRST + 1):
        headings += [
            f"{label} {number}" for label in (t("table.title"), t("table.published"), t("table.link"))
        ]
    cells: list[list[tables.Cell]] = []
    for row in rows:
        line: list[tables.Cell] = [row.q, row.total]
        for article in row.first:
            line += [article.heading, (article.published or "")[:10], base_url() + article_path(article.id)]
        cells.append([*line, *[""] * (len(headings) - len(line))])
    response = Response("".join(tables.csv_rows(headings, cells)), content_type=tables.CSV)
    response.headers["Cache-Control"] = "no-store"
    return tables.save_as(response, t("batch.title").unescape(), "csv")


def _queries() -> list[str]:
    file = request.files.get("file")
    return batch.check(batch.lines_of(request.form.get("queries", ""), file.read() if file else b""))


def _rows(queries: list[str]) -> list[batch.BatchRow]:
    batch.take_turn(request.remote_addr or "?")
    search = get_search()
    return batch.run(search, queries, SearchRequest(lang=stated_language(), registry=search.registry))
