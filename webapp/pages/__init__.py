"""The pages of the site: one blueprint per family."""

from webapp.pages import (
    advanced,
    article,
    batch,
    board,
    cited,
    compare,
    coverage,
    event,
    follow,
    home,
    ledger,
    offline,
    places,
    preferences,
    results,
    saved,
    share,
)

BLUEPRINTS = (
    home.blueprint,
    results.blueprint,
    advanced.blueprint,
    article.blueprint,
    cited.blueprint,
    follow.blueprint,
    saved.blueprint,
    preferences.blueprint,
    offline.blueprint,
    places.blueprint,
    coverage.blueprint,
    compare.blueprint,
    batch.blueprint,
    event.blueprint,
    ledger.blueprint,
    share.blueprint,
    board.blueprint,
)

__all__ = ["BLUEPRINTS"]
