"""What every template knows: `t` (the catalogue), the reader's language, links that keep it, safe addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request
from markupsafe import Markup

from indexer.article import Article, Event, FacetValue
from indexer.facets.facet_spec import FacetSpec
from search.parse.tokens import MAX_CHARACTERS
from search.results import Message
from webapp import stencils, tables
from webapp.i18n import LANGUAGES
from webapp.language import current_catalogue, current_language, stated_language
from webapp.resource import get_registry, get_search
from webapp.segments import quoted, segment

_TRACKING = re.compile(r"utm_|fbclid$|gclid$|msclkid$|zarsrc$")
"""Parameters that the world appends to shared links."""


@lru_cache(4_096)
def encoded(pairs: tuple[tuple[str, str], ...]) -> str:
    """The (name, value) pairs of an address, as it writes them. Remembered: sources and authors recur on every page."""
    return urlencode(pairs, errors="replace")


def site_path(path: str, **parameters: Any) -> str:
    """`path` of the site with `parameters`, and the language if the address of this page states one."""
    pairs = [(name, str(value)) for name, value in parameters.items() if value not in (None, "")]
    stated = stated_language()
    if stated:
        pairs.append(("lang", stated))
    return f"{path}?{encoded(tuple(pairs))}" if pairs else path


def article_path(article_id: str, q: str = "") -> str:
    """The page of an article; `q` is what to highlight on it."""
    return site_path(f"/articles/{segment(article_id)}", q=q)


def cite_path(article_id: str, passage: str = "") -> str:
    """This very page of an article, with the citation of a passage ("d3") of it, or of all of it."""
    pairs = [(n, v) for n, v in request.args.items(multi=True) if n != "passage"]
    pairs += [("passage", passage)] if passage else []
    query = urlencode(pairs, errors="replace")
    return f"/articles/{segment(article_id)}{'?' if query else ''}{query}#cite"


def event_path(event: Event) -> str:
    """The page of an event."""
    return site_path(f"/events/{segment(event.id)}")


def base_url() -> str:
    """The address of the site without a slash at its end, as setting BASE_URL or this request says."""
    if "base_url" not in g:
        g.base_url = (current_app.config["BASE_URL"] or request.url_root).rstrip("/")
    base: str = g.base_url
    return base


def in_language(lang: str) -> str:
    """The address of this very page in another language."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{quoted(request.path)}?{urlencode([*pairs, ('lang', lang)], errors='replace')}"


def this_address() -> str:
    """The address of this very page as it was asked for."""
    query = request.query_string.decode("ascii", "replace")
    return f"{base_url()}{quoted(request.path)}{'?' if query else ''}{query}"


def canonical_path(lang: str | None) -> str:
    """The address of this very page in a language (None: that of the reader's browser), without what only marks where a
    reader came from: an article is the same, whatever list led to it."""
    named = () if request.path.startswith("/articles/") else request.args.items(multi=True)
    pairs = [(n, v) for n, v in named if n != "lang" and not _TRACKING.match(n)]
    pairs += [("lang", lang)] if lang else []
    path = quoted(request.path)
    return f"{path}?{urlencode(pairs, errors='replace')}" if pairs else path


def facet_path(facet: str, value: str) -> str:
    """Where a value of a facet leads: its page, or the search for it."""
    return facet_hrefs(facet)(value)


def facet_hrefs(facet: str) -> Callable[[str], str]:
    """What gives the place to which a value of a facet leads."""
    spec, stated = get_registry().get(facet), stated_language()
    return partial(_facet_address, facet, spec.page if spec else None, stated)


@lru_cache(8_192)
def _facet_address(facet: str, page: str | None, lang: str | None, value: str) -> str:
    pairs = () if page else ((facet, value),)
    if lang:
        pairs = (*pairs, ("lang", lang))
    path = f"/{page}/{segment(value)}" if page else "/search"
    return f"{path}?{encoded(pairs)}" if pairs else path


def facet_label(name: str) -> str:
    """The heading of a facet, or of the dates, in the reader's language; an unknown name as it is."""
    t, spec = current_catalogue(), get_registry().get(name)
    if spec is not None:
        return spec.label(t.lang)
    return t(f"facet.{name}") if f"facet.{name}" in t else name


def facet_links(article: Article) -> list[tuple[FacetSpec, tuple[FacetValue, ...]]]:
    """What an article is filed under: each facet that it is about, with its values."""
    found = [(spec, spec.values_of(article)) for spec in get_registry() if spec.schema_type]
    return [(spec, values) for spec, values in found if values]


def completion_groups() -> dict[str, str]:
    """The headings of the groups of completions, in order."""
    t = current_catalogue()
    facets = {spec.name: spec.label(t.lang) for spec in get_registry() if spec.completed}
    return {"query": t("suggest.query"), **facets, "article": t("suggest.article")}


def label_of(facet: str, value: str) -> str:
    """The name of a value; one that nothing names is its own name."""
    return get_search().label(facet, value)


def credit_path(field: str, name: str) -> str:
    """The search for the articles with this name in a field of `search.fields.CREDIT_FIELDS`."""
    return site_path("/search", q=f'{field}:"{name.replace(chr(34), " ")}"')


def message_text(message: Message) -> str:
    """What a message of Search says to the reader; a code without a sentence says nothing."""
    t = current_catalogue()
    key = f"message.{message.code}"
    return t(key, **_readable(message.values)) if key in t else ""


def named(label: str, value: str | None) -> str:
    """The label of a facet value in the reader's language: what is no proper name has one of its own there."""
    t = current_catalogue()
    for key in (f"kind.{value}", f"label.{value}"):
        if value and key in t:
            return t(key)
    return label


def _readable(values: Mapping[str, str]) -> dict[str, str]:
    """The values of a message with names of facets as the reader knows them."""
    return {name: facet_label(value) if name == "field" else value for name, value in values.items()}


def codes(text: str) -> Markup:
    """Plain text in which `this` becomes code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )


def init_app(app: Flask) -> None:
    """Hand the above to the templates of `app`."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["codes"] = codes
    app.jinja_env.filters["named"] = named
    app.jinja_env.globals.update(
        site_path=site_path,
        article_path=article_path,
        MOST_IN_WORKBOOK=tables.MOST_IN_WORKBOOK,
        cite_path=cite_path,
        event_path=event_path,
        base_url=base_url,
        quoted=quoted,
        in_language=in_language,
        canonical_path=canonical_path,
        stated_language=stated_language,
        this_address=this_address,
        facet_path=facet_path,
        stencils=stencils,
        facet_hrefs=facet_hrefs,
        facet_label=facet_label,
        facet_links=facet_links,
        completion_groups=completion_groups,
        credit_path=credit_path,
        message_text=message_text,
        label_of=label_of,
        LANGUAGES=LANGUAGES,
        MAX_CHARACTERS=MAX_CHARACTERS,
    )

    def context() -> dict[str, Any]:
        t = current_catalogue()
        return {"t": t, "lang": current_language(), "number": t.number, "date": t.date}

    app.context_processor(context)
