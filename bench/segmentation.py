"""Word segmentation beside pyvi: is the output the same, and how much faster is it, on one core?

Each article (title, lead and body, as one text) is segmented by both, once, in the same process: blocks of 250
articles in turn, so that both suffer the same machine and neither the other's caches; nothing is warmed up
beyond reading the models. Prints articles a second for each,
the ratio, and the number of articles whose output differs (the first few of them shown). Then what the
indexer really calls: the whole analysis, batches of 32 texts, with and without words.

    python run.py bench segmentation                     # all of ../shared/articles/news-45k.jsonl.gz
    python run.py bench segmentation --limit 2000
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer.vietnamese import analyse_batch, segment

ARTICLES = Path(__file__).resolve().parents[2] / "shared" / "articles" / "news-45k.jsonl.gz"
BATCH = 32
BLOCK = 250
SHOWN = 5


def read(path: Path, limit: int | None) -> Iterator[str]:
    """The texts of a JSONL file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, limit):
            record = json.loads(line)
            yield "\n".join(filter(None, (record.get(name) for name in ("title", "lead", "body"))))


def compare(texts: Iterator[str]) -> tuple[int, int, float, float]:
    """Segment each text with both: texts, differences, seconds of pyvi, seconds of ours."""
    from pyvi import ViTokenizer

    segment.warm_up()
    ViTokenizer.tokenize("Công đoàn")
    count = different = 0
    theirs_time = ours_time = 0.0
    clock = time.perf_counter
    while block := list(itertools.islice(texts, BLOCK)):
        begun = clock()
        ours = [segment.tokenize(text) for text in block]
        between = clock()
        theirs = [ViTokenizer.tokenize(text) for text in block]
        theirs_time += clock() - between
        ours_time += between - begun
        count += len(block)
        for mine, reference in zip(ours, theirs, strict=True):
            if mine != reference:
                different += 1
                if different <= SHOWN:
                    pairs = zip(mine.split(" "), reference.split(" "), strict=False)
                    a, b = next(((a, b) for a, b in pairs if a != b), ("(length)", "(length)"))
                    print(f"  differs: {a!r}, pyvi {b!r}")
        if sys.stderr.isatty():
            print(f"\r{count:,} articles", end="", file=sys.stderr, flush=True)
    return count, different, theirs_time, ours_time


def analysis_rate(texts: Sequence[str], words: bool) -> float:
    """Articles a second of `analyse_batch` on texts it has not seen in this form."""
    begun = time.perf_counter()
    for at in range(0, len(texts), BATCH):
        analyse_batch(texts[at : at + BATCH], words)
    return len(texts) / (time.perf_counter() - begun)


def main(arguments: list[str]) -> int:
    """Run the comparison; 1 if any output differs from pyvi's."""
    parser = argparse.ArgumentParser(prog="run.py bench segmentation", description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, default=ARTICLES, help="JSONL, .gz or not")
    parser.add_argument("--limit", type=int, default=None, help="only the first so many articles")
    options = parser.parse_args(arguments)
    if not options.articles.is_file():
        print(f"{options.articles} is not here; name another file with --articles", file=sys.stderr)
        return 1

    count, different, theirs, ours = compare(read(options.articles, options.limit))
    if not count:
        print("no articles", file=sys.stderr)
        return 1
    print(f"articles                      {count:>10,}")
    print(f"outputs that differ           {different:>10,}")
    print(f"pyvi, articles/s              {count / theirs:>10,.0f}")
    print(f"ours, articles/s              {count / ours:>10,.0f}")
    print(f"ours : pyvi                   {theirs / ours:>10.1f}")
    texts = list(read(options.articles, min(count, 5000)))
    print(f"analysis with words, /s       {analysis_rate(texts, True):>10,.0f}")
    print(f"analysis without words, /s    {analysis_rate(texts, False):>10,.0f}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
