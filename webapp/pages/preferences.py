"""`/preferences`: how a reader wants to read. Kept in her own browser; the page is a form that a script fills."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp import parameters
from webapp.caching import remembered, revalidated

blueprint = Blueprint("preferences", __name__)


@blueprint.get("/preferences")
@revalidated
@remembered
def preferences() -> ResponseReturnValue:
    """Size of the text, light or dark, single keys."""
    parameters.parse(("lang",), request.args, strict=False)
    return render_template("preferences.html")
