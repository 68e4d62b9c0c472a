"""`run.py serve`: the site and the API behind gunicorn."""

from __future__ import annotations

from pathlib import Path

import click

from commands import options
from indexer.settings import setting


@click.command("serve")
@options.index
@options.engine
@click.option(
    "--host", default=lambda: setting("host"), show_default="TCD_HOST", help="Address to listen on."
)
@click.option(
    "--port",
    default=lambda: setting("port"),
    show_default="TCD_PORT",
    type=click.IntRange(0, 65535),
    help="Port to listen on.",
)
@click.option(
    "--workers",
    default=lambda: setting("workers"),
    show_default="TCD_WORKERS",
    type=click.IntRange(min=1),
    help="Worker processes.",
)
def command(index: Path, engine: str, host: str, port: int, workers: int) -> None:
    """Serve the site and the API until interrupted.

    A new index is picked up without a restart. SIGTERM stops after the requests in flight, SIGHUP reloads.
    """
    from webapp.server import serve

    serve(index=index, engine=engine, host=host, port=port, workers=workers)
