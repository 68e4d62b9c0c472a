"""Whatever a newsroom, a crawler or an office leaves in the folder becomes exactly its articles, or is refused truly."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.reliability.file_samples import tarred, zipped
from indexer.article import Article
from indexer.engines import open_reader
from indexer.pages import PageEntry, Sighting, Skipped, read_page
from indexer.pipeline import update

TITLE = "Công đoàn xưởng may mở lớp học đêm"
BODY = (
    "Tối qua, lớp học đầu tiên đã khai giảng tại nhà văn hóa của khu trọ, với hai mươi học viên là thợ may.",
    "Ban chấp hành công đoàn cho biết lớp sẽ kéo dài ba tháng và không thu học phí của đoàn viên.",
    "Nhiều người thợ nói rằng họ chờ một lớp học như thế đã lâu, vì ca làm ban ngày không cho họ đi học.",
)
PAGE = (
    f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>'
    + "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    + "</article></body></html>"
)


def read(folder: Path, name: str, data: bytes | str) -> list[PageEntry]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_page(path, name=name))


def articles(found: list[PageEntry]) -> list[Article]:
    assert not [entry for entry in found if isinstance(entry, Skipped)], found
    return [entry for entry in found if isinstance(entry, Article)]


TABLES = {
    "commas": ("bai.csv", 'title,body,date,author\n"{t}","{b}",2025-03-01,Lê Hà\n'),
    "semicolons, Vietnamese, BOM": (
        "bai.csv",
        '\ufeffTiêu đề;Nội dung;Ngày đăng;Tác giả\n"{t}";"{b}";01/03/2025;Lê Hà\n',
    ),
    "tabs": ("bai.tsv", "Headline\tContent\tPublished\tByline\n{t}\t{b}\t2025-03-01\tLê Hà\n"),
    "bars, no telling name": ("bai.txt", "title|body|date|author\n{t}|{b}|2025-03-01|Lê Hà\n"),
    "a line break in a cell": ("bai.csv", 'title,body,date,author\n"{t}","{b}\n\nHết.",2025-03-01,Lê Hà\n'),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_row_of_a_table_is_an_article(tmp_path: Path, kind: str) -> None:
    name, text = TABLES[kind]
    (article,) = articles(read(tmp_path, name, text.format(t=TITLE, b=BODY[0])))
    assert (article.title, article.author) == (TITLE, "Lê Hà")
    assert article.body.startswith(BODY[0])
    assert (article.published or "").startswith("2025-03-01")


def test_a_table_without_titles_says_which_names_are_known(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "so.csv", "a,b\n1,2\n")
    assert isinstance(found, Skipped)
    assert "tiêu đề" in found.reason


JSON_FILES = {
    "array": [{"headline": TITLE, "content": BODY[0], "date": "2025-03-01"}],
    "object with a list": {
        "status": "ok",
        "articles": [{"title": TITLE, "body": BODY[0], "date": "2025-03-01"}],
    },
    "JSON Feed": {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "1",
                "title": TITLE,
                "content_html": f"<p>{BODY[0]}</p>",
                "date_published": "2025-03-01T08:00:00+07:00",
            }
        ],
    },
    "one record": {"title": TITLE, "text": BODY[0], "published": "2025-03-01"},
}


@pytest.mark.parametrize("kind", JSON_FILES)
@pytest.mark.parametrize("name", ["tin.json", "tin", "tin.txt"])
def test_json_holds_articles(tmp_path: Path, kind: str, name: str) -> None:
    (article,) = articles(read(tmp_path, name, json.dumps(JSON_FILES[kind], ensure_ascii=False, indent=1)))
    assert (article.title, article.body) == (TITLE, BODY[0])
    assert (article.published or "").startswith("2025-03-01")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>{}</p><p>{}</p>",
        "{}<br>{}",
        "{}<br/><br/>{}",
        "<ul><li>{}</li><li>{}</li></ul>",
        "<div>{}</div>{}",
    ],
)
def test_markup_in_a_body_ends_paragraphs(tmp_path: Path, markup: str) -> None:
    line = json.dumps({"title": TITLE, "body": markup.format(*BODY[:2])})
    (article,) = articles(read(tmp_path, "tin.jsonl", line))
    assert article.body.split("\n\n") == list(BODY[:2])


def _rss(items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Tin thợ</title>{items}</channel></rss>'


WHOLE = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
FEEDS = {
    "RSS, whole": (_rss(f"<item><title>{TITLE}</title><link>https://a.vn/1.html</link><content:encoded><![CDATA[{WHOLE}]]></content:encoded></item>"), "article"),
    "RSS, teaser": (_rss(f"<item><title>{TITLE}</title><link>https://a.vn/1.html</link><description>{BODY[0]}</description></item>"), "brief"),
    "Atom, whole": (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin thợ</title><entry><title>{TITLE}</title><link href="https://a.vn/1.html"/>'
        f'<content type="html"><![CDATA[{WHOLE}]]></content></entry></feed>',
        "article",
    ),
    "Atom, teaser": (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin thợ</title><entry><title>{TITLE}</title><link href="https://a.vn/1.html"/>'
        f"<summary>{BODY[0]}</summary></entry></feed>",
        "brief",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FEEDS)
@pytest.mark.parametrize("name", ["tin.rss", "tin.xml", "tin.html"])
def test_entries_of_a_feed_are_articles_or_briefs(tmp_path: Path, kind: str, name: str) -> None:
    text, expected = FEEDS[kind]
    (article,) = articles(read(tmp_path, name, text))
    assert (article.kind, article.title, article.url, article.source) == (
        expected,
        TITLE,
        "https://a.vn/1.html",
        "Tin thợ",
    )
    assert BODY[0] in (article.lead or "") + article.body


def test_teasers_that_begin_alike_stay_apart(tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>{TITLE}</title><link>https://a.vn/{n}.html</link><description>{BODY[0]}</description></item>"
        for n in range(30)
    )
    assert len({article.id for article in articles(read(tmp_path, "tin.rss", _rss(items)))}) == 30


def warc(*captures: tuple[str, str, str, str, bytes], packed: bool = True) -> bytes:
    """(address, moment, status, type, body) of each response; type "revisit" is one."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    for address, moment, status, kind, body in captures:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        if kind == "revisit":
            record = writer.create_revisit_record(address, "sha1:X", address, moment, http_headers=headers)
            record.rec_headers.replace_header("WARC-Date", moment)
        else:
            record = writer.create_warc_record(
                address,
                "response",
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": moment},
            )
        writer.write_record(record)
        record.raw_stream.close()  # warcio copies it to a file of its own and leaves that open
    return buffer.getvalue()


ADDRESS = "https://bao.vn/cong-doan/lop-hoc-dem-123456.html"


@pytest.mark.parametrize("packed", [True, False])
def test_a_crawl_gives_its_articles_and_counts_the_rest(tmp_path: Path, packed: bool) -> None:
    data = warc(
        (ADDRESS, "2026-01-02T03:04:05Z", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
        ("https://bao.vn/robots.txt", "2026-01-02T03:04:06Z", "200 OK", "text/plain", b"x"),
        ("https://bao.vn/a.png", "2026-01-02T03:04:06Z", "200 OK", "image/png", b"x"),
        packed=packed,
    )
    article, *rest = read(tmp_path, "crawl.warc.gz" if packed else "crawl.warc", data)
    assert isinstance(article, Article)
    assert (article.title, article.url, article.captured) == (TITLE, ADDRESS, "2026-01-02T03:04:05Z")
    assert [entry.reason for entry in rest if isinstance(entry, Skipped)] == [
        "left out: 1 responses of type text/plain",
        "left out: 1 responses of type image/png",
    ]


def test_the_newest_capture_is_the_article_and_earlier_ones_its_versions(tmp_path: Path) -> None:
    corpus = tmp_path / "pages"
    corpus.mkdir()
    later = PAGE.replace("hai mươi học viên", "ba mươi học viên").replace(TITLE, TITLE + " ở khu trọ")
    first = (ADDRESS, "2026-01-01T00:00:00Z", "200 OK", "text/html", PAGE.encode())
    (corpus / "1.warc.gz").write_bytes(
        warc(first, (ADDRESS, "2026-01-02T00:00:00Z", "304 Not Modified", "revisit", b""))
    )
    (corpus / "2.warc.gz").write_bytes(
        warc((ADDRESS, "2026-01-03T00:00:00Z", "200 OK", "text/html", later.encode()))
    )
    update(corpus, tmp_path / "index", jobs=1)
    (corpus / "3.warc.gz").write_bytes(
        warc((ADDRESS, "2026-01-04T00:00:00Z", "404 Not Found", "text/html", b""))
    )
    report = update(corpus, tmp_path / "index", jobs=1)
    assert (report.changed, report.articles) == (1, 1)
    with open_reader(tmp_path / "index") as handle:
        (article,) = list(handle.reader().articles([0]))
    assert article.title == TITLE + " ở khu trọ"
    assert [version.title for version in article.versions] == [TITLE]
    assert article.gone == "2026-01-04T00:00:00Z"


def test_what_a_crawl_noticed_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "x.warc.gz", warc((ADDRESS, "2026-01-04T00:00:00Z", "410 Gone", "text/html", b"")))
    (sighting,) = found
    assert isinstance(sighting, Sighting)
    assert (sighting.kind, sighting.url) == ("gone", ADDRESS)


def test_a_crawl_that_breaks_off_gives_what_lies_before(tmp_path: Path) -> None:
    data = warc(
        *(
            (ADDRESS.replace("6", str(n)), "2026-01-01T00:00:00Z", "200 OK", "text/html", PAGE.encode())
            for n in range(3)
        )
    )
    found = read(tmp_path, "x.warc.gz", data[:-30])
    assert sum(isinstance(entry, Article) for entry in found) >= 2


MHTML = (
    "From: <Saved by Blink>\nSnapshot-Content-Location: https://bao.vn/1.html\nSubject: x\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; type="text/html"; boundary="B"\n\n--B\nContent-Type: text/html; charset=utf-8\n'
    "Content-Transfer-Encoding: 8bit\nContent-Location: https://bao.vn/1.html\n\n{page}\n--B--\n"
)
LETTER = "From: Lê Hà <ha@vi-du.vn>\nTo: toa-soan@vi-du.vn\nDate: Sat, 01 Mar 2025 08:00:00 +0700\nSubject: {title}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"


@pytest.mark.parametrize("name", ["luu.mhtml", "luu.mht", "luu.html"])
def test_a_saved_page_is_its_page(tmp_path: Path, name: str) -> None:
    (article,) = articles(read(tmp_path, name, MHTML.format(page=PAGE)))
    assert (article.title, article.url) == (TITLE, "https://bao.vn/1.html")
    assert article.body.split("\n\n")[-1] == BODY[-1]


def test_a_letter_is_an_article(tmp_path: Path) -> None:
    (article,) = articles(read(tmp_path, "thu.eml", LETTER.format(title=TITLE, body="\n\n".join(BODY))))
    assert (article.title, article.author, article.body) == (TITLE, "Lê Hà", "\n\n".join(BODY))
    assert (article.published or "").startswith("2025-03-01")


def test_a_letter_in_html_has_the_moment_it_was_sent(tmp_path: Path) -> None:
    letter = LETTER.replace("text/plain", "text/html").format(
        title=TITLE, body="".join(f"<p>{text}</p>" for text in BODY)
    )
    (article,) = articles(read(tmp_path, "thu.eml", letter))
    assert (article.title, article.published) == (TITLE, "2025-03-01T08:00:00+07:00")


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = zipped(
    {
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>'
        + "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in (TITLE, *BODY))
        + "</w:body></w:document>"
    }
)
ODT = zipped(
    {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        + "<office:body><office:text>"
        + "".join(f"<text:p>{text}</text:p>" for text in (TITLE, *BODY))
        + "</office:text></office:body></office:document-content>",
    }
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bao-cao.docx", DOCX),
        ("bao-cao", DOCX),
        ("bao-cao.odt", ODT),
        ("trang.zip", zipped({"a/bai.html": PAGE, "a/hinh.png": b"\x89PNG", "__MACOSX/x": b"x"})),
        ("trang.tar.gz", tarred({"a/bai.html": PAGE.encode()})),
        ("crawl.wacz", zipped({"datapackage.json": "{}", "archive/a.warc.gz": warc((ADDRESS, "2026-01-01T00:00:00Z", "200 OK", "text/html", PAGE.encode())), "pages/pages.jsonl": "{}"})),
        ("trang.html.gz", gzip.compress(PAGE.encode())),
    ],
)  # fmt: skip
def test_documents_and_archives_hold_articles(tmp_path: Path, name: str, data: bytes) -> None:
    (article,) = articles(read(tmp_path, name, data))
    assert article.title == TITLE
    assert article.body.split("\n\n")[-1] == BODY[-1]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        (
            "sitemap.xml",
            b'<?xml version="1.0"?><urlset xmlns="x"><url><loc>https://a.vn/</loc></url></urlset>',
            "sitemap",
        ),
        (
            "index.xml.gz",
            gzip.compress(b"<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", mtime=0),
            "sitemap",
        ),
        ("a.webarchive", b"bplist00\xd1_\x10\x0fWebMainResource", "Safari"),
        ("a.epub", zipped({"mimetype": "application/epub+zip"}), "EPUB"),
        ("a.xlsx", zipped({"xl/workbook.xml": "<x/>"}), "spreadsheet"),
        ("a.zip", b"PK\x03\x04" + bytes(200), "damaged"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "image"),
        ("a.pdf", b"%PDF-1.4 broken", "PDF"),
        ("a.zip", zipped({"b.zip": zipped({"c.html": PAGE})}), "inside an archive"),
        ("a.zip", zipped({"hinh.png": b"\x89PNG", "kieu.css": "p {}"}), "without pages: 2"),
        ("a.js", b"function show(where) { return where; }", "script"),
        ("a.css", b"body { color: red } .bai { margin: 0 }", "stylesheet"),
        ("a.json", b'{"a": 1}', "JSON"),
        ("a.json", b'[{"title": "x", ', "damaged"),
    ],
)
def test_what_is_no_article_is_refused_with_the_true_reason(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (found,) = read(tmp_path, name, data)
    assert isinstance(found, Skipped)
    assert words in found.reason


def test_a_scanned_pdf_needs_text_recognition(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    buffer = io.BytesIO()
    writer.write(buffer)
    (found,) = read(tmp_path, "a.pdf", buffer.getvalue())
    assert isinstance(found, Skipped)
    assert "text recognition" in found.reason
