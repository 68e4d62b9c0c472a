"""How good the ranking is: nDCG@10, MRR@10 and Recall@10 of queries with known relevant documents.

Files are TREC's: queries `QID<TAB>TEXT`, judgements `QID 0 DOCID GRADE`, runs. Queries go through the same door as everyone's,
the default of `Search.search`; `match="any"`, every document with one of the words, is there for experiments. nDCG after
Järvelin & Kekäläinen (2002) with gains as graded; the significance of a difference by a paired randomisation test, after
Smucker, Allan & Carterette (2007).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from indexer.errors import TinCongDoanError
from search.answering import Match
from search.parse.query import parse
from search.search import Search
from search.understand.planner import plan_query

DEPTH = 10
RUN_DEPTH = 50
PERMUTATIONS = 10_000

Qrels = Mapping[str, Mapping[str, int]]
"""Query id → document id → grade (0: judged, not relevant)."""
Ranker = Callable[[str, int], list[tuple[str, float]]]
"""(query, depth) → (document id, score), best first."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over queries, and nDCG@10, MRR@10 and Recall@10 of each query."""

    ndcg: float
    mrr: float
    recall: float
    per_query: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)


def read_queries(path: Path) -> dict[str, str]:
    """Query id → text, in the order of the file. Raises TinCongDoanError with the line at fault."""
    queries = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        qid, tab, text = line.partition("\t")
        if not tab:
            raise TinCongDoanError(f"{path}:{number}: expected QID<TAB>QUERY")
        queries[qid.strip()] = text.strip()
    return queries


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query id → document id → grade. Raises TinCongDoanError with the line at fault."""
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        parts = line.split()
        if not parts:
            continue
        try:
            qid, _, document, grade = parts
            qrels.setdefault(qid, {})[document] = int(grade)
        except ValueError:
            raise TinCongDoanError(f"{path}:{number}: expected QID 0 DOCID GRADE") from None
    return qrels


def ndcg_at(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Discounted gain of the first `depth` documents over that of the best order (1: perfect)."""
    gained = sum(max(0, grades.get(d, 0)) / math.log2(rank + 2) for rank, d in enumerate(ranked[:depth]))
    best = sorted((g for g in grades.values() if g > 0), reverse=True)[:depth]
    ideal = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(best))
    return gained / ideal if ideal else 0.0


def mrr_at(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """One over the rank of the first relevant document; 0 when there is none."""
    return next((1 / rank for rank, d in enumerate(ranked[:depth], 1) if grades.get(d, 0) > 0), 0.0)


def recall_at(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """The share of the relevant documents among the first `depth`."""
    relevant = {d for d, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:depth])) / len(relevant) if relevant else 0.0


def ranker(search: Search, match: Match = "all") -> Ranker:
    """What `Search.search` gives, as a `Ranker`."""

    def rank(query: str, depth: int) -> list[tuple[str, float]]:
        results = search.search(query, match=match, size=depth, highlight=False)
        return [(hit.article.id, hit.score) for hit in results.hits]

    return rank


def measure(
    rank: Ranker, queries: Mapping[str, str], qrels: Qrels, run: list[str] | None = None, tag: str = "tcd"
) -> Measures:
    """Rank every query that has a relevant document. `run` collects the lines of a TREC run file."""
    per_query = {}
    for qid, text in queries.items():
        grades = qrels.get(qid, {})
        if not any(grade > 0 for grade in grades.values()) and run is None:
            continue
        found = rank(text, RUN_DEPTH if run is not None else DEPTH)
        if run is not None:
            run += [f"{qid} Q0 {doc} {at} {score:.6f} {tag}" for at, (doc, score) in enumerate(found, 1)]
        if any(grade > 0 for grade in grades.values()):
            documents = [document for document, _ in found]
            per_query[qid] = (
                ndcg_at(documents, grades),
                mrr_at(documents, grades),
                recall_at(documents, grades),
            )
    if not per_query:
        return Measures(0.0, 0.0, 0.0)
    means = np.mean(list(per_query.values()), axis=0).tolist()
    return Measures(means[0], means[1], means[2], per_query)


def evaluate(search: Search, queries: Mapping[str, str], qrels: Qrels) -> Measures:
    """Measure our default ranking."""
    return measure(ranker(search), queries, qrels)


def significance(ours: Measures, theirs: Measures, seed: int = 0) -> float:
    """The p-value of the difference in nDCG@10 over the same queries (two-sided randomisation test)."""
    common = [qid for qid in ours.per_query if qid in theirs.per_query]
    differences = np.array([ours.per_query[q][0] - theirs.per_query[q][0] for q in common])
    if not len(differences) or not differences.any():
        return 1.0
    generator = np.random.default_rng(seed)
    observed = abs(differences.mean())
    at_least = 0
    for _ in range(0, PERMUTATIONS, 500):
        signs = generator.choice((-1.0, 1.0), size=(500, len(differences)))
        at_least += int((abs((signs * differences).mean(axis=1)) >= observed - 1e-12).sum())
    return (at_least + 1) / (PERMUTATIONS + 1)


def report(
    search: Search,
    queries: Path,
    qrels: Path,
    *,
    run_file: Path | None = None,
    explain: str | None = None,
    baseline: bool = False,
    match: Match = "all",
) -> str:
    """What `run.py evaluate` prints. `run_file`: write a TREC run there. `explain`: only this query, in full."""
    texts, grades = read_queries(queries), read_qrels(qrels)
    if explain is not None:
        if explain not in texts:
            raise TinCongDoanError(f"{queries}: there is no query {explain!r}")
        return explained(search, texts[explain], grades.get(explain, {}), match)
    run: list[str] | None = [] if run_file else None
    ours = measure(ranker(search, match), texts, grades, run)
    if run_file and run is not None:
        run_file.write_text("\n".join(run) + "\n", "utf-8")
    mode = "as the site answers" if match == "all" else f"match {match}"
    lines = [f"{len(ours.per_query)} queries, {search.document_count:,} documents, {mode}", row("", ours)]
    if baseline:
        from search.baseline import stock

        theirs = measure(stock(search), texts, grades)
        p = significance(ours, theirs)
        lines[1] = row("default", ours)
        lines.append(row("stock Whoosh + pyvi", theirs))
        difference = ours.ndcg - theirs.ndcg
        lines.append(f"difference in nDCG@10 {difference:+.4f}, paired randomisation test p = {p:.4f}")
    return "\n".join(lines)


def row(name: str, measures: Measures) -> str:
    """One line of a table."""
    text = f"nDCG@10 {measures.ndcg:.4f}   MRR@10 {measures.mrr:.4f}   Recall@10 {measures.recall:.4f}"
    return f"{name:<24}{text}" if name else text


def explained(search: Search, text: str, grades: Mapping[str, int], match: Match = "all") -> str:
    """One query: how it was understood, what it was weighed by, and its first results with their grades."""
    plan = plan_query(parse(text), search.snapshot().stats)
    results = search.search(text, match=match, size=DEPTH, highlight=False)
    documents = [hit.article.id for hit in results.hits]
    lines = [f"query: {text}", "read as: " + " ".join(plan.syllables)]
    lines += [f"{reading.kind}: {reading.typed} → {reading.read_as}" for reading in plan.interpretations]
    lines.append("weighted leaves:")
    for weighted in sorted(plan.rank, key=lambda reading: -reading.weight):
        lines.append(f"  {weighted.weight:.3f}  {' | '.join(map(_leaf, weighted.leaves))}")
    lines.append("results:")
    for rank, hit in enumerate(results.hits, 1):
        mark = f"grade {grades[hit.article.id]}" if hit.article.id in grades else ""
        lines.append(f"  {rank:2}. {hit.score:8.3f}  {hit.article.id}  {mark:8} {hit.article.heading[:80]}")
    missed = [d for d, grade in grades.items() if grade > 0 and d not in documents]
    lines += [f"  not in the first {DEPTH}: {d}" for d in missed]
    measures = (ndcg_at(documents, grades), mrr_at(documents, grades), recall_at(documents, grades))
    lines.append(row("", Measures(*measures)))
    return "\n".join(lines)


def _leaf(leaf: object) -> str:
    kind = getattr(leaf, "kind", None)
    parts = getattr(leaf, "parts", None)
    text = " ".join(part.text for part in parts) if parts else getattr(leaf, "text", "")
    marks = [kind.value if kind else type(leaf).__name__.lower()]
    if getattr(leaf, "folded", False):
        marks.append("folded")
    return f"{text} ({', '.join(marks)})"
