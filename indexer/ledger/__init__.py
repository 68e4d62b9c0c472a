"""The ledger: figures and honours that sentences of union news state, as rows."""

from indexer.ledger.reader import read
from indexer.ledger.rows import Figure, Honour, Row

__all__ = ["Figure", "Honour", "Row", "read"]
