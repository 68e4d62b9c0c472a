"""Search as the site uses it: filters, counts, paging, declined readings, empty answers, related, completions."""

from __future__ import annotations

import pytest

from indexer.article import Article
from indexer.engines.contract import Filters
from indexer.errors import IndexMissing, QueryError
from indexer.vietnamese import fold
from search import Search
from tests.engines import Kept
from tests.search.small_corpus import articles


def ids(found: list[Article]) -> list[str]:
    return [article.id for article in found]


def test_values_of_a_facet_are_alternatives_and_its_counts_ignore_itself(search: Search) -> None:
    results = search.search("công đoàn", districts=["thanh-xuan"])
    counts = {value.value: value for value in results.facets["district"]}
    assert results.total == counts["thanh-xuan"].count
    assert counts["thanh-xuan"].selected
    assert counts["hai-ba-trung"].count > 0
    both = search.search("công đoàn", districts=["thanh-xuan", "hai-ba-trung"])
    assert both.total == counts["thanh-xuan"].count + counts["hai-ba-trung"].count


def test_a_selected_value_is_listed_even_at_zero(search: Search) -> None:
    results = search.search("chó", districts=["dong-da"])
    assert [(v.value, v.label, v.count, v.selected) for v in results.facets["district"] if v.selected] == [
        ("dong-da", "Đống Đa", 0, True)
    ]


def test_pages_do_not_overlap_and_cover_all(search: Search) -> None:
    whole = [hit.article.id for hit in search.search("công", size=50).hits]
    pages = [
        hit.article.id for page in (1, 2, 3, 4, 5, 6) for hit in search.search("công", page=page, size=5).hits
    ]
    assert pages == whole
    assert search.search("công", page=99).hits == ()


@pytest.mark.parametrize(("sort", "order"), [("newest", [2024, 2024]), ("oldest", [2019, 2020])])
def test_sorting_by_date(search: Search, sort: str, order: list[int]) -> None:
    hits = search.search("", sort=sort, kinds=["article"], size=2).hits  # type: ignore[arg-type]
    assert [hit.article.year for hit in hits] == order


@pytest.mark.parametrize("wrong", [{"page": 0}, {"size": 0}, {"size": 101}])
def test_impossible_pages_are_refused(search: Search, wrong: dict[str, int]) -> None:
    with pytest.raises(QueryError):
        search.search("a", **wrong)  # type: ignore[arg-type]


def test_an_expansion_can_be_declined(search: Search) -> None:
    both = search.search("CĐCS")
    (reading,) = both.interpretations
    alone = search.search("CĐCS", exact=[reading.without])
    assert [hit.article.id for hit in alone.hits] == ["cdcs"]
    assert alone.interpretations == ()
    assert search.search("CĐCS", exact=["*"]).total == 1


def test_a_restoration_can_be_declined(search: Search) -> None:
    read = search.search("dan cho")
    (reading,) = read.interpretations
    assert not search.search("dan cho", exact=[reading.without]).interpretations


def test_decoded_keys_can_be_declined(search: Search) -> None:
    (reading,) = search.search("coong ddoafn").interpretations
    assert reading.kind == "decoded"
    assert search.search("coong ddoafn", exact=[reading.without]).total == 0


def test_any_ranks_by_the_same_scores(search: Search) -> None:
    strict = search.search("giá vàng", size=50)
    loose = search.search("giá vàng", match="any", size=50)
    assert loose.total > strict.total
    assert loose.hits[0].article.id == strict.hits[0].article.id


def test_an_empty_answer_says_which_filter_emptied_it(search: Search) -> None:
    results = search.search("chó", districts=["dong-da"])
    assert results.total == 0
    assert not results.relaxed
    assert [(one.parameter, one.value, one.count) for one in results.filter_hints] == [
        ("district", "dong-da", 1)
    ]


def test_an_empty_answer_of_several_filters_offers_to_drop_all(search: Search) -> None:
    results = search.search("chó", districts=["dong-da"], years=["2019"], date_from="2023-01-01")
    assert [one.parameter for one in results.filter_hints] == ["all"]
    by_date = search.search("chó", date_to="2019-12-31")
    assert [(one.parameter, one.count) for one in by_date.filter_hints] == [("date", 1)]


def test_a_timeline_counts_years(search: Search) -> None:
    results = search.search("vàng", timeline="year")
    assert results.timeline["2024"] == 2


def test_related_articles_are_others(search: Search) -> None:
    found = ids(search.related("cham-lo", size=5))
    assert "cham-lo" not in found
    assert "brief-cham-lo" not in found
    assert {"lien-doan", "nghi-quyet"} <= set(ids(search.related("ldld", size=5)))
    assert search.related("there is no such article") == []


def test_export_gives_everything_that_is_found(search: Search) -> None:
    asked = {"districts": ["bac-tu-liem"], "years": [2023]}
    exported = ids(list(search.export("", **asked)))
    assert len(exported) == search.search("", **asked).total == 3  # type: ignore[arg-type]
    assert ids(list(search.export("chó OR bão"))) == [h.article.id for h in search.search("chó OR bão").hits]


def test_coverage_counts_campaigns_by_place_and_year(search: Search) -> None:
    assert dict(search.coverage()) == {("gioi-viec-nuoc-dam-viec-nha", "dong-da", 2022): 1}


def test_facet_values_are_those_of_the_whole_index(search: Search) -> None:
    values = search.facet_values()
    assert {value.value for value in values["kind"]} == {"article", "brief"}
    assert sum(value.count for value in values["year"]) == search.document_count


@pytest.mark.parametrize(
    ("typed", "group", "label"),
    [
        ("công đ", "query", "công đoàn"),
        ("cong d", "query", "công đoàn"),
        ("công đo", "query", "công đoàn"),
        ("bảo hiểm x", "query", "bảo hiểm xã hội"),
        ("thanh x", "district", "Thanh Xuân"),
        ("đống", "district", "Đống Đa"),
        ("hai b", "district", "Hai Bà Trưng"),
        ("giỏi việc", "campaign", "Giỏi việc nước - Đảm việc nhà"),
        ("gioi viec", "campaign", "Giỏi việc nước - Đảm việc nhà"),
        ("phien cho", "article", "Phiên chợ quê cuối năm"),
        ("tết sum", "article", "Tết sum vầy ở khu trọ"),
    ],
)
def test_completions(search: Search, typed: str, group: str, label: str) -> None:
    assert (group, label) in [(one.group, one.label) for one in search.suggest(typed)]


@pytest.mark.parametrize("typed", ["", " ", "!!", "xyzzy", "x" * 500])
def test_nothing_to_complete(search: Search, typed: str) -> None:
    assert search.suggest(typed) == []


def test_typed_accents_are_honoured_in_completions(search: Search) -> None:
    labels = [one.label for one in search.suggest("động") if one.group == "query"]
    assert labels
    assert not any(label.startswith(("đống", "đồng")) for label in labels)


def test_a_new_generation_is_seen(kept: Kept) -> None:
    some = articles()
    kept.write("generations", some[:5])
    search = kept.search("generations")
    before = search.generation
    assert search.search("chó").total == 0
    kept.write("generations", some[5:])
    assert search.generation > before
    assert search.search("chó").total == 1
    search.close()


def test_no_index(kept: Kept) -> None:
    with pytest.raises(IndexMissing):
        kept.search("nowhere")


def test_an_empty_index_answers(kept: Kept) -> None:
    kept.write("nothing-in-it", [])
    search = kept.search("nothing-in-it")
    results = search.search("cong doan LĐLĐ")
    assert (results.total, results.hits) == (0, ())
    assert search.suggest("cong") == []
    assert search.related("x") == []


def test_an_article_found_by_its_caption_alone_is_answered(kept: Kept) -> None:
    """It has no text of its own from which telling terms could be taken."""
    photo = Article("anh", "article", "", body="", captions=("Người thợ điện",))
    others = [Article(str(n), "article", "Người thợ điện", body="trực đêm ở trạm biến áp") for n in range(3)]
    kept.write("captions", [photo, *others], full=True)
    search = kept.search("captions")
    assert {hit.article.id for hit in search.search("thợ điện").hits} == {"anh", "0", "1", "2"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("LĐLĐ quận Thanh Xuân", ("district", "thanh-xuan", 1)),
        ("ldld thanh xuan", ("district", "thanh-xuan", 1)),
        ("tổng kết năm 2020", ("year", "2020", 1)),
    ],
)
def test_what_a_query_names_is_offered_as_a_filter(
    search: Search, query: str, expected: tuple[str, str, int]
) -> None:
    results = search.search(query)
    assert expected in [(one.facet, one.value, one.count) for one in results.named]
    facet, value, count = expected
    chosen = search.search(query, Filters({facet: [value]}))
    assert (chosen.total, chosen.named) == (count, ())


def test_a_pasted_paragraph_finds_its_article_first(kept: Kept) -> None:
    """With accents and without; one word of it that is nowhere is named as missing."""
    about = ["nhà trọ", "bữa ăn ca", "lương tối thiểu", "xe đưa đón", "nghỉ thai sản"]
    paragraphs = [
        f"Ban chấp hành công đoàn cơ sở đã họp về {one} của công nhân. Chủ tịch công đoàn nói rằng {one} là việc của "
        f"cả năm. Người lao động được hỏi ý kiến về {one}, và doanh nghiệp hứa trả lời trước Tết. Cuối buổi họp, đoàn "
        f"viên bầu ra năm người theo dõi {one}."
        for one in about
    ]
    written = [
        Article(id=f"p{n}", kind="article", title=f"Cuộc họp {n}", body=text)
        for n, text in enumerate(paragraphs)
    ]
    kept.write("pasted", written, full=True)
    search = kept.search("pasted")
    for n, text in enumerate(paragraphs):
        for typed in (text, fold(text)):
            found = search.search(typed[:300])
            assert found.hits[0].article.id == f"p{n}"
            assert found.suggestion is None
        partly = search.search(text[:280].replace("buổi", "xyzt").replace("hứa", "xyzt"))
        assert partly.hits[0].article.id == f"p{n}"
        assert "xyzt" in partly.hits[0].missing
    search.close()
