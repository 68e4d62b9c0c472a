"""`/follow`: how to follow a search, by feed or by alert, with the lines to paste."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from indexer.settings import program
from webapp import cited_searches
from webapp.caching import remembered, revalidated
from webapp.feeds import search_title
from webapp.language import current_catalogue
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.templating import base_url

blueprint = Blueprint("follow", __name__)


@blueprint.get("/follow")
@revalidated
@remembered
def follow() -> ResponseReturnValue:
    """The feed of a search, and its table for a file of alerts. Same parameters as the results page."""
    asked = SearchRequest.parse(request.args, registry=get_search().registry)
    plain = cited_searches.plain(asked, since="")
    title = search_title(plain) or current_catalogue()("cited.everything").unescape()
    return render_template(
        "follow.html",
        search_request=plain,
        what=title,
        feed=base_url() + plain.url("/search.atom", lang=None),
        alert=alert_table(title, plain.url(lang=None)),
        head=head(base_url()),
        command=f"{program()} alerts alerts.toml",
    )


def alert_table(name: str, address: str) -> str:
    """The `[[alert]]` of a search for a file of `run.py alerts` (TOML)."""
    lines = [
        "[[alert]]",
        f"name = {_toml(name)}",
        f"search = {_toml(address)}",
        'every = "day"',
        'mail = ["ten@example.vn"]',
    ]
    return "\n".join(lines)


def head(site: str) -> str:
    """What such a file begins with."""
    return f'site = {_toml(site)}\nfrom = "tin@example.vn"\n\n[smtp]\nhost = "mail.example.vn"\n'


def _toml(text: str) -> str:
    """`text` as a basic string of TOML."""
    escaped = "".join(
        f"\\{mark}" if mark in '\\"' else mark if mark.isprintable() else f"\\U{ord(mark):08X}"
        for mark in text
        if not "\ud800" <= mark <= "\udfff"
    )
    return f'"{escaped}"'
