"""Places of the same article as a line of JSONL, as a text dump and as a page of HTML."""

import html
import json
from pathlib import Path
from typing import Any

import pytest

from bench.extraction import place_articles
from indexer.article import Article
from indexer.facets import annotate
from indexer.pages import read_page

WHOLE = [row for row in place_articles() if len(row["body"]) >= 200]
FIELDS = ("title", "kicker", "lead", "body", "source", "url", "published")
MENU = "<nav><a href='/ba-dinh'>Quận Ba Đình</a><a href='/lang'>Phường Láng</a><a href='/hue'>Huế</a></nav>"
RELATED = (
    "<aside><h3>Tin liên quan</h3><ul><li><a href='/a'>Công đoàn phường Hà Đông tập huấn cán bộ nữ công</a></li>"
    "<li><a href='/b'>LĐLĐ tỉnh Bắc Giang tổng kết phong trào thi đua</a></li></ul></aside>"
)


def jsonl(row: dict[str, Any]) -> str:
    return json.dumps({name: row[name] for name in FIELDS if name in row}, ensure_ascii=False)


def dump(row: dict[str, Any]) -> str:
    lines = ["-->"]
    if "published" in row:
        year, month, day = row["published"][:10].split("-")
        lines = ["M", f"{day}/{month}/{year} 08:00"]
    lead = row.get("lead", "")
    if "source" in row and not lead.startswith("("):
        lead = f"({row['source']}) - {lead}"
    kicker = [row["kicker"], ""] if "kicker" in row else []
    lines += ["", *kicker, row["title"], "", lead, ""]
    for paragraph in row["body"].split("\n\n"):
        lines += [paragraph, ""]
    return "\n".join([*lines, *([f"Nguồn: {row['url']}"] if "url" in row else [])])


def page(row: dict[str, Any]) -> str:
    head = [f"<title>{html.escape(row['title'])}</title>", "<meta property='og:type' content='article'>"]
    if "url" in row:
        head.append(f"<link rel='canonical' href='{row['url']}'>")
    if "source" in row:
        head.append(f"<meta property='og:site_name' content='{html.escape(row['source'])}'>")
    if "published" in row:
        moment = row["published"] if "T" in row["published"] else f"{row['published']}T08:00:00+07:00"
        head.append(f"<meta property='article:published_time' content='{moment}'>")
    kicker = f"<p class='kicker'>{html.escape(row['kicker'])}</p>" if "kicker" in row else ""
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in row["body"].split("\n\n"))
    return (
        f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'>{''.join(head)}</head><body>{MENU}<main><article>"
        f"{kicker}<h1>{html.escape(row['title'])}</h1><p class='sapo'>{html.escape(row.get('lead', ''))}</p>"
        f"<div class='content'>{body}</div></article>{RELATED}</main>"
        "<footer>Tòa soạn: phường Cầu Giấy, Hà Nội</footer></body></html>"
    )


@pytest.mark.parametrize(("write", "suffix"), [(jsonl, "jsonl"), (dump, "txt"), (page, "html")])
def test_every_form_of_an_article_has_the_same_places(tmp_path: Path, write: Any, suffix: str) -> None:
    wrong = []
    for number, row in enumerate(WHOLE):
        path = tmp_path / f"{number}.{suffix}"
        path.write_text(write(row), encoding="utf-8")
        read = [
            record for record in read_page(path) if isinstance(record, Article) and record.kind == "article"
        ]
        assert len(read) == 1, row["title"]
        article = annotate(read[0])
        got = [{v.value for v in values} for values in (article.districts, article.wards, article.provinces)]
        if got != [set(row[name]) for name in ("districts", "wards", "provinces")]:
            wrong.append((row["title"], got))
    assert wrong == []
