"""The index on disk: Whoosh's generations, segments and schema over flat, memory-mapped arrays.

From the bottom: `library` (what we take from Whoosh), `array_file` (arrays with checksums in a file),
`array_layout` (which arrays), `term_dictionary`, `segment`, `codec` (Whoosh reads our segments). Writing: `build`,
`merge`, `manifest`, `lock`, `writer`. Reading: `leaves`, `docset`, `filtering`, `scoring`, `ranker`, `top_k`,
`facet_bitsets`, `facet_counts`, `columns`, `cache`, `reader`. The door: `engine`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from indexer.engines.protocols import EnginePackage
from indexer.engines.whoosh.engine import Engine, check

if TYPE_CHECKING:
    from indexer.engines.whoosh.writer import Handle, Writer


def open_writer(index: str | Path, *, full: bool = False) -> Writer:
    """Open the one writer of an index. Who only reads needs neither it nor Whoosh."""
    from indexer.engines.whoosh.writer import Writer

    return Writer(index, full=full)


PACKAGE: EnginePackage[Handle] = EnginePackage(open_reader=Engine, open_writer=open_writer, check=check)

__all__ = ["PACKAGE", "Engine", "check", "open_writer"]
