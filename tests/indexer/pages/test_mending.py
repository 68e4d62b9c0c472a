"""Legacy text in Unicode pages is mended by element and field; right text is never touched; bad bytes cost themselves."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest
import sites
from test_charset import as_tcvn3, as_vni

from indexer.article import Article
from indexer.pages.mending import mend_fields, mend_record, mend_text

ReadArticle = Callable[..., Article]
ENCODERS = {
    "TCVN3": as_tcvn3,
    "VNI": as_vni,
    "twice": lambda text: text.encode().decode("latin-1"),
}


@pytest.mark.parametrize(
    "line",
    [
        "Ảnh: © Minh Trí", "© Minh Trí", "Công ty ® Hòa Phát", "Nhiệt độ 38°C tại xưởng", "Diện tích 40 m² và 12 µm", "«Lá lành đùm lá rách»", "½ số thợ, ¼ ca đêm",
        "BẠN ĐÃ”", "§ 5 của nội quy", "Tháng Tư · Hà Nội", "Nguồn: © Báo Ven Sông ®", "Café Müller, Zürich", "São Paulo não é Brasília", "¡Mañana será otro día!",
        "Phường Ô Chợ Dừa", "Điện Biên Phủ", "à, thế à?", "Ó, ò, ô",
    ],
)  # fmt: skip
def test_signs_beside_right_text_are_left_alone(line: str) -> None:
    assert mend_text(line) == line
    assert mend_record({"title": line, "body": f"{sites.BODY[0]} {line}"}) == {
        "title": line,
        "body": f"{sites.BODY[0]} {line}",
    }


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("number", range(4))
def test_a_sentence_by_itself_is_mended(name: str, number: int) -> None:
    assert mend_text(ENCODERS[name](sites.BODY[number])) == sites.BODY[number]


@pytest.mark.parametrize("name", ENCODERS)
def test_a_minified_page_is_mended_element_by_element(article: ReadArticle, name: str) -> None:
    body = "".join(f"<p>{ENCODERS[name](text)}</p>" for text in sites.BODY)
    page = sites.page("", f"<h1>{sites.TITLE}</h1><p>© Minh Trí</p><div class='content'>{body}</div>")
    found = article(page.replace("\n", ""), "page.html")
    assert (found.title, found.body) == (sites.TITLE, "\n\n".join(sites.BODY))


@pytest.mark.parametrize("encode", [as_tcvn3, as_vni], ids=["TCVN3", "VNI"])
@pytest.mark.parametrize("form", ["&#{};", "&#x{:x};"])
def test_legacy_text_written_as_entities(
    article: ReadArticle, encode: Callable[[str], str], form: str
) -> None:
    def entities(text: str) -> str:
        return "".join(form.format(ord(c)) if ord(c) > 127 else c for c in encode(text))

    body = "".join(f"<p>{entities(text)}</p>" for text in sites.BODY)
    page = f"<html><head><title>{entities(sites.TITLE)}</title></head><body><h1>{entities(sites.TITLE)}</h1>{body}</body></html>"
    found = article(page, "page.html")
    text = [*([found.lead] if found.lead else []), *found.body.split("\n\n")]
    assert (found.title, text) == (sites.TITLE, sites.BODY)


@pytest.mark.parametrize("name", ENCODERS)
def test_bold_words_inside_a_legacy_paragraph(article: ReadArticle, name: str) -> None:
    words = sites.BODY[0].split()
    marked = f"{ENCODERS[name](' '.join(words[:3]))} <b>{ENCODERS[name](words[3])}</b> {ENCODERS[name](' '.join(words[4:]))}"
    page = sites.page(
        "", f"<h1>{sites.TITLE}</h1><div class='content'><p>{marked}</p><p>{sites.BODY[1]}</p></div>"
    )
    assert sites.BODY[0] in article(page, "page.html").body


@pytest.mark.parametrize("name", ENCODERS)
def test_a_record_is_mended_field_by_field(article: ReadArticle, name: str) -> None:
    record = {
        "id": "1",
        "title": ENCODERS[name](sites.TITLE),
        "lead": sites.LEAD,
        "body": ENCODERS[name](sites.BODY[2]),
        "author": "Lê Mai",
    }
    found = article(json.dumps(record, ensure_ascii=False), "a.jsonl")
    assert (found.title, found.lead, found.body, found.author) == (
        sites.TITLE,
        sites.LEAD,
        sites.BODY[2],
        "Lê Mai",
    )


def test_short_fields_follow_the_long_ones() -> None:
    fields = [as_tcvn3(text) for text in ("Bếp mới", sites.BODY[0], sites.BODY[1])]
    assert mend_fields(fields) == ["Bếp mới", sites.BODY[0], sites.BODY[1]]
    assert mend_fields(["Müller", *fields[1:]])[0] == "Müller"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.replace("Ạ".encode(), b"\xe1"),
        lambda data: data.replace(b'name="description" content="', b'name="description" content="\xe1\xba '),
        lambda data: data.replace(b"<p>", b"<p>\xff ", 2),
        lambda data: data.replace("ấ".encode(), b"\xe1\xba", 1),
    ],
)
def test_a_few_bad_bytes_cost_those_characters(
    article: ReadArticle, caplog: pytest.LogCaptureFixture, damage: Callable[[bytes], bytes]
) -> None:
    page = sites.page(
        '<meta name="description" content="Tin">',
        f"<h1>{sites.TITLE}</h1><div class='content'>{sites.paragraphs()}<p>CẠN</p></div>",
    )
    data = damage(page.encode())
    with caplog.at_level(logging.WARNING):
        found = article(data, "page.html")
    assert found.title == sites.TITLE
    assert sum(text in found.body for text in sites.BODY) >= 2
    assert "characters could not be decoded" in caplog.text


@pytest.mark.parametrize(
    ("encoding", "title", "sentence"),
    [
        ("windows-1251", "Профсоюз подписал соглашение", "Работники завода подписали соглашение о ночных сменах после трёх недель переговоров с дирекцией предприятия."),
        ("euc-kr", "노동조합이 협약에 서명했다", "공장 노동자들은 경영진과 삼 주 동안 협상한 끝에 야간 근무에 관한 협약에 서명했다. 노동자들은 이 결과를 환영하며 앞으로도 대화를 이어 가겠다고 말했다. 회사는 식당과 기숙사도 새로 고치기로 약속하였고 다음 달부터 공사를 시작한다고 밝혔다. 지역 신문은 이 소식을 크게 실었다."),
        ("iso-8859-1", "Le marché de l'emploi à Lyon", "Les salariés de l'usine ont signé un accord sur les horaires de nuit, après trois semaines de négociations avec la direction."),
    ],
)  # fmt: skip
def test_other_languages_are_read_as_declared(
    article: ReadArticle, encoding: str, title: str, sentence: str
) -> None:
    page = f'<html><head><meta charset="{encoding}"><title>{title}</title></head><body><h1>{title}</h1><div class="content"><p>{sentence}</p><p>{sentence[: len(sentence) // 2]}.</p></div></body></html>'
    found = article(page.encode(encoding), "page.html")
    assert found.title == title
    assert sentence in (found.lead or "") + found.body


@pytest.mark.parametrize("published", ["1931-05-01", "2099-05-01", "2099-12-31T10:00:00+07:00"])
def test_unlikely_years_are_told(
    article: ReadArticle, caplog: pytest.LogCaptureFixture, published: str
) -> None:
    with caplog.at_level(logging.WARNING):
        found = article(
            json.dumps({"title": sites.TITLE, "body": sites.BODY[0], "published": published}), "a.jsonl"
        )
    assert found.published == published
    assert f"is dated {published[:10]}" in caplog.text
