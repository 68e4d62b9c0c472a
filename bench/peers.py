"""The engines that are compared: each builds an index from the same terms and answers the same questions.

A question is answered when there is: how many documents match, the ten best by BM25, and how many of the
matching documents are in each district and of each year. Peers get the terms ready-made (one line of
syllables per document) and store no text. What a peer cannot do, it says with None.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

XAPIAN_PYTHON = Path("/usr/bin/python3")
FACETS = ("district", "year")


@dataclass(frozen=True)
class Question:
    """All of `words` (the last one only a prefix, if `prefix`; next to each other, if `phrase`), filtered."""

    kind: str
    words: tuple[str, ...]
    phrase: bool = False
    prefix: bool = False
    district: str | None = None
    year: str | None = None


@dataclass(frozen=True)
class Line:
    """A document as peers index it."""

    terms: str
    districts: list[str]
    year: str


def lines(path: Path) -> Iterator[Line]:
    """The documents of a prepared file."""
    with path.open(encoding="utf-8") as file:
        for row in file:
            yield Line(*json.loads(row))


class Peer(Protocol):
    """Builds once, then opens and answers; `answer` returns how many documents match, or None."""

    name: str

    def build(self, source: Path, folder: Path) -> None: ...
    def open(self, folder: Path | str) -> None: ...
    def answer(self, question: Question) -> int | None: ...


class Ours:
    """This project's engine (from Articles: it analyses them itself, and stores them)."""

    name = "ours"

    def build(self, source: Path, folder: Path) -> None:
        raise NotImplementedError("built from Articles, in speed.py")

    def open(self, folder: Path) -> None:
        from indexer.engines import open_reader

        self.reader = open_reader(folder).reader()

    def answer(self, question: Question) -> int | None:
        from indexer.engines import contract as c

        syllable = c.TermKind.SYLLABLE
        leaves: list[Any] = [c.Term(syllable, word) for word in question.words]
        if question.prefix:
            leaves[-1] = c.Prefix(question.words[-1])
        if question.phrase:
            leaves = [c.Phrase(tuple(leaves))]
        request = c.EngineQuery(
            c.And(tuple(leaves)),
            tuple(c.Weighted((leaf,)) for leaf in leaves),
            filters=c.Filters(
                district=(question.district,) if question.district else (),
                year=(question.year,) if question.year else (),
            ),
            facets=FACETS,
        )
        total: int = self.reader.answer(request).total
        return total


class OursUncached(Ours):
    """The same, forgetting before each question what was computed of the words of earlier ones."""

    name = "ours, nothing cached"

    def answer(self, question: Question) -> int | None:
        self.reader.forget()
        return super().answer(question)


class OursOnCluster(Ours):
    """The same questions to the same index on an OpenSearch cluster; `folder` is its address."""

    name = "ours, on OpenSearch"

    def open(self, folder: Path | str) -> None:
        from indexer.engines import open_reader

        self.reader = open_reader(folder, engine="opensearch").reader()


class Tantivy:
    """Tantivy through its Python package; facets by its aggregations."""

    name = "Tantivy"

    def _schema(self) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="spaces", index_option="position")
        builder.add_text_field("district", tokenizer_name="raw", fast=True, index_option="basic")
        builder.add_text_field("year", tokenizer_name="raw", fast=True, index_option="basic")
        return builder.build()

    def _index(self, folder: Path) -> Any:
        import tantivy

        folder.mkdir(exist_ok=True)
        index = tantivy.Index(self._schema(), path=str(folder))
        index.register_tokenizer(
            "spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        return index

    def build(self, source: Path, folder: Path) -> None:
        import tantivy

        writer = self._index(folder).writer(heap_size=512 << 20)
        for line in lines(source):
            writer.add_document(tantivy.Document(text=line.terms, district=line.districts, year=line.year))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        index = self._index(folder)
        index.reload()
        self.schema, self.searcher = index.schema, index.searcher()
        self.facets = {name: {"terms": {"field": name, "size": 100}} for name in FACETS}

    def answer(self, question: Question) -> int | None:
        from tantivy import Occur, Query

        def term(word: str) -> Any:
            return Query.term_query(self.schema, "text", word, index_option="freq")

        words = list(question.words)
        parts: list[Any]
        if question.phrase and len(words) > 1:
            parts = [Query.phrase_query(self.schema, "text", list(words))]
        elif question.prefix:
            parts = [*map(term, words[:-1]), Query.regex_query(self.schema, "text", words[-1] + ".*")]
        else:
            parts = [*map(term, words)]
        for name, value in (("district", question.district), ("year", question.year)):
            if value:
                filtered = Query.term_query(self.schema, name, value, index_option="basic")
                parts.append(Query.const_score_query(filtered, 0.0))
        query = parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Must, part) for part in parts])
        total: int = self.searcher.search(query, 10, count=True).count
        self.searcher.aggregate(query, self.facets)
        return total


class Fts5:
    """SQLite's FTS5; facets by joining two tables."""

    name = "SQLite FTS5"

    def build(self, source: Path, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        with sqlite3.connect(folder / "fts.db") as db:
            db.execute(
                "CREATE VIRTUAL TABLE fts USING fts5(text, content='', tokenize='unicode61 remove_diacritics 0')"
            )
            db.execute("CREATE TABLE document (id INTEGER PRIMARY KEY, year TEXT)")
            db.execute("CREATE TABLE district (id INTEGER, value TEXT)")
            for number, line in enumerate(lines(source), 1):
                db.execute("INSERT INTO fts (rowid, text) VALUES (?, ?)", (number, line.terms))
                db.execute("INSERT INTO document VALUES (?, ?)", (number, line.year))
                db.executemany("INSERT INTO district VALUES (?, ?)", [(number, d) for d in line.districts])
            db.execute("CREATE INDEX by_document ON district (id)")
            db.execute("INSERT INTO fts (fts) VALUES ('optimize')")
        db.close()

    def open(self, folder: Path) -> None:
        self.db = sqlite3.connect(folder / "fts.db")
        self.db.execute("PRAGMA mmap_size=4000000000")
        self.db.execute("CREATE TEMP TABLE found (id INTEGER PRIMARY KEY, score REAL)")

    def answer(self, question: Question) -> int | None:
        quoted = [f'"{word}"' for word in question.words]
        if question.prefix:
            quoted[-1] += "*"
        match = f'"{" ".join(question.words)}"' if question.phrase else " AND ".join(quoted)
        where, values = "fts MATCH ?", [match]
        if question.district:
            where += " AND rowid IN (SELECT id FROM district WHERE value = ?)"
            values.append(question.district)
        if question.year:
            where += " AND rowid IN (SELECT id FROM document WHERE year = ?)"
            values.append(question.year)
        run = self.db.execute
        run("DELETE FROM found")
        run(f"INSERT INTO found SELECT rowid, bm25(fts) FROM fts WHERE {where}", values)
        run("SELECT id FROM found ORDER BY score LIMIT 10").fetchall()
        run("SELECT value, count(*) FROM found JOIN district USING (id) GROUP BY value").fetchall()
        run("SELECT year, count(*) FROM found JOIN document USING (id) GROUP BY year").fetchall()
        total: int = run("SELECT count(*) FROM found").fetchone()[0]
        return total


class Bm25s:
    """bm25s: scores of all documents with any of the words; no phrases, prefixes or conjunctions."""

    name = "bm25s (any word)"

    def build(self, source: Path, folder: Path) -> None:
        import bm25s

        words: dict[str, int] = {}
        ids, districts, years = [], [], []
        for line in lines(source):
            ids.append([words.setdefault(word, len(words)) for word in line.terms.split()])
            districts.append(int(line.districts[0].rpartition("-")[2]) + 1 if line.districts else 0)
            years.append(int(line.year))
        model = bm25s.BM25(method="lucene")
        model.index(bm25s.tokenization.Tokenized(ids, words), show_progress=False)
        model.save(folder)
        np.save(folder / "districts.npy", districts)
        np.save(folder / "years.npy", years)

    def open(self, folder: Path) -> None:
        import bm25s

        self.model = bm25s.BM25.load(folder, mmap=True)
        self.districts, self.years = np.load(folder / "districts.npy"), np.load(folder / "years.npy")

    def answer(self, question: Question) -> int | None:
        if question.phrase or question.prefix or question.district or question.year:
            return None
        scores = self.model.get_scores([word for word in question.words if word in self.model.vocab_dict])
        found = np.flatnonzero(scores)
        best = np.argpartition(scores, -10)[-10:]
        best[np.argsort(-scores[best])]
        np.bincount(self.districts[found])
        np.bincount(self.years[found] - 1900)
        return len(found)


class StockWhoosh:
    """Whoosh as published: its own codec, its own searcher."""

    name = "Whoosh, stock"

    def build(self, source: Path, folder: Path) -> None:
        from whoosh import fields, index
        from whoosh.analysis import SpaceSeparatedTokenizer

        folder.mkdir(exist_ok=True)
        schema = fields.Schema(
            text=fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True),
            district=fields.KEYWORD(sortable=True),
            year=fields.ID(sortable=True),
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=512)
        for line in lines(source):
            writer.add_document(text=line.terms, district=" ".join(line.districts[:1]), year=line.year)
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh import index

        self.searcher = index.open_dir(str(folder)).searcher()

    def answer(self, question: Question) -> int | None:
        from whoosh import query as q

        parts: list[Any] = [q.Term("text", word) for word in question.words]
        if question.prefix:
            parts[-1] = q.Prefix("text", question.words[-1])
        if question.phrase:
            parts = [q.Phrase("text", list(question.words))]
        query = q.And(parts) if len(parts) > 1 else parts[0]
        narrowed = [
            q.Term(name, value)
            for name, value in (("district", question.district), ("year", question.year))
            if value
        ]
        found = self.searcher.search(
            query, limit=10, groupedby=list(FACETS), filter=q.And(narrowed) if narrowed else None
        )
        for name in FACETS:
            found.groups(name)
        total: int = len(found)
        return total


def run_xapian(
    step: str, source: Path, folder: Path, questions: list[Question], seconds: float
) -> dict[str, Any]:
    """Xapian, run by the system's Python, which has its package; see `xapian_peer.py`."""
    script = Path(__file__).with_name("xapian_peer.py")
    payload = json.dumps({"questions": [asdict(q) for q in questions], "seconds": seconds})
    done = subprocess.run(
        [str(XAPIAN_PYTHON), str(script), step, str(source), str(folder)],
        input=payload,
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def has_xapian() -> bool:
    """Is Debian's python3-xapian here?"""
    if not XAPIAN_PYTHON.exists():
        return False
    return subprocess.run([str(XAPIAN_PYTHON), "-c", "import xapian"], capture_output=True).returncode == 0


def sample(
    answer: Callable[[Question], int | None], question: Question, seconds: float
) -> tuple[int | None, list[float]]:
    """Ask once, then again and again for `seconds` (3 to 200 times): the total and the times in ms."""
    total = answer(question)
    if total is None:
        return None, []
    times: list[float] = []
    began = time.perf_counter()
    while len(times) < 3 or (len(times) < 200 and time.perf_counter() - began < seconds):
        start = time.perf_counter()
        answer(question)
        times.append((time.perf_counter() - start) * 1000)
    return total, times


PEERS: dict[str, type[Peer]] = {
    peer.name: peer for peer in (Ours, OursUncached, OursOnCluster, Tantivy, Fts5, Bm25s, StockWhoosh)
}
