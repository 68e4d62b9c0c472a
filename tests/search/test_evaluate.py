"""The measures against values worked out by hand, and the command's report."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from indexer.errors import TinCongDoanError
from search import Search
from search.evaluate import (
    Measures,
    evaluate,
    mrr_at,
    ndcg_at,
    read_qrels,
    read_queries,
    recall_at,
    report,
    significance,
)

QUERIES = {"q1": "đàn chó", "q2": "giá vàng", "q3": "hoàn toàn không có"}
QRELS = {"q1": {"cho-dai": 1}, "q2": {"gia-vang": 2, "ao-vang": 1}, "q3": {"tet": 1}}


@pytest.mark.parametrize(
    ("ranked", "grades", "ndcg", "mrr", "recall"),
    [
        (["a", "b"], {"a": 1}, 1.0, 1.0, 1.0),
        (["b", "a"], {"a": 1}, 1 / math.log2(3), 0.5, 1.0),
        (["b"], {"a": 1}, 0.0, 0.0, 0.0),
        (["a"], {"a": 1, "b": 1}, 1 / (1 + 1 / math.log2(3)), 1.0, 0.5),
        (["b", "a"], {"a": 2, "b": 1}, (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)), 1.0, 1.0),
        ([*"bcdefghijk", "a"], {"a": 1}, 0.0, 0.0, 0.0),
        (["a"], {"a": 0}, 0.0, 0.0, 0.0),
    ],
)
def test_measures(ranked: list[str], grades: dict[str, int], ndcg: float, mrr: float, recall: float) -> None:
    assert ndcg_at(ranked, grades) == pytest.approx(ndcg)
    assert mrr_at(ranked, grades) == pytest.approx(mrr)
    assert recall_at(ranked, grades) == pytest.approx(recall)


def test_evaluate(search: Search) -> None:
    measures = evaluate(search, QUERIES, QRELS)
    assert measures.per_query["q1"] == (1.0, 1.0, 1.0)
    assert measures.per_query["q2"] == (1.0, 1.0, 1.0)
    assert measures.ndcg == pytest.approx(sum(m[0] for m in measures.per_query.values()) / 3)


def test_significance_tells_a_difference_from_chance() -> None:
    better = Measures(0, 0, 0, {str(n): (0.9, 0, 0) for n in range(30)})
    worse = Measures(0, 0, 0, {str(n): (0.5, 0, 0) for n in range(30)})
    mixed = Measures(0, 0, 0, {str(n): (0.9 + (-0.1) ** (n % 2 + 1), 0, 0) for n in range(30)})
    assert significance(better, worse) < 0.01
    assert significance(better, better) == 1.0
    assert significance(better, mixed) < significance(better, better)


def test_report(search: Search, tmp_path: Path) -> None:
    queries, qrels, run = tmp_path / "q.tsv", tmp_path / "r.txt", tmp_path / "run.txt"
    queries.write_text("".join(f"{qid}\t{text}\n" for qid, text in QUERIES.items()), "utf-8")
    qrels.write_text(
        "".join(f"{q} 0 {d} {g}\n" for q, grades in QRELS.items() for d, g in grades.items()), "utf-8"
    )
    text = report(search, queries, qrels, run_file=run)
    assert "nDCG@10" in text
    assert "3 queries" in text
    lines = [line.split() for line in run.read_text("utf-8").splitlines()]
    assert lines[0][:4] == ["q1", "Q0", "cho-dai", "1"]
    assert all(len(line) == 6 for line in lines)
    explained = report(search, queries, qrels, explain="q2")
    assert "giá vàng (pair)" in explained
    assert "grade 2" in explained
    with pytest.raises(TinCongDoanError):
        report(search, queries, qrels, explain="q9")


def test_report_with_baseline(search: Search, tmp_path: Path) -> None:
    queries, qrels = tmp_path / "q.tsv", tmp_path / "r.txt"
    queries.write_text("q1\tđàn chó\n", "utf-8")
    qrels.write_text("q1 0 cho-dai 1\n", "utf-8")
    text = report(search, queries, qrels, baseline=True)
    assert "stock Whoosh" in text
    assert "p = " in text


@pytest.mark.parametrize(
    ("read", "line"), [(read_queries, "no tab here"), (read_qrels, "q1 0 doc"), (read_qrels, "q 0 d x")]
)
def test_a_broken_file_names_the_line(tmp_path: Path, read, line: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "f"
    file.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(TinCongDoanError, match=":2:"):
        read(file)
