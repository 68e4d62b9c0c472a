"""The static files, under an address that changes with them: `/static/VERSION/…`, cached for a year.

VERSION is a hash over all that answers are made by (static files, templates, catalogues, code and gazetteers), so that
modules that import each other by relative addresses are renewed together, and an ETag changes with the program. The
files are small and few: they are read once, and a request can only name one of them, never a path.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request

FOLDER = Path(__file__).parent
PROGRAM = tuple(FOLDER.parent / package for package in ("indexer", "search", "webapp"))
SOURCES = frozenset(
    {".py", ".toml", ".html", ".xml", ".css", ".js", ".svg", ".woff2", ".png", ".ico", ".webp"}
)
TYPES = {
    ".css": "text/css",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
YEAR = "public, max-age=31536000, immutable"


@cache
def static_files() -> dict[str, bytes]:
    """Name ("css/site.css") → content of every static file."""
    root = FOLDER / "static"
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.suffix in TYPES
    }


@cache
def _sources() -> tuple[Path, ...]:
    return tuple(path for package in PROGRAM for path in sorted(package.rglob("*")) if path.suffix in SOURCES)


@cache
def site_version() -> str:
    """Ten hex digits over the names and contents of all that answers are made by."""
    digest = hashlib.sha1(usedforsecurity=False)
    for path in _sources():
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:10]


@cache
def site_modified() -> float:
    """When the newest of these files was written, in seconds since 1970."""
    return max(path.stat().st_mtime for path in _sources())


def static_file(version: str, name: str) -> Response:
    """One static file. An old version's address gives the current file, but nobody keeps it."""
    content = static_files().get(name)
    if content is None:
        abort(404)
    response = Response(content, mimetype=TYPES[Path(name).suffix])
    response.headers["Cache-Control"] = YEAR if version == site_version() else "no-cache"
    return response


def embed_script() -> Response:
    """The search box for other sites (docs/embed.md), at an address that stays. Made of `static/js/embed.js`: `make embed`."""
    response = Response(static_files()["js/embed.min.js"], mimetype=TYPES[".js"])
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"  # for pages that state its hash (`integrity`)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Serve the static files of `app`; templates call `asset("css/site.css")`."""
    app.config["VERSION"] = site_version()
    app.add_url_rule("/static/<version>/<path:name>", "static", static_file)
    app.add_url_rule("/embed.js", "embed_script", embed_script)

    folder = f"/static/{site_version()}/"

    def asset(name: str) -> str:
        return f"{folder}{name}"

    app.jinja_env.globals["asset"] = asset
