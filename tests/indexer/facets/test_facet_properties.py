"""What holds for any text: no error, offsets into the original, the same answer twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.facets import REGISTRY, annotate, is_union_news

_TEXT_OF_THE_TRADE = """
quận Q. huyện LĐLĐ Thanh Xuân Hai Bà Trưng HBT Ba Đình Gia Lâm phường Từ Liêm xã năm 2020 19/5/2020 2017-2022 Tết
Ất Tỵ “Lao động giỏi” - “Sáng tạo” giỏi việc nước đảm nhà phong trào Hà Nội thành phố Công đoàn ngành , . : ( )
hoà hòa ð İ ﬁ 𝐇
"""
_WORDS = st.sampled_from([*_TEXT_OF_THE_TRADE.split(), "e\u0301", "\u200b", "\u00a0", "\n\n"])
_TEXT = st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=30).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(title=_TEXT, kicker=_TEXT, lead=_TEXT, body=_TEXT, caption=_TEXT)
def test_any_text(title: str, kicker: str, lead: str, body: str, caption: str) -> None:
    article = Article("x", "article", title, kicker, lead, body, captions=(caption,))
    annotated = annotate(article)
    known = {spec.name: {v.value for v in spec.known_values()} for spec in REGISTRY}
    for piece in annotated.evidence:
        assert 0 <= piece.start < piece.end
        assert annotated.text(piece.field)[piece.start : piece.end] == piece.text
        assert piece.facet == "year" or piece.value in known[piece.facet]
    assert {d.value for d in annotated.districts} == {
        e.value for e in annotated.evidence if e.facet == "district"
    }
    assert annotate(article) == annotated
    assert is_union_news(title, lead) in (True, False)
