"""Relevance on queries of our own making (`bench/made_queries.py`), in the ways in which people type, through the door.

Prints nDCG@10 of each kind and way of typing, of the half that is for tuning and of the half for reporting. `--save FILE` keeps
the figure of every query; `--beside FILE` compares with such a file of an earlier state of the code, with p-values of a paired
randomisation test. `--keep FOLDER` builds the index of the 45,285 articles there once and uses it again. `--losers FORM` lists
the queries that lose most against the accented form. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.judged import SHARED
from bench.made_queries import MadeQueries, made_of_corpus, made_of_news
from bench.relevance import open_index
from bench.typing_slips import SLIPS, typed
from indexer.pipeline import update
from indexer.settings import ROOT
from search import Search
from search.evaluate import DEPTH, Measures, ndcg_at, significance

THREE_WAYS = ("accented", "unaccented", "half")
FORMS: Mapping[str, tuple[str, ...]] = {"keywords": tuple(SLIPS)}
"""In which forms a kind of queries is asked; others in `THREE_WAYS`."""
SEED = 5
Figures = dict[str, dict[str, float]]
"""kind | form → query id → nDCG@10."""


def measure(search: Search, made: MadeQueries, names: Mapping[str, str], forms: tuple[str, ...]) -> Figures:
    """Ask the queries of a kind in several forms. `names`: article id → its name in the answers, if another."""
    figures: Figures = {}
    for form in forms:
        row = figures[f"{made.kind} | {form}"] = {}
        for number, text in made.queries.items():
            without = made.taken_from.get(number)
            hits = search.search(typed(text, form, SEED), size=DEPTH + 1, highlight=False).hits
            ids = [names.get(hit.article.id, hit.article.id) for hit in hits if hit.article.id != without]
            row[number] = ndcg_at(ids[:DEPTH], dict.fromkeys(made.answers[number], 1))
    return figures


def half(row: Mapping[str, float], number: int) -> dict[str, float]:
    """The queries for tuning (0) or for reporting (1)."""
    return {key: value for key, value in row.items() if int(key) % 2 == number}


def _measures(row: Mapping[str, float]) -> Measures:
    mean = sum(row.values()) / len(row) if row else 0.0
    return Measures(mean, 0.0, 0.0, {key: (value, 0.0, 0.0) for key, value in row.items()})


def table(figures: Figures, before: Figures) -> list[str]:
    """One row a kind and form: nDCG@10 for tuning and for reporting, and beside them the earlier figures and p-values."""
    rows = [f"{'nDCG@10, through the door':<58}{'tuning':>8}{'reporting':>33}"]
    for name, row in figures.items():
        cells = []
        for number in (0, 1):
            now = _measures(half(row, number))
            cell = f"{now.ndcg:.4f}"
            if name in before:
                then = _measures(half(before[name], number))
                cell = f"{then.ndcg:.4f} → {cell} (p {significance(now, then):.3f})"
            cells.append(f"{cell:>28}")
        rows.append(f"{name:<52}{''.join(cells)}")
    return rows


def losers(figures: Figures, made: MadeQueries, form: str, most: int = 25) -> list[str]:
    """The queries of the tuning half that lose most in a form against the accented one."""
    accented, other = (half(figures[f"{made.kind} | {name}"], 0) for name in ("accented", form))
    worst = sorted(other, key=lambda number: other[number] - accented[number])[:most]
    return [
        f"{accented[number]:.2f} → {other[number]:.2f}  {made.queries[number]} | {typed(made.queries[number], form, SEED)}"
        f" | {', '.join(sorted(made.answers[number]))}"
        for number in worst
        if other[number] < accented[number]
    ]


def main(argv: list[str] | None = None) -> int:
    """`run.py bench heldout`; 1 when the shared articles are missing."""
    parser = argparse.ArgumentParser(prog="run.py bench heldout", description=__doc__.split("\n\n")[0])
    parser.add_argument("--set", default="", help="only the kinds whose name begins so")
    parser.add_argument("--queries", type=int, help="only the first so many queries of each kind")
    parser.add_argument("--forms", default="", help="only these ways of typing: accented,half")
    parser.add_argument("--save", metavar="FILE", help="keep every query's figure there, as JSON")
    parser.add_argument("--beside", metavar="FILE", help="compare with the figures of such a file")
    parser.add_argument("--keep", metavar="FOLDER", help="where the index of the news lies or is built")
    parser.add_argument("--losers", metavar="FORM", help="list the queries that lose most in this form")
    options = parser.parse_args(argv)
    if not (SHARED / "articles").is_dir():
        print(f"there is no {SHARED / 'articles'}: nothing to make queries of")
        return 1
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="heldout-") as folder:
        kept = Path(options.keep) if options.keep else Path(folder) / "news"
        articles, kinds = made_of_news()
        news = Search.open(kept) if kept.exists() else open_index(articles, str(kept))
        place = made_of_corpus()
        update(ROOT / "corpus", Path(folder) / "corpus")
        ours = Search.open(Path(folder) / "corpus")
        pages = {article.id: (article.page or "").removeprefix("corpus/") for article in ours.export()}
        for made in (*kinds, place):
            if not made.kind.startswith(options.set):
                continue
            numbers = list(made.queries)[options.queries :] if options.queries else []
            for number in numbers:
                del made.queries[number]
            forms = FORMS.get(made.kind, THREE_WAYS)
            if options.forms:
                forms = tuple(form for form in forms if form in options.forms.split(","))
            search, names = (ours, pages) if made is place else (news, {})
            figures |= measure(search, made, names, forms)
            if options.losers in forms:
                print("\n".join(losers(figures, made, options.losers)))
    before = json.loads(Path(options.beside).read_text("utf-8")) if options.beside else {}
    print("\n".join(table(figures, before)))
    if options.save:
        Path(options.save).write_text(json.dumps(figures, ensure_ascii=False), "utf-8")
    return 0
