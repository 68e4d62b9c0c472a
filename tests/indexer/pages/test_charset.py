"""Pages in every encoding that Vietnamese newspapers have used come out as Unicode, or not at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from indexer.article import Article
from indexer.errors import PageError
from indexer.pages.charset import decode
from indexer.pages.legacy import from_tcvn3, from_vni, reads_as_syllable

TITLE = "Mở lớp dạy nghề điện dân dụng cho đoàn viên mất việc"
LEAD = "Lớp học kéo dài sáu tuần, do Trung tâm Giới thiệu việc làm của Công đoàn mở tại huyện Thường Tín."
BODY = "Học viên được hỗ trợ tiền ăn, tiền xe; người giỏi được giới thiệu vào làm ở các xưởng trong vùng."
PAGE = f"{TITLE}\n\n(LĐTĐ) {LEAD}\n\n{BODY}\n\nĐức Huỳnh\n"

TCVN3 = {
    from_tcvn3(chr(code)): chr(code) for code in range(0xFF, 0xA0, -1) if from_tcvn3(chr(code)) != chr(code)
}
_VNI_CODES = [a + b for a in "aeouyôöAEOUYÔÖ" for b in "ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË"] + list(
    "ôöñæóòîíìÔÖÑÆÓÒÎÍÌ"
)
VNI = {
    from_vni(code): code
    for code in _VNI_CODES
    if len(from_vni(code)) == 1 and (len(code) == 1 or code[0].isupper() == code[1].isupper())
}


def as_tcvn3(text: str) -> str:
    return "".join(TCVN3.get(c, c) for c in text)


def as_vni(text: str) -> str:
    return "".join(VNI.get(c, c) for c in text)


def as_windows_1258(text: str) -> bytes:
    data = b""
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tone))
        data += (base + tone).encode("cp1258")
    return data


ENCODED = {
    "UTF-8": PAGE.encode(),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + PAGE.encode(),
    "NFD": unicodedata.normalize("NFD", PAGE).encode(),
    "UTF-16": PAGE.encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + PAGE.encode("utf-16-be"),
    "UTF-16 without a mark": PAGE.encode("utf-16-le"),
    "UTF-16, big end first, without a mark": PAGE.encode("utf-16-be"),
    "UTF-32": PAGE.encode("utf-32"),
    "windows-1258": as_windows_1258(PAGE),
    "TCVN3": as_tcvn3(PAGE).encode("latin-1"),
    "TCVN3 taken for Latin": as_tcvn3(PAGE).encode(),
    "VNI": as_vni(PAGE).encode("cp1252"),
    "VNI taken for Latin": as_vni(PAGE).encode(),
    "UTF-8 taken for Latin": PAGE.encode().decode("latin-1").encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_the_article_is_the_same_in_every_encoding(article: Callable[..., Article], name: str) -> None:
    found = article(ENCODED[name])
    assert (found.title, found.lead, found.body, found.author) == (TITLE, LEAD, BODY, "Đức Huỳnh")
    assert found.source == "Lao động Thủ đô"


@pytest.mark.parametrize("name", [name for name in ENCODED if "UTF-16" not in name and "UTF-32" not in name])
def test_line_ends_do_not_matter(article: Callable[..., Article], name: str) -> None:
    assert article(ENCODED[name].replace(b"\n", b"\r\n")).body == BODY


@pytest.mark.parametrize("encode", [as_tcvn3, as_vni], ids=["TCVN3", "VNI"])
def test_an_old_article_in_a_new_frame(article: Callable[..., Article], encode: Callable[[str], str]) -> None:
    page = f"<html><head><title>Báo điện tử</title></head><body><div>Thứ hai, những tin mới</div><h1>{encode(TITLE)}</h1><p>{encode(LEAD)}</p>\n<p>{encode(BODY)}</p></body></html>"
    found = article("\n".join(page.split("</div>")), "page.html")
    assert BODY in found.body
    assert found.title.lower() == TITLE.lower()


@pytest.mark.parametrize("charset", ["windows-1258", "x-viet-tcvn5712", "utf-8"])
def test_a_wrong_charset_in_the_head_does_not_matter(article: Callable[..., Article], charset: str) -> None:
    head = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>'
    for encoded in (
        as_tcvn3(f"{head}<body><h1>{TITLE}</h1><p>{LEAD}</p><p>{BODY}</p></body></html>").encode("latin-1"),
    ):
        found = article(encoded, "page.html")
        assert found.title == TITLE
        assert BODY in found.body


def test_entities_in_html(article: Callable[..., Article]) -> None:
    body = "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in BODY)
    page = f"<html><body><h1>{TITLE.replace('ở', '&#7903;')}</h1><p>{LEAD}</p><p>{body} &amp; &lt;b&gt;</p></body></html>"
    found = article(page, "page.html")
    assert found.title == TITLE
    assert f"{BODY} & <b>" in found.body


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bytes(range(256)) * 40, "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
        (b"%PDF-1.4 abc", "PDF"),
        (b"PK\x03\x04" + bytes(100), "zip"),
        (
            "Đây là bài tiếng Nga: ".encode()
            + "Профсоюз подписал соглашение с работодателем".encode("koi8-r") * 5,
            "cannot be decoded",
        ),
        ("工会代表大会在河内开幕，主席发表讲话。".encode("gb18030") * 20, "cannot be decoded"),
    ],
    ids=["bytes", "image", "PDF", "zip", "Russian", "Chinese"],
)
def test_what_cannot_be_decoded_is_refused(reason: Callable[..., str], data: bytes, words: str) -> None:
    assert words in reason(data)


def test_characters_lost_before_are_refused(reason: Callable[..., str]) -> None:
    assert "lost" in reason(PAGE.replace("ệ", "\ufffd").replace("ế", "\ufffd").replace("ạ", "\ufffd"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_page_cut_inside_a_character_is_refused(reason: Callable[..., str], encoding: str) -> None:
    data = f"{TITLE}\n\n(LĐTĐ) {LEAD}\n\n{BODY[:40]}ậ".encode(encoding)
    assert "truncated" in reason(data[:-1])


@pytest.mark.parametrize(
    "text",
    [
        "Le marché de l'emploi à Paris est très serré cet été, où tout a changé.",
        "Ñandú, piñata y jalapeño: mañana será otro día.",
    ],
)
def test_other_languages_are_left_alone(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("nghiêng", True),
        ("Đoàn", True),
        ("quỹ", True),
        ("giữa", True),
        ("Liªn", False),
        ("ñoaøn", False),
        ("Ä‘oÃ", False),
    ],
)
def test_what_a_vietnamese_syllable_is(word: str, expected: bool) -> None:
    assert reads_as_syllable(word) is expected


def test_decode_says_why(tmp_path: object) -> None:
    with pytest.raises(PageError, match="cannot be decoded"):
        decode(b"\x81\x8d\x8f\x90 abc \x9d")
