"""One generation of an index on a cluster, to be asked questions.

An `EngineResult` takes one search of the cluster (two, when the ranking needs document frequencies first). An answer is whole
or it is an error: parts that some shard could not give are never passed over in silence. Pages beyond the cluster's window are
reached with `search_after`; exports read a point in time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from indexer.article import Article
from indexer.engines.contract import (
    And,
    EngineQuery,
    EngineResult,
    Explained,
    Key,
    Node,
    Not,
    ScoredDoc,
    TellingTerms,
    TermCount,
    TermKind,
)
from indexer.engines.opensearch import aggregations, scoring
from indexer.engines.opensearch.answers import interpreted, interpreted_items, stored_article
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.mapping import document_id
from indexer.engines.opensearch.meta import Current, Meta, state_blob, vocabulary_blob
from indexer.engines.opensearch.order import grouped, order
from indexer.engines.opensearch.point_in_time import PointInTime
from indexer.engines.opensearch.query_dsl import DSL, dates, facet_filters, matching
from indexer.engines.opensearch.score_parts import explained
from indexer.engines.opensearch.vocabulary import Vocabulary
from indexer.engines.query_limits import check_limits
from indexer.engines.telling import from_articles
from indexer.errors import EngineUnavailable, IndexProblem
from indexer.facets.declared import DeclaredFacet, with_declared

WINDOW = 10_000
"""Up to here the cluster pages by number; beyond it by `search_after` (`index.max_result_window`)."""

EXPORT_STEP = 250
"""Articles that are fetched together."""

REMEMBERED = 512
"""How many Articles of recent answers, and how many document frequencies, a reader keeps."""


class Reader:
    """The generation `current` of an index. Safe for several threads."""

    def __init__(self, cluster: Cluster, current: Current) -> None:
        self.cluster = cluster
        self.current = current
        self.generation = current.generation
        self.document_count = current.documents
        self.committed = current.committed
        self.registry = with_declared(map(DeclaredFacet.from_record, current.facets))
        self._articles: OrderedDict[str, Article] = OrderedDict()
        self._frequencies: OrderedDict[Node, int] = OrderedDict()
        self._labels: dict[str, dict[str, str]] | None = None
        self._vocabulary: Vocabulary | None = None
        self._shards: int | None = None
        self._guard = threading.Lock()

    @interpreted
    def answer(self, request: EngineQuery) -> EngineResult:
        """Select, rank, count. Raises QueryError for a request beyond the engine's limits."""
        check_limits(request)
        answer = self._matching(request)
        if request.partial is None or answer.total >= request.partial_below:
            return answer
        rest = self._matching(
            replace(
                request,
                match=And((request.partial, Not(request.match))),
                offset=max(0, request.offset - answer.total),
                limit=request.limit - len(answer.found),
                facets=(),
                timeline=None,
            )
        )
        return replace(answer, found=(*answer.found, *rest.found), partial_total=rest.total)

    def _matching(self, request: EngineQuery) -> EngineResult:
        """The answer without partial matches."""
        body = self._body(request)
        body["track_total_hits"] = True
        body["aggs"] = aggregations.aggregations(request)
        deep = request.offset + request.limit > WINDOW
        if not deep:
            body |= {"from": request.offset, "size": request.limit}
        else:
            body["size"] = 0
        whole = self.search(body)
        hits = whole["hits"]["hits"]
        if deep and request.limit and whole["hits"]["total"]["value"] > request.offset:
            hits = self._deep(request)
        found = []
        scored = not grouped(request, self.committed, self.current.future)
        for hit in hits:
            article = stored_article(hit["_source"])
            self._remember(article)
            found.append(ScoredDoc(article.id, float(hit["_score"] or 0.0) if scored else 0.0))
        facets, timeline = aggregations.counted(request, whole["aggregations"] if body["aggs"] else {})
        counts = [*(count for values in facets.values() for count in values.values()), *timeline.values()]
        return EngineResult(_whole(whole["hits"]["total"]["value"], *counts), tuple(found), facets, timeline)

    @interpreted
    def explain(self, request: EngineQuery, keys: Sequence[Key]) -> list[Explained]:
        """Of what the scores of these documents are made, in that order."""
        check_limits(request)
        self._learn(scoring.unknown(request.weighted))
        return explained(request, keys, self._constants(request), self._frequency, self.search)

    def _constants(self, request: EngineQuery) -> scoring.Constants:
        factor = request.ranking.k1 + 1 if self.cluster.version >= 3 else 1.0
        return scoring.Constants(self.document_count, self.current.newest, factor)

    @interpreted
    def articles(self, keys: Sequence[Key]) -> list[Article]:
        """The stored Articles of `ScoredDoc.key`s, in that order. Raises IndexProblem for an unknown key."""
        ids = list(map(str, keys))
        stored = self._stored(ids)
        try:
            return [stored[key] for key in ids]
        except KeyError as key:
            raise IndexProblem(f"{self.cluster.address}: there is no article {key} any more") from None

    @interpreted
    def article(self, article_id: str) -> Article | None:
        """The Article with this id, or None."""
        return self._stored([article_id]).get(article_id)

    def key(self, article_id: str) -> str | None:
        """The key of the document with this id, or None."""
        return article_id if self.article(article_id) else None

    @interpreted
    def telling(self, keys: Sequence[Key]) -> list[TellingTerms]:
        """What the documents are about, in that order; worked out from their texts."""
        return from_articles(self.articles(keys), max(1, self.document_count), self.frequencies)

    def _stored(self, ids: Sequence[str]) -> dict[str, Article]:
        """The Articles with these ids, as far as there are any; those of recent answers are at hand."""
        with self._guard:
            articles = {key: self._articles[key] for key in ids if key in self._articles}
        missing = [key for key in dict.fromkeys(ids) if key not in articles]
        for start in range(0, len(missing), EXPORT_STEP):
            part = missing[start : start + EXPORT_STEP]
            for key, document in zip(part, self._fetch(part), strict=True):
                if document.get("found"):
                    articles[key] = stored_article(document["_source"])
        return articles

    def _fetch(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        names = [document_id(key) for key in ids]
        return self.cluster.documents(self.current.index, names, {"realtime": "false"})

    @interpreted_items
    def scan(self, request: EngineQuery) -> Iterator[Article]:
        """Every Article of `request`, in its order, without paging. Memory stays bounded."""
        check_limits(request)
        for hit in self._walk(self._body(request), EXPORT_STEP):
            yield stored_article(hit["_source"])

    @interpreted
    def ids(self, request: EngineQuery) -> list[str]:
        """The id of every document that `request` selects, ascending."""
        check_limits(request)
        body = {
            "query": self._filtered(request),
            "sort": [{"id": "asc"}],
            "_source": False,
            "docvalue_fields": ["id"],
        }
        return [str(hit["fields"]["id"][0]) for hit in self._walk(body, WINDOW)]

    @interpreted
    def accented(self, kind: TermKind, folded: str) -> list[TermCount]:
        """The accented terms that fold to `folded`, most frequent first."""
        return self._terms().accented(kind, folded)

    @interpreted
    def completions(self, kind: TermKind, folded_prefix: str, limit: int) -> list[TermCount]:
        """The most frequent terms whose folded form begins with `folded_prefix`."""
        return self._terms().completions(kind, folded_prefix, limit)

    @interpreted
    def frequencies(self, kind: TermKind, terms: Sequence[str]) -> list[int]:
        """For each accented term how many documents have it; 0 also for a pair too rare to be listed."""
        return self._terms().frequencies(kind, terms)

    @interpreted
    def coverage(self, request: EngineQuery) -> Mapping[tuple[str, str, int | None], int]:
        """Documents of `request` per (campaign, district, year)."""
        check_limits(request)
        query = self._filtered(request)
        counts: dict[tuple[str, str, int | None], int] = {}
        after = None
        while True:
            answer = self.search({"size": 0, "query": query, "aggs": aggregations.matrix(after)})
            page = answer["aggregations"]["matrix"]
            counts |= aggregations.cells(page)
            after = page.get("after_key")
            if not after:
                return counts

    @interpreted
    def labels(self, facet: str) -> Mapping[str, str]:
        """value → label of every value of `facet` in the index."""
        if self._labels is None:
            counts: dict[str, int] = {}
            after = None
            while True:
                answer = self.search({"size": 0, "aggs": aggregations.labelling(after)})
                page = answer["aggregations"]["labels"]
                counts |= {bucket["key"]["label"]: bucket["doc_count"] for bucket in page["buckets"]}
                after = page.get("after_key")
                if not after:
                    break
            self._labels = aggregations.labelled(counts)
        return self._labels.get(facet, {})

    def _terms(self) -> Vocabulary:
        """The vocabulary, fetched when it is first asked for."""
        if self._vocabulary is None:
            current = self.current
            data = Meta(self.cluster).get_blob(vocabulary_blob(current.generation), current.vocabulary)
            self._vocabulary = Vocabulary(data)
        return self._vocabulary

    @interpreted
    def state(self) -> bytes:
        """What `Writer.commit` was given as `state` for this generation."""
        current = self.current
        return Meta(self.cluster).get_blob(state_blob(current.generation), current.state)

    def _body(self, request: EngineQuery) -> dict[str, Any]:
        """The search for the documents of a request, in its order, without window and counts."""
        filters = facet_filters(request.filters)
        counted = [name for name in filters if name in request.facets]
        clauses = [matching(request.match), *dates(request.filters)]
        clauses += [filter_ for name, filter_ in filters.items() if name not in counted]
        query: DSL = {"bool": {"filter": clauses}}
        groups = grouped(request, self.committed, self.current.future)
        if groups:
            query["bool"]["should"] = groups
        elif request.rank:
            self._learn(scoring.unknown(request.weighted))
            constants = self._constants(request)
            query["bool"]["should"] = [
                scoring.scored(weighted, constants, self._frequency) for weighted in request.weighted
            ]
            query = scoring.boosted(query, request, constants)
        body: dict[str, Any] = {
            "query": query,
            "sort": order(request, groups),
            "track_scores": True,
            "_source": ["article"],
        }
        if counted:
            body["post_filter"] = {"bool": {"filter": [filters[name] for name in counted]}}
        return body

    def _filtered(self, request: EngineQuery) -> DSL:
        clauses = [matching(request.match), *dates(request.filters), *facet_filters(request.filters).values()]
        return {"bool": {"filter": clauses}}

    def _deep(self, request: EngineQuery) -> list[dict[str, Any]]:
        """The hits of a page beyond the window: a walk that carries nothing but the order, up to the page."""
        body = self._body(request)
        skipping = {**body, "_source": False}
        hits: list[dict[str, Any]] = []
        last: Sequence[Any] | None = None
        place = 0
        with PointInTime(self) as moment:
            while place < request.offset + request.limit:
                before = place < request.offset
                size = min(WINDOW, (request.offset if before else request.offset + request.limit) - place)
                page = moment.page(skipping if before else body, size, last)
                if not page:
                    break
                if not before:
                    hits += page
                place += len(page)
                last = page[-1]["sort"]
        return hits

    def _walk(self, body: dict[str, Any], step: int) -> Iterator[dict[str, Any]]:
        """All hits of a search, in order. When its point in time is lost, a new one goes on behind the last hit."""
        last: Sequence[Any] | None = None
        with PointInTime(self) as moment:
            while True:
                page = moment.page(body, step, last)
                yield from page
                if len(page) < step:
                    return
                last = page[-1]["sort"]

    def _learn(self, nodes: Sequence[Node]) -> None:
        """Ask for the document frequencies that are not known yet, all at once."""
        unknown = [node for node in dict.fromkeys(nodes) if node not in self._frequencies]
        if not unknown:
            return
        named = {str(number): matching(node) for number, node in enumerate(unknown)}
        answer = self.search({"size": 0, "aggs": {"frequency": {"filters": {"filters": named}}}})
        buckets = answer["aggregations"]["frequency"]["buckets"]
        with self._guard:
            for number, node in enumerate(unknown):
                self._frequencies[node] = buckets[str(number)]["doc_count"]
            while len(self._frequencies) > max(REMEMBERED, len(unknown)):
                self._frequencies.popitem(last=False)

    def _frequency(self, node: Node) -> int:
        frequency = self._frequencies.get(node)
        if frequency is None:
            self._learn([node])
            frequency = self._frequencies[node]
        return frequency

    def _remember(self, article: Article) -> None:
        with self._guard:
            self._articles[article.id] = article
            while len(self._articles) > REMEMBERED:
                self._articles.popitem(last=False)

    def search(self, body: dict[str, Any], index: str | None = None, **params: str) -> dict[str, Any]:
        """One search that is answered whole. Raises EngineUnavailable when it is not."""
        timeout = self.cluster.timeout
        body = {"timeout": f"{timeout:g}s", **body}
        if "pit" not in body:
            index = index or self.current.index
            params = {"preference": f"generation{self.generation}", **params}
        # Use dfs_query_then_fetch only when scoring; it costs one extra round trip.
        scores = body.get("size", 1) and self._shards != 1
        search_type = "dfs_query_then_fetch" if scores else "query_then_fetch"
        params = {"search_type": search_type, "allow_partial_search_results": "false", **params}

        def call(client: Any) -> dict[str, Any]:
            answer: dict[str, Any] = client.search(index=index, body=body, params=params)
            shards = answer["_shards"]
            self._shards = shards["total"]
            if answer["timed_out"] or shards["failed"] or shards["successful"] < shards["total"]:
                raise EngineUnavailable(
                    f"OpenSearch at {self.cluster.address} could not answer the whole question within {timeout:g} s."
                )
            return answer

        return self.cluster.ask(call)


def _whole(value: int, *others: int) -> int:
    """Return `value`. Raises TypeError if it or another is no whole number."""
    if not all(isinstance(number, int) for number in (value, *others)):
        raise TypeError("a count that is no number")
    return value
