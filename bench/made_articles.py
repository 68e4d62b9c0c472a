"""Articles to measure with: real ones, and as many more as wanted, made of the real ones' sentences.

A made article takes its title and lead from one article and its paragraphs from others, so that words, their
frequencies and what stands beside them are natural. Years, districts and campaigns are drawn at
random (the real articles have none), always the same for the same number.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from indexer.article import Article, FacetValue

NEWS = Path(__file__).resolve().parent.parent.parent / "shared" / "articles" / "news-45k.jsonl.gz"
DISTRICTS = [FacetValue(f"quan-{n:02}", f"Quận {n}") for n in range(31)]
CAMPAIGNS = [FacetValue(f"phong-trao-{n:02}", f"Phong trào {n}") for n in range(12)]


def records(path: Path) -> list[dict[str, str]]:
    """The JSONL records of a file, gzipped or not."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in content.splitlines() if line.strip()]


def articles(count: int, path: Path = NEWS, seed: int = 1) -> Iterator[Article]:
    """`count` Articles: those of `path` first, then made ones."""
    real = [_composed(record) for record in records(path)]
    rng = random.Random(seed)
    for number in range(count):
        if number < len(real):
            record = real[number]
            title, lead, body = record["title"], record.get("lead"), record.get("body", "")
        else:
            title, lead, body = _made(real, rng)
        yield _annotated(f"a{number:07}", title, lead, body, rng)


def _composed(record: dict[str, str]) -> dict[str, str]:
    """A record with its letters composed, as the pipeline reads it."""
    return {
        name: normalize("NFC", value) if isinstance(value, str) else value for name, value in record.items()
    }


def _made(real: list[dict[str, str]], rng: random.Random) -> tuple[str, str | None, str]:
    head = rng.choice(real)
    wanted = len(rng.choice(real).get("body", ""))
    paragraphs: list[str] = []
    length = 0
    while length < wanted:
        lines = rng.choice(real).get("body", "").split("\n")
        start = rng.randrange(len(lines))
        paragraphs += lines[start : start + rng.randint(1, 5)]
        length = sum(map(len, paragraphs))
        if len(paragraphs) > 400:
            break
    return head["title"], head.get("lead"), "\n\n".join(paragraphs)


def _annotated(article_id: str, title: str, lead: str | None, body: str, rng: random.Random) -> Article:
    year = rng.choices(range(2015, 2026), weights=range(1, 12))[0]
    day = f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    districts = rng.choices(DISTRICTS, weights=range(31, 0, -1), k=rng.choice((0, 1, 1, 1, 2)))
    campaigns = rng.choices(CAMPAIGNS, weights=range(12, 0, -1), k=rng.choice((0, 0, 1)))
    return Article(
        id=article_id,
        kind="article",
        title=title,
        lead=lead,
        body=body,
        published=f"{day}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00+07:00",
        year=year,
        year_basis="published",
        districts=tuple(dict.fromkeys(districts)),
        campaigns=tuple(dict.fromkeys(campaigns)),
    )
