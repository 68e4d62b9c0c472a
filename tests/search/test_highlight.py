"""Marks: exact to the character, in the best form, safe as HTML."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article
from search import Search
from search.present.highlight import Highlighter, Target, Variant, marked
from search.present.snippets import LONGEST


def unit(*fallbacks: str, **options: bool) -> Target:
    return Target(tuple((Variant(level, **options),) for level in fallbacks))


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("targets", "text", "expected"),
    [
        ([unit("công đoàn")], "Công đoàn cơ sở", "<mark>Công đoàn</mark> cơ sở"),
        ([unit("công đoàn")], "CÔNG ĐOÀN", "<mark>CÔNG ĐOÀN</mark>"),
        ([unit("công đoàn")], "công, đoàn", "<mark>công, đoàn</mark>"),
        ([unit("công đoàn")], "công\nđoàn", "công\nđoàn"),
        ([unit("công đoàn")], nfd("Công đoàn ta"), f"<mark>{nfd('Công đoàn')}</mark> ta"),
        ([unit("hòa")], "Hoà Bình", "<mark>Hoà</mark> Bình"),
        ([unit("thủy")], nfd("thuỷ điện"), f"<mark>{nfd('thuỷ')}</mark>{nfd(' điện')}"),
        ([unit("kỹ thuật")], "Kĩ thuật, kỹ thuật", "<mark>Kĩ thuật</mark>, <mark>kỹ thuật</mark>"),
        ([unit("quý")], "Quí Quy, qúi", "<mark>Quí</mark> Quy, <mark>qúi</mark>"),
        ([unit("ky", folded=True)], "kĩ, kỷ, kia", "<mark>kĩ</mark>, <mark>kỷ</mark>, kia"),
        ([unit("đoàn")], "ðoàn viên", "<mark>ðoàn</mark> viên"),
        ([unit("chó")], "cho chó chợ", "cho <mark>chó</mark> chợ"),
        ([unit("an")], "an toàn, Lan, ban", "<mark>an</mark> toàn, Lan, ban"),
        ([unit("công"), unit("đoàn")], "công  đoàn", "<mark>công  đoàn</mark>"),
        ([unit("công"), unit("đoàn")], "công/đoàn", "<mark>công</mark>/<mark>đoàn</mark>"),
        ([unit("1011")], "có 1.011 người", "có <mark>1.011</mark> người"),
        ([unit("1011")], "có 1011 người", "có <mark>1011</mark> người"),
        ([unit("1294 hd tlđ")], "số 1294/HD-TLĐ về", "số <mark>1294/HD-TLĐ</mark> về"),
        ([unit("lao", prefix=True)], "laođộng lao lào", "<mark>laođộng lao</mark> lào"),
        ([unit("cong", folded=True)], "Công cộng, cóng", "<mark>Công cộng</mark>, <mark>cóng</mark>"),
        ([unit("công đoàn", "công")], "công đoàn, công ty", "<mark>công đoàn</mark>, công ty"),
        ([unit("công đoàn", "công")], "công ty", "<mark>công</mark> ty"),
        (
            [Target(((Variant("động"),), (Variant("dong", folded=True),)))],
            "Đống Đa động đất",
            "Đống Đa <mark>động</mark> đất",
        ),
        ([Target(((Variant("động"),), (Variant("dong", folded=True),)))], "Đống Đa", "<mark>Đống</mark> Đa"),
        ([unit("x")], "a\u200bx x", "a\u200bx <mark>x</mark>"),
        ([unit("a")], '<a href="x">&', "&lt;<mark>a</mark> href=&quot;x&quot;&gt;&amp;"),
        ([Target(((Variant("và"),),), common=True), unit("nhà")], "và nhà và", "<mark>và nhà và</mark>"),
        ([Target(((Variant("và"),),), common=True), unit("nhà")], "nhà. Và", "<mark>nhà</mark>. Và"),
    ],
)
def test_text(targets: list[Target], text: str, expected: str) -> None:
    assert Highlighter(targets).text(text) == expected


@pytest.mark.parametrize(
    ("query", "article", "title"),
    [
        ("công đoàn", "cham-lo", "<mark>Công đoàn</mark> cơ sở chăm lo đoàn viên"),
        ("cong doan co so", "cham-lo", "<mark>Công đoàn cơ sở</mark> chăm lo đoàn viên"),
        ("hoà bình", "hoa-binh", "Người thợ điện ở <mark>Hoà Bình</mark>"),
        ("LĐLĐ", "lien-doan", "<mark>Liên đoàn Lao động</mark> quận Hai Bà Trưng đối thoại với doanh nghiệp"),
        ("liên đoàn lao động", "ldld", "<mark>LĐLĐ</mark> quận Thanh Xuân tổng kết năm"),
        ("1294/HD-TLĐ", "huong-dan", "Hướng dẫn <mark>1294/HD-TLĐ</mark> về tài chính công đoàn"),
        ("1011", "nld", "Đưa <mark>1.011</mark> NLĐ về quê đón Tết"),
        (
            '"Giỏi việc nước, đảm việc nhà"',
            "gioi-viec",
            "Phong trào “<mark>Giỏi việc nước, đảm việc nhà</mark>” ở quận Đống Đa",
        ),
        ("dong dat", "dong-dat", "<mark>Động đất</mark> nhẹ ở vùng núi"),
    ],
)
def test_title_of_a_hit(search: Search, query: str, article: str, title: str) -> None:
    hits = {hit.article.id: hit for hit in search.search(query, size=50).hits}
    highlights = hits[article].highlights
    assert highlights is not None
    assert highlights.title == title


def test_decomposed_text_is_marked_in_its_own_form(search: Search) -> None:
    hit = search.search("an toàn").hits[0]
    assert hit.highlights is not None
    assert f"<mark>{nfd('an toàn')}</mark>" in hit.highlights.title


@pytest.mark.parametrize(
    ("query", "article", "why"),
    [
        ("công đoàn", "cham-lo", "exact"),
        ("thuỷ điện", "hoa-binh", "variant"),
        ("CĐCS", "cham-lo", "expanded"),
        ("CĐCS", "cdcs", "exact"),
        ("dong", "cong-dong", "unaccented"),
        ("công đoàn xyzzy", "cham-lo", "partial"),
    ],
)
def test_a_hit_says_why_it_matched(search: Search, query: str, article: str, why: str) -> None:
    hits = {hit.article.id: hit for hit in search.search(query, size=50).hits}
    assert hits[article].match == why


def test_passages_are_whole_sentences_around_the_marks() -> None:
    filler = "Câu này không nói gì. " * 40
    body = f"{filler}Quận có đàn chó lớn. {filler}Xã tiêm phòng cho chó. {filler}"
    highlights = (
        Highlighter([unit("chó")]).articles([Article("a", "article", "Tin", body=body)])[0].highlights
    )
    assert 1 <= len(highlights.text) <= 3
    assert all("<mark>chó</mark>" in passage for passage in highlights.text)
    assert any("Quận có đàn <mark>chó</mark> lớn." in passage for passage in highlights.text)


def test_a_long_sentence_is_cut_at_words() -> None:
    body = "từ " * 300 + "chó " + "ngữ " * 300
    highlights = (
        Highlighter([unit("chó")]).articles([Article("a", "article", "Tin", body=body)])[0].highlights
    )
    (passage,) = highlights.text
    assert passage.startswith("… từ")
    assert passage.endswith("ngữ …")
    assert len(passage) < LONGEST + 40


def test_without_a_mark_the_beginning_is_shown() -> None:
    article = Article("a", "article", "Chó", lead="Đây là lời dẫn.", body="Thân bài.")
    highlights = Highlighter([unit("chó")]).articles([article])[0].highlights
    assert highlights.title == "<mark>Chó</mark>"
    assert highlights.text[0].startswith("Đây là lời dẫn.")


def test_captions_are_shown_where_nothing_else_matches() -> None:
    article = Article("a", "article", "Tin", body="Không có gì.", captions=("Ảnh: đàn chó",))
    highlights = Highlighter([unit("chó")]).articles([article])[0].highlights
    assert "<mark>chó</mark>" in " ".join(highlights.text)


def test_a_whole_article(search: Search) -> None:
    article = search.article("tet")
    assert article is not None
    shown = search.highlight(article, "sum vầy vàng")
    assert shown["title"] == "Tết <mark>sum vầy</mark> ở khu trọ"
    assert shown["captions"] == "Ảnh: áo <mark>vàng</mark> của đội tình nguyện"
    assert shown["kicker"] == ""
    assert "<mark>sum vầy</mark>" in shown["body"]


TEXTS = st.text(
    st.sampled_from("aăâ oóòô đĐð công đoàn\u0301\u0323\u200b<>&\"'.\n1…“”–ﬁ") | st.characters(), max_size=80
)


@settings(deadline=None)
@given(TEXTS, st.lists(st.sampled_from(["công đoàn", "cong", "o", "a", "1", "đ", "oó"]), max_size=4))
def test_marking_changes_nothing_but_marks(text: str, forms: list[str]) -> None:
    targets = [unit(form, folded=form.isascii()) for form in forms]
    shown = Highlighter(targets).text(text)
    assert html.unescape(re.sub(r"</?mark>", "", shown)) == html.unescape(html.escape(text))
    assert re.sub(r"<mark>[^<>]*</mark>", "", shown).count("<") == 0
    assert '"' not in shown
    assert "'" not in shown


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_hits_are_safe_html(title: str, lead: str, body: str) -> None:
    article = Article("a", "article", title, lead=lead, body=body)
    highlights = Highlighter([unit("công đoàn", "công", "o")]).articles([article])[0].highlights
    for shown in (highlights.title, *highlights.text):
        assert re.sub(r"</?mark>", "", shown).count("<") == 0
        assert shown.count("<mark>") == shown.count("</mark>")


NEIGHBOURS = [
    Article(
        "plain", "article", "Công đoàn cơ sở", lead="Lời dẫn.", body="Hoà giải ở công đoàn. Còn lại.\n\nHết."
    ),
    Article(
        "decomposed", "article", nfd("Công đoàn ngành"), body=nfd("Hòa giải viên của công đoàn. Hết chuyện.")
    ),
    Article("astral", "article", "Công 🎉 đoàn 🎉", body="🎉🎉 Công đoàn. 🎉 Hòa bình, công đoàn! Hết?"),
    Article("none", "article", "Tin khác", body="Không có gì. Hết."),
    Article("captions", "article", "Ảnh", body="Không.", captions=("Ảnh: công đoàn viên",)),
    Article("wide", "article", "İstanbul công đoàn", body="Hội İ nghị công đoàn. Hết."),
]


@pytest.mark.parametrize(
    "order", [NEIGHBOURS, NEIGHBOURS[::-1], [NEIGHBOURS[0], NEIGHBOURS[2], NEIGHBOURS[0]]]
)
def test_an_article_is_marked_alike_alone_and_on_a_page(order: list[Article]) -> None:
    highlighter = Highlighter([unit("công đoàn", "công", "đoàn"), unit("hòa"), unit("cong", folded=True)])
    together = highlighter.articles(order)
    assert together == [highlighter.articles([article])[0] for article in order]
    assert any("<mark>" in passage for shown in together for passage in shown.highlights.text)


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_any_text_is_marked_alike_alone_and_on_a_page(texts: list[tuple[str, str]]) -> None:
    articles = [Article("a", "article", title, body=body) for title, body in texts]
    highlighter = Highlighter([unit("công đoàn", "công", "o"), unit("cong", folded=True)])
    assert highlighter.articles(articles) == [highlighter.articles([one])[0] for one in articles]


def test_marked_escapes_quotes() -> None:
    assert marked("\"a' <b>", [(1, 2)]) == "&quot;<mark>a</mark>&#x27; &lt;b&gt;"
