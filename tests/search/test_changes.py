"""What came, changed and went: exact, in pages, by moment, by generation and by the cursor, over rebuilds."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines import open_writer
from indexer.engines.whoosh.manifest import MANIFEST
from indexer.engines.whoosh.segment_files import EXTENSION
from indexer.errors import QueryError
from indexer.pipeline import update
from search import Search


class Corpus:
    """A corpus of one file whose lines are written anew, and its index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "corpus"
        self.folder.mkdir()
        self.index = folder / "index"
        self.bodies: dict[str, str] = {}

    def put(self, full: bool = False, **bodies: str | None) -> None:
        for identity, body in bodies.items():
            if body is None:
                del self.bodies[identity]
            else:
                self.bodies[identity] = body
        rows = [
            json.dumps({"id": identity, "title": f"Công đoàn thăm {identity}", "body": body})
            for identity, body in self.bodies.items()
        ]
        (self.folder / "all.jsonl").write_text("\n".join(rows))
        update(self.folder, self.index, jobs=1, full=full)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = Corpus(tmp_path)
    corpus.put(a="Trao quà Tết.", b="Tặng nhà mái ấm.", c="Khám sức khoẻ.")
    return corpus


def told(search: Search, since: str) -> set[tuple[str, str]]:
    return {(change.id, change.kind) for change in search.changes(since).changes}


def test_each_kind_of_change_is_told_once_to_who_goes_on_with_next(corpus: Corpus) -> None:
    search = Search.open(corpus.index)
    first = search.changes()
    assert told(search, "") == {("a", "added"), ("b", "added"), ("c", "added")}
    assert not told(search, first.next)
    corpus.put(a="Trao hai trăm suất quà Tết.", b=None, d="Đối thoại với người lao động.")
    assert told(search, first.next) == {("a", "changed"), ("b", "removed"), ("d", "added")}
    assert told(search, str(first.generation)) == told(search, first.next)
    assert told(search, "") == {("a", "added"), ("b", "removed"), ("c", "added"), ("d", "added")}
    assert not told(search, search.changes(first.next).next)


def test_commits_within_a_second_are_told_apart(corpus: Corpus) -> None:
    search = Search.open(corpus.index)
    since = search.changes().next
    for number in range(5):
        corpus.put(**{f"n{number}": "Hội nghị người lao động."})
        answer = search.changes(since)
        assert [change.id for change in answer.changes] == [f"n{number}"]
        since = answer.next


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_together_hold_everything_once(corpus: Corpus, size: int) -> None:
    corpus.put(d="Một.", e="Hai.", c=None)
    search = Search.open(corpus.index)
    found, since, more = [], "", True
    while more:
        answer = search.changes(since, size)
        assert len(answer.changes) <= size
        found += [change.id for change in answer.changes]
        since, more = answer.next, answer.more
    assert sorted(found) == ["a", "b", "c", "d", "e"]


def test_a_rebuild_changes_nothing(corpus: Corpus) -> None:
    search = Search.open(corpus.index)
    before = search.changes()
    corpus.put(full=True)
    after = search.changes()
    assert after.generation > before.generation
    assert after.changes == before.changes
    assert not told(search, before.next)
    assert not told(search, str(before.generation))


@pytest.mark.parametrize("few", [0, 2, 1_000])
def test_what_came_last_is_found_among_few_and_many(
    corpus: Corpus, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.changes.FEW", few)
    corpus.put(b="Tặng nhà mái ấm mới.")
    corpus.put(d="Một.", c=None)
    search = Search.open(corpus.index)
    found = [article.id for article, _ in search.latest("công đoàn", size=2)]
    assert found == ["d", "b"]
    assert [article.id for article, _ in search.latest("trao quà")] == ["a"]
    assert not search.latest("không có gì như thế")


@pytest.mark.parametrize("zone", ["Z", "+00:00", " 00:00"])
def test_a_moment_may_have_its_zone_in_any_form(corpus: Corpus, zone: str) -> None:
    search = Search.open(corpus.index)
    moment = search.changes().changes[0].moment.removesuffix("Z")
    assert not told(search, moment + zone)
    assert len(told(search, f"2020-01-01T00:00:00{zone}")) == 3


@pytest.mark.parametrize("since", ["hôm qua", "2026-02-30", "-1", "x~a"])
def test_a_since_that_is_no_moment_is_refused_with_what_to_do(corpus: Corpus, since: str) -> None:
    with pytest.raises(QueryError, match="moment, a generation"):
        Search.open(corpus.index).changes(since)


def test_a_search_can_be_ordered_and_narrowed_by_arrival(corpus: Corpus) -> None:
    search = Search.open(corpus.index)
    first = search.changes()
    corpus.put(d="Đối thoại với người lao động.")
    second = search.changes().next
    corpus.put(a="Trao hai trăm suất quà Tết.", e="Tập huấn.")
    corpus.put(full=True)

    def found(**arguments: str) -> list[str]:
        return [hit.article.id for hit in search.search("công đoàn", sort="added", **arguments).hits]  # type: ignore[arg-type]

    assert found() == [
        "e",
        "d",
        "a",
        "b",
        "c",
    ]  # a was there from the beginning: its text changed, it did not come
    assert found(since=first.next) == ["e", "d"]
    assert found(since=str(first.generation)) == ["e", "d"]
    assert found(since=second) == ["e"]
    assert found(since="2019-01-01") == found()
    assert found(since=search.changes().next) == []
    assert [a.id for a in search.export("công đoàn", since=second)] == ["e"]
    assert [a.id for a, _ in search.latest("công đoàn", since=first.next)] == ["e", "d"]
    nothing = search.search("công đoàn", since=search.changes().next)
    assert [(hint.parameter, hint.count) for hint in nothing.filter_hints] == [("since", 5)]


@pytest.mark.parametrize("since", ["hôm qua", "2026-13-01", "9999999999999", "~", "17;"])
def test_a_search_refuses_a_since_that_is_none(corpus: Corpus, since: str) -> None:
    with pytest.raises(QueryError, match="since must be a moment"):
        Search.open(corpus.index).search("công đoàn", since=since)


def _older_format(index: Path) -> None:
    """Let the manifest say that another version of the program wrote the index."""
    path = index / MANIFEST
    body = path.read_bytes().rpartition(b"\n")[0]
    record = json.loads(body)
    record["format"] -= 1
    body = json.dumps(record).encode()
    path.write_bytes(body + f"\n{zlib.crc32(body):08x}".encode())


def _damaged_segment(index: Path) -> None:
    path = max(index.glob(f"*{EXTENSION}"), key=lambda file: file.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)


def _older_state(index: Path) -> None:
    with open_writer(index) as writer:
        state = json.loads(writer.state())
        state["version"] -= 1
        writer.commit(add=[], delete=[], state=json.dumps(state).encode())


@pytest.mark.parametrize("trouble", [_older_format, _damaged_segment, _older_state])
def test_an_index_that_must_be_built_anew_still_knows_when_its_documents_came(
    corpus: Corpus, trouble: Callable[[Path], None]
) -> None:
    corpus.put(d="Đối thoại với người lao động.")
    search = Search.open(corpus.index)
    before = search.changes()
    moments = [(change.id, change.moment) for change in before.changes]
    search.close()
    trouble(corpus.index)
    corpus.put()
    search = Search.open(corpus.index)
    assert [(change.id, change.moment) for change in search.changes().changes] == moments
    assert not search.changes(before.next).changes
    assert [hit.article.id for hit in search.search("công đoàn", sort="added", size=1).hits] == ["d"]
