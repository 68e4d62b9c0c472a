"""The pages of the site: one blueprint per family."""

from webapp.pages import article, coverage, home, places, results

BLUEPRINTS = (home.blueprint, results.blueprint, article.blueprint, places.blueprint, coverage.blueprint)

__all__ = ["BLUEPRINTS"]
