"""`run.py mcp`: the archive for assistants (Model Context Protocol), read-only, over stdio or HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from commands import options
from indexer.errors import SettingsError
from indexer.settings import setting


@click.command("mcp")
@options.index
@options.engine
@click.option("--http", is_flag=True, help="Serve streamable HTTP at /mcp instead of stdio.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on, with --http.")
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="Port, with --http."
)
def command(index: Path, engine: str, http: bool, host: str, port: int) -> None:
    """Let an assistant search, read and cite the archive.

    Over stdio, the assistant starts this command itself. Tools: search, article, passages, facets, ledger, honours; none of
    them changes anything. TCD_BASE_URL says under which address readers find the site.
    """
    try:
        from webapp.assistant import server
    except ImportError as error:
        raise SettingsError(f"mcp needs {error.name}: python -m pip install 'tin-cong-doan[mcp]'") from None
    from search import Search

    site = setting("base_url") or f"http://{setting('host')}:{setting('port')}"
    mcp = server(Search.open(index, engine), site)
    if http:
        click.echo(f"Assistants connect to http://{host}:{port}/mcp (Ctrl-C stops)", err=True)
        mcp.run("streamable-http", host=host, port=port)
    else:
        mcp.run("stdio")
