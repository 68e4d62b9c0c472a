"""The index on disk: Whoosh's generations, segments and schema over flat, memory-mapped arrays.

From the bottom: `library` (what we take from Whoosh), `container` (arrays with checksums in a file),
`layout` (which arrays), `lexicon`, `segment`, `codec` (Whoosh reads our segments). Writing: `build`,
`merge`, `manifest`, `lock`, `writer`. Reading: `leaves`, `sets`, `scoring`, `select`, `counting`,
`columns`, `cache`, `reader`. The door: `engine`.
"""

from indexer.engines.whoosh.engine import Engine, check
from indexer.engines.whoosh.writer import Writer

__all__ = ["Engine", "Writer", "check"]
