"""The upper floor: the site, the API and the feeds. `create_app` is the one door."""

from webapp.app import create_app

__all__ = ["create_app"]
