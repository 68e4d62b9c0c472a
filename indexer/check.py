"""Is an index whole, and does it agree with its corpus?

`problems` returns one sentence for each problem; none means that all is well.
"""

from __future__ import annotations

from pathlib import Path

from indexer import engines
from indexer.corpus import PageFile, walk
from indexer.corpus_manifest import CorpusManifest, rules_fingerprint
from indexer.errors import IndexProblem
from indexer.facets.declared import FILE, DeclaredFacet, registry_of


def problems(corpus: Path, index: Path, *, engine: str = "whoosh") -> list[str]:
    """What is wrong: damaged or missing files, articles lost, pages that changed since the last update."""
    try:
        found = engines.check(index, engine)
        if found:
            return found
        with engines.open_reader(index, engine=engine) as handle:
            reader = handle.reader()
            state = CorpusManifest.from_bytes(reader.state())
            expected = state.documents()
            for i, document in expected.items():
                article = reader.article(i)
                if not article:
                    found.append(f"{document.page}: {i} is missing from the index")
                elif article.event != document.event:
                    found.append(f"{document.page}: {i} has another event in the index than in its state")
            if reader.document_count != len(expected):
                found.append(
                    f"the index holds {reader.document_count:,} documents, its corpus {len(expected):,}"
                )
    except IndexProblem as problem:
        return [str(problem)]
    if state.rules != rules_fingerprint():
        found.append("the rules that read pages have changed since the index was built")
    if state.facets != repr([DeclaredFacet.of(spec) for spec in registry_of(corpus).declared]):
        found.append(f"the facets that the corpus declares in {FILE} have changed since the index was built")
    return found + _differences(corpus, state)


def _differences(corpus: Path, state: CorpusManifest) -> list[str]:
    files = {entry.name: entry for entry in walk(corpus) if isinstance(entry, PageFile)}
    found = [f"{name}: not in the index yet" for name in files if name not in state.pages]
    found += [
        f"{name}: in the index, but no longer in the corpus" for name in state.pages if name not in files
    ]
    found += [
        f"{name}: changed since it was indexed"
        for name, page in state.pages.items()
        if name in files and files[name].stamp != page.stamp
    ]
    return found
