"""The text of pages never seen, beside trafilatura and readability-lxml: F1, fields, refusals, time.

The pages lie in ../shared/pages and are read in place. F1 is that of scrapinghub's article-extraction-benchmark:
shingles of four words, precision and recall averaged over pages. Ours is lead and body together, since a lead is
text of the page. Every other page, by name, is for tuning; the others are only ever measured. A page is timed from
its bytes to its text in processor time, all readers in one run and after a first page that loads what each needs.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.article import Article
from indexer.pages import read_page
from indexer.pages.article_draft import build
from indexer.pages.charset import decode
from indexer.pages.html import read_html

_WORD = re.compile(r"\w+")
SHINGLE = 4
"""Words of a shingle."""
VIETNAMESE_FIELDS = ("title", "author", "published", "lead")

Reader = Callable[[bytes], str]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words of a text, with how often each stands; a shorter text is one run."""
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


def precision_recall(text: str, expected: str) -> tuple[float, float]:
    """Precision and recall of a page's text."""
    got, wanted = shingles(text), shingles(expected)
    right = sum((got & wanted).values())
    precision = right / sum(got.values()) if got else float(not wanted)
    recall = right / sum(wanted.values()) if wanted else 1.0
    return precision, recall


def ours(data: bytes) -> str:
    """Lead and body as this project reads them; nothing for a page that is refused."""
    draft = read_html(decode(data))
    if isinstance(draft, str):
        return ""
    article = next(build(draft, "page"))
    return f"{article.lead or ''}\n{article.body}" if isinstance(article, Article) else ""


def _trafilatura(data: bytes) -> str:
    import trafilatura

    return trafilatura.extract(data, include_comments=False) or ""


def _readability(data: bytes) -> str:
    import readability
    from lxml.html import fromstring

    document = readability.Document(data.decode("utf-8", "replace"))
    return str(fromstring(document.summary()).text_content())


READERS: dict[str, Reader] = {
    "ours": ours,
    "trafilatura": _trafilatura,
    "readability-lxml": _readability,
}


def _unpack(folder: Path, name: str) -> bytes:
    return gzip.decompress((folder / f"{name}.html.gz").read_bytes())


def benchmark_rows(folder: Path) -> Iterator[str]:
    """A table of the readers on the pages that people marked."""
    truth = {
        name: row["articleBody"]
        for name, row in json.loads((folder / "ground-truth.json").read_text()).items()
    }
    names = sorted(name for name in truth if (folder / f"{name}.html.gz").exists())
    yield f"{len(names)} pages of many sites: F1 (precision, recall) of lead and body, ms a page"
    yield f"  {'':18} {'tuned on':>20} {'validated on':>22} {'all':>7} {'ms':>7} {'ratio':>6}"
    base = 0.0
    for reader, read in READERS.items():
        try:
            read(_unpack(folder, names[0]))
        except ImportError:
            yield f"  {reader:18} is not installed: pip install 'tin-cong-doan[bench]'"
            continue
        scores: list[tuple[float, float]] = []
        seconds = 0.0
        for name in names:
            data = _unpack(folder, name)
            before = time.process_time()
            try:
                text = read(data)
            except Exception:
                text = ""
            seconds += time.process_time() - before
            scores.append(precision_recall(text, truth[name]))
        base = base or seconds
        halves = "   ".join(
            "{:.3f} ({:.3f}, {:.3f})".format(*_f1(half)) for half in (scores[::2], scores[1::2])
        )
        yield f"  {reader:18} {halves}   {_f1(scores)[0]:.3f} {1000 * seconds / len(names):7.1f} {seconds / base:6.2f}"


def _f1(scores: list[tuple[float, float]]) -> tuple[float, float, float]:
    precision = statistics.mean(score[0] for score in scores)
    recall = statistics.mean(score[1] for score in scores)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


def vietnamese_rows(folder: Path, misses: bool) -> Iterator[str]:
    """Fields of the Vietnamese articles, and refusals of the pages that hold none."""
    truth = json.loads((folder / "truth.json").read_text())
    right = dict.fromkeys(VIETNAMESE_FIELDS, 0)
    articles = refused = lists = 0
    wrong: list[str] = []
    for name, expected in truth.items():
        found = next(iter(read_page(folder / name, name=name)))
        if expected is None:
            lists += 1
            refused += not isinstance(found, Article)
            if isinstance(found, Article):
                wrong.append(f"{name}: an article “{found.title}”")
            continue
        articles += 1
        for field in VIETNAMESE_FIELDS:
            got = getattr(found, field, None)
            is_right = (
                (got or "")[:16] == (expected[field] or "")[:16]
                if field == "published"
                else got == expected[field]
            )
            right[field] += is_right
            if not is_right:
                wrong.append(f"{name}: {field} {got!r}, should be {expected[field]!r}")
    yield f"{articles} articles of Vietnamese newspapers: " + ", ".join(
        f"{field} {count} of {articles}" for field, count in right.items()
    )
    yield f"{lists} pages without an article: {refused} refused"
    if misses:
        yield from (f"      {line}" for line in wrong)


def report(shared: Path, misses: bool = False) -> Iterator[str]:
    """The lines to print; one that says so where the pages are not here."""
    folder = shared / "pages"
    if not folder.exists():
        yield "../shared/pages is not here: the pages of other sites are left out."
        return
    yield from benchmark_rows(folder / "benchmark")
    yield from vietnamese_rows(folder / "vietnamese", misses)
