"""The index on an OpenSearch cluster: the same contract as the embedded one, for what outgrows a machine.

From the bottom: `address`, `cluster` (the connection), `mapping` (an Article as a document). Writing: `bulk`,
`vocabulary`, `copies`, `meta`, `lock`, `builder`, `journal`, `writer`. Reading: `query`, `scoring`, `counting`, `reader`, `engine`. `check`.
"""

from indexer.engines.opensearch.check import check
from indexer.engines.opensearch.engine import Engine
from indexer.engines.opensearch.writer import Writer

__all__ = ["Engine", "Writer", "check"]
