"""Extraction beside what a careful reader says: precision and recall of every field and facet.

Labelled sets: the pages of corpus/ with corpus/labels.toml (less the labels that tests/gold/disputed.toml names), the
difficult snippets of tests/gold/facets.toml and places.toml (facets only), the whole articles of
tests/gold/place_articles.toml (places only), and the five real pages of ../shared/seeds where they are present. "exact" is the
share of articles whose set of values is exactly that of the label. A value counts as found when it equals the
label; kickers without their colon, a lead by its first words. "boilerplate" is the share of pages whose
body holds nothing of the page's furniture. The time is for reading and annotating each page of the
corpus, on one core, without segmentation. The speed is that of dumps alone, each made different from
every other so that nothing is remembered: `read_page`, scaled to pages of 10 KB, and `annotate`. What
follows are pages never seen, beside other readers (`page_text.py`).

    python run.py bench extraction
    python run.py bench extraction --misses     # list every disagreement
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.page_text import report
from indexer.article import Article
from indexer.facets import annotate, campaigns
from indexer.pages import read_page
from indexer.vietnamese import fold

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
GOLD = ROOT / "tests" / "gold"
SEEDS = ROOT.parent / "shared" / "seeds"
FIELDS = ("title", "kicker", "lead", "author", "published")
PLACES = ("districts", "wards", "provinces")
FACETS = ("districts", "wards", "provinces", "year", "campaigns")
_FURNITURE = re.compile(
    r"^(?:Có thể bạn quan tâm|Nên xem|Tin khác|Xem thêm|Phiên bản di động|Nguồn ?:.*|Đọc nhiều|Bài cùng chuyên mục"
    r"|Trang nhất.*|Ý kiến bạn đọc.*|Từ khóa:.*|\d{4} (?:img )?[0-9a-f]{4,})$",
    re.MULTILINE,
)


@dataclass(slots=True)
class Counts:
    """Right values, wrong claims and missed labels of one field or facet, with the disagreements."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    articles: int = 0
    exact: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, got: set[Any], expected: set[Any], where: str) -> None:
        """Count one page's values."""
        self.right += len(got & expected)
        self.wrong += len(got - expected)
        self.missed += len(expected - got)
        self.articles += 1
        self.exact += got == expected
        if got != expected:
            self.misses.append(f"{where}: {sorted(map(str, got))}, should be {sorted(map(str, expected))}")

    def row(self, name: str) -> str:
        """One line: precision, recall, share of exact articles, and how many values stand behind them."""
        claimed, labelled = self.right + self.wrong, self.right + self.missed
        precision = f"{self.right / claimed:.3f}" if claimed else "  –  "
        recall = f"{self.right / labelled:.3f}" if labelled else "  –  "
        exact = f"{self.exact / self.articles:.3f}" if self.articles else "  –  "
        counts = f"({self.right} of {labelled}; {self.wrong} wrong)"
        return f"  {name:12} precision {precision}   recall {recall}   exact {exact}   {counts}"


Table = dict[str, Counts]


def load(path: Path) -> dict[str, Any]:
    """A TOML file."""
    with path.open("rb") as file:
        return tomllib.load(file)


def corpus_rows() -> Iterator[tuple[dict[str, Any], Path]]:
    """The labels of the corpus with the page of each, less the disputed labels."""
    disputed = {(row["file"], row["label"]) for row in load(GOLD / "disputed.toml")["dispute"]}
    for row in load(CORPUS / "labels.toml")["page"]:
        row["skip"] = {label for file, label in disputed if file == row["file"]}
        yield row, CORPUS / row["file"]


def seed_rows() -> Iterator[tuple[dict[str, Any], Path]]:
    """The labels of the real pages."""
    for row in load(GOLD / "seeds.toml")["page"]:
        yield row, SEEDS / row["file"]


def article_of(row: dict[str, Any], path: Path) -> Article | None:
    """The article of a labelled page (of one line of it, for JSONL), annotated; None when there is none."""
    line = f"#{row['line']}" if "line" in row else ""
    for read in read_page(path):
        if isinstance(read, Article) and read.kind == "article" and (read.page or "").endswith(line):
            return annotate(read)
    return None


def compare(row: dict[str, Any], article: Article, table: Table) -> None:
    """Count the fields and facets of one page against its labels."""
    where, skip = row["file"] + (f"#{row['line']}" if "line" in row else ""), row.get("skip", set())
    title = article.title
    if len(title.split()) == row.get("title_words") and title.startswith(row["title"]):
        title = row["title"]
    lead = (article.lead or "").removeprefix("(TCĐ)").strip()
    if lead.startswith(row.get("lead", "\0")):
        lead = row["lead"]
    got = {
        "title": title,
        "kicker": (article.kicker or "").rstrip(": ") or None,
        "lead": lead or None,
        "author": article.author,
        "published": (article.published or "")[:10] or None,
    }
    expected = {name: row.get(name) for name in FIELDS}
    expected["kicker"] = (row.get("kicker") or "").rstrip(": ") or None
    expected["published"] = (row.get("published") or "")[:10] or None
    for name in FIELDS:
        if name not in skip:
            table[name].add(_one(got[name]), _one(expected[name]), where)
    furniture = _FURNITURE.findall(article.body)
    table["boilerplate"].add({"none"} if not furniture else set(furniture), {"none"}, where)
    compare_facets(row, article, table, where)


def compare_facets(row: dict[str, Any], article: Article, table: Table, where: str) -> None:
    """Count the facets of one article against its labels; campaigns may be labelled by slug or by name."""
    skip = row.get("skip", set())
    slugs = {fold(c.label): c.value for c in campaigns()}
    pairs = {"districts": ({d.value for d in article.districts}, set(row["districts"]))}
    if "campaigns" in row:
        named = {slugs.get(fold(name), name) for name in row["campaigns"]}
        pairs["campaigns"] = ({c.value for c in article.campaigns}, named)
        pairs["year"] = (_one(article.year), _one(row.get("year")))
    for name, values in (("wards", article.wards), ("provinces", article.provinces)):
        if name in row:
            pairs[name] = ({v.value for v in values}, set(row[name]))
    for name, (got, expected) in pairs.items():
        if name not in skip:
            table[name].add(got, expected, where)


def snippets() -> Iterator[tuple[dict[str, Any], Article]]:
    """The snippets of the gold files as Articles, annotated."""
    for row in [*load(GOLD / "facets.toml")["snippet"], *load(GOLD / "places.toml")["place"]]:
        yield row, annotate(article_of_row(row))


def place_articles() -> list[dict[str, Any]]:
    """The rows of tests/gold/place_articles.toml, each with its whole body."""
    tables = load(GOLD / "place_articles.toml")
    paragraphs: list[str] = tables["paragraphs"]
    for row in tables["place"]:
        own = [row["body"]] if "body" in row else []
        row["body"] = "\n\n".join([*own, *(paragraphs[number] for number in row.pop("more", ()))])
    return list(tables["place"])


def article_of_row(row: dict[str, Any]) -> Article:
    """The Article of a row of gold, not annotated."""
    return Article(
        id="gold",
        kind="article",
        title=row["title"],
        kicker=row.get("kicker"),
        lead=row.get("lead"),
        body=row.get("body", ""),
        source=row.get("source"),
        url=row.get("url"),
        published=row.get("published"),
    )


def _one(value: Any) -> set[Any]:
    return set() if value is None else {value}


def measure_pages(rows: Iterator[tuple[dict[str, Any], Path]]) -> tuple[Table, int, float]:
    """The counts over labelled pages, how many pages, and the seconds that reading and annotating took."""
    table: Table = defaultdict(Counts)
    seconds, pages = 0.0, 0
    for row, path in rows:
        before = time.process_time()
        article = article_of(row, path) if path.exists() else None
        seconds += time.process_time() - before
        pages += 1
        if article is None:
            table["title"].add(set(), {row["title"]}, f"{row['file']} (no article)")
        else:
            compare(row, article, table)
    return table, pages, seconds


def measure_speed(pages: int = 600) -> str:
    """How many dumps of 10 KB `read_page` reads, and how many articles `annotate` annotates, in a second."""
    folder = SEEDS if SEEDS.exists() else CORPUS / "dumps"
    dumps = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    with tempfile.TemporaryDirectory() as temporary:
        paths = []
        for number in range(pages):
            path = Path(temporary) / f"{number}.txt"
            path.write_text(_varied(dumps[number % len(dumps)], number), encoding="utf-8")
            paths.append(path)
        list(read_page(paths[0]))
        before = time.process_time()
        read = [record for path in paths for record in read_page(path)]
        reading = time.process_time() - before
        size = sum(path.stat().st_size for path in paths)
    articles = [record for record in read if isinstance(record, Article) and record.kind == "article"]
    annotate(articles[0])
    before = time.process_time()
    for article in articles:
        annotate(article)
    annotating = time.process_time() - before
    return (
        f"one core: {size / 10240 / reading:,.0f} dumps of 10 KB read a second "
        f"({pages} dumps of {size / pages / 1024:.1f} KB), {len(articles) / annotating:,.0f} articles annotated a second"
    )


def _varied(dump: str, number: int) -> str:
    """The dump with a number inside each line of more than a few words, the same in the same lines."""
    return re.sub(r"^(\S+ \S+ \S+)(?= \S+ )", rf"\1 {number}", dump, flags=re.MULTILINE)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 0 always."""
    parser = argparse.ArgumentParser(
        prog="run.py bench extraction", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("--misses", action="store_true", help="list every disagreement")
    options = parser.parse_args(argv)
    tables: list[tuple[str, Table, Sequence[str]]] = []

    table, pages, seconds = measure_pages(corpus_rows())
    timing = f"{pages} pages, {1000 * seconds / max(pages, 1):.2f} ms a page"
    tables.append((f"corpus/ ({timing})", table, (*FIELDS, "boilerplate", *FACETS)))

    gold: Table = defaultdict(Counts)
    labelled = list(snippets())
    for row, article in labelled:
        compare_facets(row, article, gold, f"{row.get('trap', 'place')}: {row['title']}")
    tables.append((f"tests/gold/facets.toml, places.toml ({len(labelled)} snippets)", gold, FACETS))

    whole: Table = defaultdict(Counts)
    rows = place_articles()
    for row in rows:
        compare_facets(
            row, annotate(article_of_row(row)), whole, f"{row['title']}: {row.get('lead', '')[:80]}"
        )
    tables.append((f"tests/gold/place_articles.toml ({len(rows)} articles)", whole, PLACES))

    if SEEDS.exists():
        table, pages, seconds = measure_pages(seed_rows())
        tables.append((f"../shared/seeds ({pages} pages)", table, (*FIELDS, "boilerplate", *FACETS)))
    else:
        print("../shared/seeds is not here: the real pages are left out.")

    for name, table, order in tables:
        print(name)
        for key in order:
            print(table[key].row(key))
            if options.misses:
                for miss in table[key].misses:
                    print(f"      {miss}")
    print(measure_speed())
    for line in report(SEEDS.parent, options.misses):
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
