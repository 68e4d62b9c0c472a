"""The ledger: figures and honours that sentences of union news state, as rows.

`read` reads one sentence; `rows_of` an Article that was annotated (facet `figures`).
"""

# First: the registry of facets names this package, which uses the surfaces of that one.
import indexer.facets  # noqa: F401
from indexer.ledger.articles import LedgerRow, rows_of
from indexer.ledger.reader import read
from indexer.ledger.rows import Figure, Honour, Row

__all__ = ["Figure", "Honour", "LedgerRow", "Row", "read", "rows_of"]
