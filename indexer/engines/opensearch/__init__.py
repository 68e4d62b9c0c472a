"""The index on an OpenSearch cluster: the same contract as the embedded one, for what outgrows a machine.

From the bottom: `address`, `cluster` (the connection), `mapping` (an Article as a document). Writing: `bulk`,
`vocabulary`, `copies`, `meta`, `lock`, `builder`, `journal`, `writer`. Reading: `query_dsl`, `scoring`, `aggregations`, `reader`, `engine`. `check`.
"""

from indexer.engines.opensearch.builder import Batch
from indexer.engines.opensearch.engine import Engine
from indexer.engines.opensearch.index_check import check
from indexer.engines.opensearch.writer import Writer
from indexer.engines.protocols import EnginePackage

PACKAGE: EnginePackage[Batch] = EnginePackage(open_reader=Engine, open_writer=Writer, check=check)

__all__ = ["PACKAGE", "Engine", "Writer", "check"]
