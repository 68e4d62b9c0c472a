"""One sound file of every format that is read, each with two articles or one: what `corrupt` damages."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
import zlib

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.reliability.corpora import SENTENCES

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def samples() -> dict[str, bytes]:
    """Return the content of a file by its name, `kind.ending`."""
    records = [_record(number) for number in range(2)]
    page = _page(records[0])
    crawl = {f"https://bao.example/tin-{n}.html": _page(record).encode() for n, record in enumerate(records)}
    return {
        "table.csv": _table(records, ","),
        "table.tsv": _table(records, "\t"),
        "whole.json": json.dumps(records, ensure_ascii=False).encode(),
        "lines.jsonl": "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode(),
        "rss.xml": _rss(records).encode(),
        "atom.xml": _atom(records).encode(),
        "crawl.warc": _warc(crawl, packed=False),
        "crawl.warc.gz": _warc(crawl, packed=True),
        "saved.mhtml": _saved(page).encode(),
        "letter.eml": _letter(records[0]).encode(),
        "report.docx": zipped({"word/document.xml": _docx(records[0])}),
        "report.odt": zipped(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": _odt(records[0])}
        ),
        "report.pdf": _pdf(),
        "pages.zip": zipped({f"a/{n}.html": _page(record) for n, record in enumerate(records)}),
        "pages.tar.gz": tarred({f"a/{n}.html": _page(record).encode() for n, record in enumerate(records)}),
        "page.html": page.encode(),
        "page.html.gz": gzip.compress(page.encode(), mtime=0),
        "dump.txt": "\n\n".join([records[0]["title"], *records[0]["body"].split("\n\n")]).encode(),
        "crawl.wacz": zipped({"datapackage.json": "{}", "archive/a.warc.gz": _warc(crawl, packed=True)}),
    }


def _record(number: int) -> dict[str, str]:
    return {
        "title": f"Công đoàn xưởng may số {number + 1} mở lớp học đêm cho thợ",
        "body": "\n\n".join(
            f"{sentence}, lần thứ {number + 1}." for sentence in SENTENCES[number : number + 5]
        ),
        "date": f"2025-03-0{number + 1}",
        "author": "Lê Hà",
        "url": f"https://bao.example/tin-{number}.html",
    }


def _paragraphs(record: dict[str, str], tag: str = "p") -> str:
    return "".join(f"<{tag}>{paragraph}</{tag}>" for paragraph in record["body"].split("\n\n"))


def _page(record: dict[str, str]) -> str:
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{record["title"]}</title></head><body><article>'
        f"<h1>{record['title']}</h1>{_paragraphs(record)}</article></body></html>"
    )


def _table(records: list[dict[str, str]], delimiter: str) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode()


def _rss(records: list[dict[str, str]]) -> str:
    items = "".join(
        f"<item><title>{record['title']}</title><link>{record['url']}</link><pubDate>Sat, 01 Mar 2025 08:00:00 +0700</pubDate>"
        f"<source url='https://bao.example'>Báo Thợ</source><content:encoded><![CDATA[{_paragraphs(record)}]]></content:encoded></item>"
        for record in records
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Tin thợ</title>{items}</channel></rss>"
    )


def _atom(records: list[dict[str, str]]) -> str:
    entries = "".join(
        f'<entry><title>{record["title"]}</title><link href="{record["url"]}"/><updated>2025-03-01T08:00:00Z</updated>'
        f'<author><name>Lê Hà</name></author><content type="html"><![CDATA[{_paragraphs(record)}]]></content></entry>'
        for record in records
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Tin thợ</title>{entries}</feed>'


def _warc(pages: dict[str, bytes], packed: bool) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    for address, body in pages.items():
        record = writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2026-01-01T00:00:00Z"},
        )
        writer.write_record(record)
        record.raw_stream.close()  # warcio copies it to a file of its own and leaves that open
    return buffer.getvalue()


def _saved(page: str) -> str:
    return (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://bao.example/1.html\nSubject: =?utf-8?B?TMOqIEjDoA==?=\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="B"\n\n--B\n'
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        f"Content-Location: https://bao.example/1.html\n\n{page}\n--B--\n"
    )


def _letter(record: dict[str, str]) -> str:
    return (
        "From: Lê Hà <ha@vi-du.example>\nTo: toa-soan@vi-du.example\nDate: Sat, 01 Mar 2025 08:00:00 +0700\n"
        f"Subject: {record['title']}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{record['body']}\n"
    )


def _docx(record: dict[str, str]) -> str:
    lines = (record["title"], *record["body"].split("\n\n"))
    text = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return f'<w:document xmlns:w="{_WORD}"><w:body>{text}</w:body></w:document>'


def _odt(record: dict[str, str]) -> str:
    text = f"<text:h>{record['title']}</text:h>{_paragraphs(record, 'text:p')}"
    return (
        f'<office:document-content xmlns:office="{_OPEN}:office:1.0" xmlns:text="{_OPEN}:text:1.0">'
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>"
    )


def zipped(members: dict[str, str] | dict[str, bytes] | dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _pdf() -> bytes:
    """A PDF of one page of text, its content packed."""
    lines = [
        "Cong doan xuong may mo lop hoc dem",
        *(f"Cau thu {n} cua bai viet ve lop hoc." for n in range(12)),
    ]
    text = "BT /F1 12 Tf 14 TL 50 750 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    content = zlib.compress(text.encode())
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (Lop hoc dem) >>",
    )
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 7\n0000000000 65535 f \n%btrailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(data))
    )
