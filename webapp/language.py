"""Which of the two languages a reader gets: `?lang=`, else what the browser prefers, else Vietnamese."""

from __future__ import annotations

from flask import g, request

from webapp.i18n import LANGUAGES, Catalogue, catalogue


def current_language() -> str:
    """ "vi" or "en" for the current request."""
    if "language" not in g:
        chosen = request.args.get("lang", "")
        if chosen not in LANGUAGES:
            chosen = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
        g.language = chosen
    language: str = g.language
    return language


def current_catalogue() -> Catalogue:
    """The catalogue of the current request's language."""
    return catalogue(current_language())


def stated_language() -> str | None:
    """The language that the address states, or None: links keep it only then."""
    if "stated_language" not in g:
        stated = request.args.get("lang", "")
        g.stated_language = stated if stated in LANGUAGES else None
    language: str | None = g.stated_language
    return language
