"""HTML pages of a newspaper's size to measure reading with: `python -m bench.made_pages [PAGES]`.

Each holds one article of ours in the frame that a news site puts around it: menus, scripts, styles, lists of other articles,
a footer; about 100 KB. Prints pages and megabytes for each second of processor, for reading alone and for a whole index.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.made_articles import articles
from indexer.article import Article
from indexer.pages import read_page
from indexer.pipeline import update

SIZE = 100_000
"""Bytes of a page."""


def page_of(article: Article, others: list[Article], size: int = SIZE) -> str:
    """The page of an article; `others` are announced in its lists until it has `size` bytes."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": "2024-05-01T08:00:00+07:00",
        "author": {"@type": "Person", "name": "Nguyễn Văn An"},
        "publisher": {"@type": "Organization", "name": "Báo Thử nghiệm"},
    }
    head = (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{article.title} | Báo Thử nghiệm</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{article.title.replace(chr(34), "")}">'
        f'<script type="application/ld+json">{json.dumps(facts, ensure_ascii=False)}</script>'
        f"<style>{'.box{margin:0;padding:4px}' * 300}</style><script>{'window.q=(window.q||0)+1;' * 400}</script></head>"
    )
    menu = "".join(f'<li><a href="/muc-{n}.html">Chuyên mục {n}</a></li>' for n in range(120))
    body = "".join(f"<p>{line}</p>" for line in article.body.split("\n") if line.strip())
    text = f'<article><h1>{article.title}</h1><p class="sapo">{article.lead or ""}</p><div class="content">{body}</div></article>'
    start = f'{head}<body><header><nav><ul>{menu}</ul></nav></header><main>{text}<aside><ul class="list">'
    end = "</ul></aside></main><footer><p>Báo Thử nghiệm. Ghi rõ nguồn khi phát hành lại.</p></footer></body></html>"
    items: list[str] = []
    length = len(start.encode()) + len(end.encode())
    while length < size:
        other = others[len(items) % len(others)]
        item = (
            f'<li class="item"><a class="thumb" href="/tin-{other.id}.html"><img src="/i/{other.id}.jpg" alt=""></a>'
            f'<h3><a href="/tin-{other.id}.html">{other.title}</a></h3><p>{other.lead or ""}</p></li>'
        )
        items.append(item)
        length += len(item.encode())
    return start + "".join(items) + end


def write_pages(folder: Path, count: int) -> int:
    """Write `count` pages; returns their bytes."""
    made: Iterator[Article] = articles(count + 200)
    others = list(islice(made, 200))
    size = 0
    for number, article in enumerate(made):
        size += (folder / f"{number:05}.html").write_bytes(
            page_of(article, others[number % 100 :], SIZE).encode()
        )
    return size


def main() -> None:
    """Write the pages, read them, index them, print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "pages"
        pages.mkdir()
        size = write_pages(pages, count)
        started = time.process_time()
        found = sum(
            entry.kind == "article"
            for path in sorted(pages.iterdir())
            for entry in read_page(path)
            if isinstance(entry, Article)
        )
        reading = time.process_time() - started
        started = time.process_time()
        update(pages, Path(folder) / "index", jobs=1)
        building = time.process_time() - started
    print(f"{count} pages, {size / count / 1000:.0f} KB each, {found} articles found")
    print(f"reading: {count / reading:,.0f} pages, {size / reading / 1e6:.1f} MB a second of processor")
    print(f"pages → index: {count / building:,.0f} pages a second of processor")


if __name__ == "__main__":
    main()
