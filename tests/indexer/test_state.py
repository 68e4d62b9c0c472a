"""From pages to documents: briefs are folded into their articles, repeated pages merged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.corpus_manifest import CorpusManifest, PageState, Record, documents, documents_after


def page(*records: Record) -> PageState:
    return PageState((1, 2, 3), records)


def test_a_brief_is_folded_into_its_article_wherever_that_stands() -> None:
    pages = {
        "a.txt": page(Record("x", "brief", "1")),
        "z.txt": page(Record("x", "article", "2", "https://example.vn/x")),
    }
    merged = documents(pages)
    assert list(merged) == ["x"]
    assert (merged["x"].kind, merged["x"].page, merged["x"].pages) == ("article", "z.txt", ("z.txt",))


def test_the_same_teaser_on_ten_pages_is_one_brief() -> None:
    pages = {f"{n}.txt": page(Record("x", "brief", "1")) for n in range(10)}
    merged = documents(pages)
    assert len(merged) == 1
    assert len(merged["x"].pages) == 10


def test_one_article_at_two_addresses_keeps_both() -> None:
    pages = {
        name: page(Record("x", "article", "1", f"https://example.vn/{name}")) for name in ("b.html", "a.html")
    }
    assert documents(pages)["x"].urls == ("https://example.vn/a.html", "https://example.vn/b.html")


RECORDS = st.builds(
    Record, st.sampled_from("abcdef"), st.sampled_from(["article", "brief"]), st.text("01", max_size=2)
)
PAGES = st.dictionaries(
    st.text("xyz", min_size=1, max_size=3), st.lists(RECORDS, max_size=4).map(lambda r: page(*r))
)


@given(PAGES)
def test_every_record_has_its_document_and_no_document_is_invented(pages: dict[str, PageState]) -> None:
    merged = documents(pages)
    assert set(merged) == {record.id for state in pages.values() for record in state.records}
    for document_id, document in merged.items():
        assert pages[document.page].records[document.index].id == document_id


@given(PAGES)
def test_the_order_of_pages_does_not_matter(pages: dict[str, PageState]) -> None:
    assert documents(pages) == documents(dict(reversed(pages.items())))


@given(PAGES)
def test_a_state_survives_being_stored(pages: dict[str, PageState]) -> None:
    state = CorpusManifest("rules", pages)
    assert CorpusManifest.from_bytes(state.to_bytes()) == state


@pytest.mark.parametrize("raw", [b"", b'{"version": 0}'])
def test_no_state_or_an_old_one_is_an_empty_one(raw: bytes) -> None:
    assert CorpusManifest.from_bytes(raw) == CorpusManifest()


@given(st.data())
def test_what_changed_is_merged_as_if_all_was_merged_again(data: st.DataObject) -> None:
    before = data.draw(PAGES)
    after = dict(before)
    for name in data.draw(st.lists(st.sampled_from([*before, "new"]), unique=True)):
        records = list(before[name].records) if name in before else []
        first = data.draw(st.integers(0, len(records)))
        last = data.draw(st.integers(first, len(records)))
        records[first:last] = data.draw(st.lists(RECORDS, max_size=3))
        after[name] = page(*records)
        if not records:
            del after[name]
    assert documents_after(after, before, documents(before)) == documents(after)
    places = {i: document.index for i, document in documents(after).items()}
    assert {i: d.index for i, d in documents_after(after, before, documents(before)).items()} == places, (
        "a document has to stand where its record is"
    )
