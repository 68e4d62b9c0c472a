"""The static files, under an address that changes with them: `/static/VERSION/…`, cached for a year.

VERSION is a hash over every static file, templates and catalogues, so that modules that import each
other by relative addresses are renewed together, and an ETag of a page changes with the site.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, send_from_directory, url_for

FOLDER = Path(__file__).parent
TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".webmanifest": "application/manifest+json"}


def site_version() -> str:
    """Ten hex digits over the names and contents of all that pages are made of."""
    digest = hashlib.sha1(usedforsecurity=False)
    for part in ("static", "templates", "i18n"):
        for path in sorted((FOLDER / part).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.name.encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def static_file(version: str, name: str) -> Response:
    """One static file; `send_from_directory` lets no path out of the folder."""
    mimetype = TYPES.get(Path(name).suffix)
    response = send_from_directory(FOLDER / "static", name, mimetype=mimetype, max_age=31536000)
    response.cache_control.immutable = True
    response.cache_control.public = True
    return response


def init_app(app: Flask) -> None:
    """Serve the static files of `app`; templates call `asset("css/site.css")`."""
    app.config["VERSION"] = site_version()
    app.add_url_rule("/static/<version>/<path:name>", "static", static_file)

    def asset(name: str) -> str:
        return url_for("static", version=app.config["VERSION"], name=name)

    app.jinja_env.globals["asset"] = asset
