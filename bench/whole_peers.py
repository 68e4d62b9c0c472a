"""Engines that answer as the site does: the total, ten results with marked titles and passages, four facets counted.

Each builds from the same Articles, finds a query typed with or without accents, and requires all of its words. Ours does more
(restored accents, abbreviations, feedback, partial matches, disjunctive counts); what a peer leaves out is to its advantage.
`create_app` puts one of them behind Flask at `/api/search`, for the same server and the same clients as ours:
TCD_PEER names it, TCD_INDEX its folder (of OpenSearch, `URL/INDEX`).
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from flask import Flask, Response, request

from indexer.article import Article

FACETS = ("district", "year", "campaign", "kind")
FIELDS = ("title", "lead", "body")
_NO_WORD = re.compile(r"[^\w ]+")


def record(article: Article) -> dict[str, Any]:
    """An Article as peers index it."""
    return {
        "id": article.id,
        "title": article.title,
        "lead": article.lead or "",
        "body": article.body,
        "district": [value.value for value in article.districts],
        "campaign": [value.value for value in article.campaigns],
        "year": [str(article.year)] if article.year else [],
        "kind": [article.kind],
    }


class WholePeer(Protocol):
    """Builds once, then opens and answers with the JSON object that the API would send."""

    name: str

    def build(self, articles: Iterable[Article], folder: str) -> None: ...
    def open(self, folder: str) -> None: ...
    def answer(self, q: str) -> dict[str, Any]: ...


class OursWhole:
    """`Search.search`, as site and API call it."""

    name = "ours"

    def build(self, articles: Iterable[Article], folder: str) -> None:
        from bench.building import build

        def batches() -> Iterable[list[Article]]:
            batch: list[Article] = []
            for article in articles:
                batch.append(article)
                if len(batch) == 8_000:
                    yield batch
                    batch = []
            yield batch

        build("whoosh", folder, iter(batches()))

    def open(self, folder: str) -> None:
        from search import Search

        self.search = Search.open(folder, engine="whoosh")

    def answer(self, q: str) -> dict[str, Any]:
        return self.search.search(q).to_dict()


class TantivyWhole:
    """Tantivy with folded tokens, its snippets of title and body, and its aggregations."""

    name = "Tantivy"

    def _index(self, folder: str) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        for field in FIELDS:
            builder.add_text_field(field, stored=True, tokenizer_name="folded", index_option="position")
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for field in FACETS:
            builder.add_text_field(field, stored=True, tokenizer_name="raw", fast=True, index_option="basic")
        Path(folder).mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(builder.build(), path=folder)
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        analyzer = analyzer.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
        index.register_tokenizer("folded", analyzer.build())
        return index

    def build(self, articles: Iterable[Article], folder: str) -> None:
        import tantivy

        writer = self._index(folder).writer(heap_size=256 << 20)
        for article in articles:
            writer.add_document(tantivy.Document(**record(article)))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: str) -> None:
        self.index = self._index(folder)
        self.index.reload()
        self.searcher, self.schema = self.index.searcher(), self.index.schema
        self.aggregations = {field: {"terms": {"field": field, "size": 100}} for field in FACETS}

    def answer(self, q: str) -> dict[str, Any]:
        from tantivy import SnippetGenerator

        words = _NO_WORD.sub(" ", q)
        query, _ = self.index.parse_query_lenient(words, list(FIELDS), conjunction_by_default=True)
        found = self.searcher.search(query, 10, count=True)
        counts = self.searcher.aggregate(query, self.aggregations)
        marks = {f: SnippetGenerator.create(self.searcher, query, self.schema, f) for f in ("title", "body")}
        results = []
        for score, address in found.hits:
            document = self.searcher.doc(address)
            shown = {field: marks[field].snippet_from_doc(document).to_html() for field in marks}
            stored = {field: document[field] for field in ("id", "title", "lead", *FACETS)}
            results.append({**stored, "score": score, "highlights": shown})
        facets = {name: [(b["key"], b["doc_count"]) for b in counts[name]["buckets"]] for name in FACETS}
        return {"total": found.count, "results": results, "facets": facets}


class Fts5Whole:
    """SQLite's FTS5 with its own folding and snippets; facets by joining a table."""

    name = "SQLite FTS5"

    def build(self, articles: Iterable[Article], folder: str) -> None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(Path(folder) / "fts.db") as db:
            db.execute(
                "CREATE VIRTUAL TABLE fts USING fts5(title, lead, body, id UNINDEXED,"
                " tokenize='unicode61 remove_diacritics 2')"
            )
            db.execute("CREATE TABLE facet (document INTEGER, name TEXT, value TEXT)")
            for number, article in enumerate(articles, 1):
                row = record(article)
                db.execute(
                    "INSERT INTO fts (rowid, title, lead, body, id) VALUES (?, ?, ?, ?, ?)",
                    (
                        number,
                        *(row[field].replace("đ", "d").replace("Đ", "D") for field in FIELDS),
                        row["id"],
                    ),
                )
                values = [(number, name, value) for name in FACETS for value in row[name]]
                db.executemany("INSERT INTO facet VALUES (?, ?, ?)", values)
            db.execute("CREATE INDEX by_document ON facet (document)")
            db.execute("INSERT INTO fts (fts) VALUES ('optimize')")

    def open(self, folder: str) -> None:
        self.db = sqlite3.connect(Path(folder) / "fts.db", check_same_thread=False)

    def answer(self, q: str) -> dict[str, Any]:
        words = _NO_WORD.sub(" ", q).replace("đ", "d").replace("Đ", "D").split()
        if not words:
            return {"total": 0, "results": [], "facets": {}}
        match = " ".join(f'"{word}"' for word in words)
        rows = self.db.execute(
            "SELECT id, highlight(fts, 0, '<mark>', '</mark>'), snippet(fts, 2, '<mark>', '</mark>', '…', 40), bm25(fts)"
            " FROM fts WHERE fts MATCH ? ORDER BY rank LIMIT 10",
            (match,),
        ).fetchall()
        (total,) = self.db.execute("SELECT count(*) FROM fts WHERE fts MATCH ?", (match,)).fetchone()
        facets: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
        for name, value, count in self.db.execute(
            "SELECT name, value, count(*) FROM facet WHERE document IN (SELECT rowid FROM fts WHERE fts MATCH ?)"
            " GROUP BY name, value",
            (match,),
        ):
            facets[name].append((value, count))
        results = [
            {"id": key, "score": -score, "highlights": {"title": title, "body": body}}
            for key, title, body, score in rows
        ]
        return {"total": total, "results": results, "facets": facets}


class OpenSearchWhole:
    """OpenSearch over its own index at `URL/INDEX`: asciifolding, highlights, aggregations; two shards, no copies."""

    name = "OpenSearch"

    def _call(self, path: str, body: bytes, kind: str = "application/json", method: str = "POST") -> Any:
        call = urllib.request.Request(
            f"{self.address}{path}", data=body, headers={"Content-Type": kind}, method=method
        )
        with urllib.request.urlopen(call, timeout=300) as answer:
            return json.load(answer)

    def build(self, articles: Iterable[Article], folder: str) -> None:
        self.address = folder
        text = {"type": "text", "analyzer": "folded"}
        settings = {
            "settings": {
                "number_of_shards": 2,
                "number_of_replicas": 0,
                "analysis": {
                    "analyzer": {"folded": {"tokenizer": "standard", "filter": ["lowercase", "asciifolding"]}}
                },
            },
            "mappings": {
                "properties": {
                    **dict.fromkeys(FIELDS, text),
                    **{name: {"type": "keyword"} for name in (*FACETS, "id")},
                }
            },
        }
        self._call("", json.dumps(settings).encode(), method="PUT")
        lines: list[str] = []
        for number, article in enumerate(articles):
            lines += ['{"index":{}}', json.dumps(record(article), ensure_ascii=False)]
            if number % 500 == 499:
                self._call("/_bulk", ("\n".join(lines) + "\n").encode(), "application/x-ndjson")
                lines = []
        if lines:
            self._call("/_bulk", ("\n".join(lines) + "\n").encode(), "application/x-ndjson")
        self._call("/_forcemerge?max_num_segments=1", b"")
        self._call("/_refresh", b"")

    def open(self, folder: str) -> None:
        self.address = folder

    def answer(self, q: str) -> dict[str, Any]:
        body = {
            "size": 10,
            "track_total_hits": True,
            "query": {
                "multi_match": {"query": q, "fields": list(FIELDS), "type": "cross_fields", "operator": "and"}
            },
            "highlight": {
                "pre_tags": ["<mark>"],
                "post_tags": ["</mark>"],
                "fields": {"title": {}, "body": {}},
            },
            "aggs": {name: {"terms": {"field": name, "size": 100}} for name in FACETS},
        }
        found = self._call("/_search", json.dumps(body).encode())
        results = [
            {"id": hit["_source"]["id"], "score": hit["_score"], "highlights": hit.get("highlight", {})}
            for hit in found["hits"]["hits"]
        ]
        facets = {
            name: [(b["key"], b["doc_count"]) for b in found["aggregations"][name]["buckets"]]
            for name in FACETS
        }
        return {"total": found["hits"]["total"]["value"], "results": results, "facets": facets}


PEERS: dict[str, type[WholePeer]] = {
    peer.name: peer for peer in (OursWhole, TantivyWhole, Fts5Whole, OpenSearchWhole)
}


def create_app() -> Flask:
    """The peer that the environment names, at `/api/search`; `/readyz` as the site has it."""
    peer = PEERS[os.environ["TCD_PEER"]]()
    peer.open(os.environ["TCD_INDEX"])
    app = Flask(__name__)

    @app.get("/api/search")
    def search() -> Response:
        return Response(json.dumps(peer.answer(request.args["q"])), mimetype="application/json")

    @app.get("/readyz")
    def ready() -> Response:
        return Response('{"status":"ok"}', mimetype="application/json")

    return app
