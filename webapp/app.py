"""`create_app(config) -> Flask`: the site, the API and the feeds over one index.

Settings have upper-case names (see `CONFIG`); what is left out comes from the environment and the defaults of
`indexer.settings`. Importing this module opens nothing; the index is
opened at the first request that needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.settings import setting
from webapp import (
    answer_card,
    api,
    api_ledger,
    api_write,
    assets,
    batch,
    caching,
    cited_searches,
    docs,
    errors,
    feeds,
    mcp_endpoint,
    observe,
    resource,
    security,
    segments,
    templating,
)
from webapp.pages import BLUEPRINTS

CONFIG = (
    "INDEX",
    "ENGINE",
    "BASE_URL",
    "RATE_LIMIT",
    "CITATIONS",
    "PROXIES",
    "ACCESS_LOG",
    "LOG_CLIENTS",
    "LOG_QUERIES",
    "HSTS",
    "WRITE_KEY_FILE",
)
"""The settings the site reads, by their names in `indexer.settings` in capitals."""


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application. `config["SEARCH"]`, if given, is a Search that the caller opened and closes."""
    app = Flask(__name__, static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config.from_mapping({name: setting(name.lower()) for name in CONFIG})
    app.config.from_mapping(config or {})
    proxies = app.config["PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies, 0, 0)  # type: ignore[method-assign]

    segments.init_app(app)
    observe.init_app(app)
    security.init_app(app)
    assets.init_app(app)
    resource.init_app(app)
    caching.init_app(app)
    answer_card.init_app(app)
    cited_searches.init_app(app)
    batch.init_app(app)
    errors.init_app(app)
    templating.init_app(app)
    for blueprint in (
        *BLUEPRINTS,
        api_ledger.blueprint,
        api.blueprint,
        docs.blueprint,
        feeds.blueprint,
        observe.blueprint,
    ):
        app.register_blueprint(blueprint)
    api_write.init_app(app)
    mcp_endpoint.init_app(app)
    observe.compress(app)
    return app
