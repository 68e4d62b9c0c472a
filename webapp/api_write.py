"""`POST /api/articles` and `DELETE /api/articles/ID`: articles that other programs hand in (docs/write.md).

Off unless WRITE_KEY_FILE names a file of keys. What is answered with 200 or 202 lies in the corpus and on the disk; 200 says that it
is searched too. A body is taken whole or not at all, and says the same however often it is sent.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, json, request
from flask.typing import ResponseReturnValue

from indexer.errors import IndexProblem, PageError, SettingsError
from indexer.pipeline import remembered_corpus
from indexer.received import ReceivedArticles, ReceivedRecord, check_line
from indexer.settings import setting
from webapp import parameters
from webapp.catching_up import CatchingUp
from webapp.errors import Problem, respond
from webapp.language import current_catalogue
from webapp.resource import get_search
from webapp.write_key import is_allowed, read_keys

blueprint = Blueprint("api_write", __name__, url_prefix="/api")
log = logging.getLogger("tin_cong_doan.write")

MAX_RECORDS = 1_000
"""Articles of one request at most."""

MAX_ERRORS = 100
"""Lines that an answer names at most."""

_KEY, _CORPUS = "tin-cong-doan-write", "tin-cong-doan-corpus"


@dataclass(frozen=True, slots=True)
class Writing:
    """What the write API of an app works with."""

    received: ReceivedArticles
    catching_up: CatchingUp


def init_app(app: Flask) -> None:
    """Give `app` the write API if WRITE_KEY_FILE is set. Raises SettingsError for a file or a corpus that will not do."""
    if not app.config["WRITE_KEY_FILE"]:
        return
    read_keys(Path(app.config["WRITE_KEY_FILE"]))
    app.register_blueprint(blueprint)


def is_open(app: Flask) -> bool:
    """Has `app` a write API?"""
    return blueprint.name in app.blueprints


def is_pending() -> bool:
    """Was something handed in that the index of the current app has not yet?"""
    return is_open(current_app) and _writing().received.is_pending


def catch_up(app: Flask) -> None:
    """Index what an earlier process received and did not come to index. Called when a server begins."""
    if is_open(app):
        with app.app_context():
            writing = _writing()
            if writing.received.is_pending:
                writing.catching_up.call()


def corpus_of(app: Flask) -> Path:
    """Return the folder that takes what is received: CORPUS, else that of the index. Raises SettingsError if there is none."""
    corpus = app.extensions.get(_CORPUS) or _find_corpus(app) or Path(setting("corpus"))
    if not corpus.is_dir():
        raise SettingsError(
            f"{corpus}: articles can be received into a folder only. Set TCD_CORPUS to one, or unset TCD_WRITE_KEY_FILE."
        )
    return corpus


def _find_corpus(app: Flask) -> Path | None:
    """The corpus that is configured, else what the index was built from: found once, since the index takes long to say so."""
    chosen = app.config.get("CORPUS") or os.environ.get("TCD_CORPUS")
    try:
        found = Path(chosen) if chosen else remembered_corpus(Path(app.config["INDEX"]), app.config["ENGINE"])
    except IndexProblem:
        return None
    app.extensions[_CORPUS] = found
    return found


@blueprint.before_request
def check_key() -> ResponseReturnValue | None:
    """Refuse whoever has no key, before the body is read."""
    try:
        keys = read_keys(Path(current_app.config["WRITE_KEY_FILE"]))
    except SettingsError as error:
        log.error("%s", error)
        return _problem(503, headers={"Retry-After": "60"})
    authorization = request.headers.get("Authorization", "")
    if is_allowed(authorization, keys):
        return None
    challenge = 'Bearer realm="articles"' + (', error="invalid_token"' if authorization else "")
    return _problem(401, headers={"WWW-Authenticate": challenge})


@blueprint.post("/articles")
def receive() -> ResponseReturnValue:
    """Articles as JSON lines: new ones are added, those with a known id replaced."""
    seconds = parameters.parse(("wait", "lang"), request.args, strict=True)["wait"]
    if request.headers.get("Content-Encoding", "identity") != "identity":
        abort(415)
    lines, records, errors = _read(request.get_data(cache=False))
    if errors:
        more = {"errors": errors[:MAX_ERRORS], "error_count": len(errors)}
        return _problem(422, more=more, count=len(errors))
    writing = _writing()
    try:
        changes = writing.received.put(records)
    except OSError as error:
        log.error("cannot store articles: %s", error)
        return _problem(503, headers={"Retry-After": "30"})
    is_indexed = _index(writing, seconds, is_new=set(changes.values()) != {"unchanged"})
    counts = {kind: sum(change == kind for change in changes.values()) for kind in ("added", "changed", "unchanged")}  # fmt: skip
    articles = [{"line": line, "id": identity, "change": changes[identity]} for line, identity in lines]
    return _answer({**counts, "articles": articles}, is_indexed)


@blueprint.delete("/articles/<article_id>")
def delete(article_id: str) -> ResponseReturnValue:
    """Take a received article out."""
    seconds = parameters.parse(("wait", "lang"), request.args, strict=True)["wait"]
    writing = _writing()
    try:
        is_removed = writing.received.remove(article_id)
    except OSError as error:
        log.error("cannot remove an article: %s", error)
        return _problem(503, headers={"Retry-After": "30"})
    if not is_removed:
        page = _foreign_page(article_id, writing.received)
        return _problem(409, page=page) if page else _problem(404)
    return _answer({"id": article_id}, _index(writing, seconds, is_new=True))


def _read(body: bytes) -> tuple[list[tuple[int, str]], dict[str, ReceivedRecord], list[dict[str, Any]]]:
    """The (line, id) of each article of a body, their records by id, and what is wrong, by line."""
    received = _writing().received
    lines: list[tuple[int, str]] = []
    records: dict[str, ReceivedRecord] = {}
    first: dict[str, int] = {}
    errors: list[dict[str, Any]] = []
    for number, line in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            if len(lines) + len(errors) >= MAX_RECORDS:
                raise PageError(f"more than {MAX_RECORDS:,} articles: send the rest in another request")
            record = check_line(line)
            earlier = records.get(record.id)
            if earlier and earlier.line != record.line:
                raise PageError(
                    f"the same id as line {first[record.id]} ({record.id!r}), with other words: give it another"
                )
            if page := _foreign_page(record.id, received):
                raise PageError(
                    f"the id {record.id!r} is that of {page}: change it there, or give another id"
                )
        except PageError as error:
            errors.append({"line": number, "detail": str(error)})
            if len(lines) + len(errors) > MAX_RECORDS:
                break
            continue
        first.setdefault(record.id, number)
        records[record.id] = record
        lines.append((number, record.id))
    if not lines and not errors:
        errors.append({"line": 1, "detail": "no article: send one JSON object a line"})
    return lines, records, errors


def _foreign_page(identity: str, received: ReceivedArticles) -> str | None:
    """The page of the corpus that an article of the index comes from, if it was not received."""
    if received.has(identity):
        return None
    try:
        article = get_search().article(identity)
    except IndexProblem:
        return None
    page = article.page if article else None
    return page if page and not page.startswith(received.page_prefix) else None


def _index(writing: Writing, seconds: int, *, is_new: bool) -> bool:
    """Let the index catch up, wait for it, and say whether it has."""
    if not is_new and not writing.received.is_pending:
        return True
    return writing.catching_up.wait(writing.catching_up.call(), seconds)


def _answer(record: dict[str, Any], is_indexed: bool) -> Response:
    try:
        generation = get_search().generation
    except IndexProblem:
        generation = None
    whole = {**record, "indexed": is_indexed, "generation": generation}
    response = Response(json.dumps(whole), 200 if is_indexed else 202, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _writing() -> Writing:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    writing: Writing | None = app.extensions.get(_KEY)
    if writing is None:
        corpus = corpus_of(app).resolve()
        catching_up = CatchingUp(corpus, str(app.config["INDEX"]), app.config["ENGINE"])
        writing = app.extensions.setdefault(_KEY, Writing(ReceivedArticles(corpus), catching_up))
    return writing


def _problem(
    status: int, *, headers: dict[str, str] | None = None, more: dict[str, Any] | None = None, **values: Any
) -> Response:
    t = current_catalogue()
    title, detail = (t(f"error.{status}.{part}", **values).unescape() for part in ("title", "detail"))
    return respond(Problem(status, title, detail, None, headers or {}, more or {}))
