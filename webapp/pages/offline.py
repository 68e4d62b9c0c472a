"""`/sw.js` and `/offline`: what was read can be read again without a network.

The service worker is a static file behind a few lines that name the version and its files; it must lie at the top, since it
answers for the pages beneath it. Its content changes with the version, by which browsers renew it.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, json, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import parameters
from webapp.assets import static_files
from webapp.caching import remembered, revalidated
from webapp.i18n import LANGUAGES

blueprint = Blueprint("offline", __name__)
WORKER = "js/service-worker.js"
KEPT = ("css/", "fonts/be-vietnam-pro", "js/")
"""How the names of the files begin that pages need without a network."""


@blueprint.get("/sw.js")
def worker() -> ResponseReturnValue:
    """The service worker of this version."""
    version = current_app.config["VERSION"]
    names = [name for name in static_files() if name.startswith(KEPT) and name != WORKER]
    constants = {
        "VERSION": version,
        "FILES": [url_for("static", version=version, name=name) for name in names],
        "PAGES": ["/offline", *(f"/offline?lang={lang}" for lang in LANGUAGES)],
    }
    lines = [f"const {name} = {json.dumps(value)};\n" for name, value in constants.items()]
    response = Response("".join(lines) + static_files()[WORKER].decode(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/offline")
@revalidated
@remembered
def page() -> ResponseReturnValue:
    """What a reader sees without a network: that there is none, and what she has read."""
    parameters.parse(("lang",), request.args, strict=False)
    return render_template("offline.html")
