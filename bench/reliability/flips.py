"""Flipped bits: an index with one wrong bit answers as before, or says that it is damaged; never silently wrong.

An index with deletions and several segments is asked a fixed set of questions, through the engine and through
`Search`; then one random bit of one of its files is flipped, everything is opened and asked again, and the bit is put
right. `check` must find every flipped bit, answered from or not.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

from bench.reliability.corpora import article
from bench.reliability.kills import merging
from bench.reliability.outcome import Outcome
from indexer import engines
from indexer.engines.contract import EngineQuery, Filters, Phrase, Prefix, Term, TermKind, Weighted
from indexer.errors import IndexProblem
from search import Search

ASKED = "2,000 bit flips in index files: 0 silently wrong answers"
CONG = Term(TermKind.SYLLABLE, "công")
REQUESTS = (
    EngineQuery(timeline="month"),
    EngineQuery(CONG, (Weighted((CONG,)),), limit=100),
    EngineQuery(
        Term(TermKind.PAIR, "cong doan", folded=True), (Weighted((Prefix("d", folded=True),)),), limit=50
    ),
    EngineQuery(Phrase((CONG, Term(TermKind.SYLLABLE, "đoàn")), fields=("body",)), sort="newest", limit=50),
    EngineQuery(Term(TermKind.WORD, "lao động"), filters=Filters(district=("ba-dinh",)), sort="oldest"),
)
QUERIES = ("công đoàn cơ sở", "ldld thanh xuan", '"hội nghị tổng kết" -mai', "me linh tet sum vay")


def run(flips: int = 2000, seed: int = 1) -> Outcome:
    """Flip `flips` bits, one at a time."""
    outcome = Outcome("flips", ASKED, seed)
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place, merging(4):
        index = Path(place)
        _build(index, rng)
        truth = _everything(index)
        files = sorted(p for p in index.iterdir() if p.stat().st_size and not p.name.endswith("LOCK"))
        outcome.counts |= {"files": len(files), "bytes": sum(p.stat().st_size for p in files)}
        outcome.counts |= {"flips": 0, "answered as before": 0, "said to be damaged": 0, "found by check": 0}
        for _ in range(flips):
            # Half of the flips by size, half of them one file like another, so that small files get theirs.
            sizes = [p.stat().st_size for p in files] if rng.random() < 0.5 else None
            victim = rng.choices(files, sizes)[0]
            place_of_bit, bit = rng.randrange(victim.stat().st_size), 1 << rng.randrange(8)
            label = f"{victim.name}, byte {place_of_bit}, bit {bit}"
            _flip(victim, place_of_bit, bit)
            outcome.add("flips")
            try:
                right = _everything(index) == truth
                outcome.add("answered as before", outcome.expect(right, f"{label}: a wrong answer"))
            except IndexProblem:
                outcome.add("said to be damaged")
            except Exception as error:
                outcome.problems.append(f"{label}: {type(error).__name__}: {error}")
            outcome.add(
                "found by check", outcome.expect(engines.check(index) != [], f"{label}: check is clean")
            )
            _flip(victim, place_of_bit, bit)
        outcome.expect(_everything(index) == truth, "the index is not what it was")
    return outcome


def _build(index: Path, rng: random.Random) -> None:
    for version in range(1, 5):
        batch = [article(f"{n}", version, rng) for n in rng.sample(range(150), 60)]
        with engines.open_writer(index) as writer:
            writer.commit(add=[writer.build(batch)], delete=[str(rng.randrange(150))], state=b"%d" % version)


def _flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ bit]))


def _everything(index: Path) -> Any:
    """All that an index says, in a form that compares; opened anew."""
    with engines.open_reader(index) as engine:
        reader = engine.reader()
        said: list[Any] = [reader.generation, reader.document_count, reader.state()]
        for request in REQUESTS:
            answer = reader.answer(request)
            said += [answer, reader.articles([found.key for found in answer.found])]
        said += [list(reader.scan(EngineQuery())), reader.article("7"), reader.labels("district")]
        said += [reader.accented(TermKind.SYLLABLE, "cong"), reader.completions(TermKind.WORD, "la", 5)]
        said += [sorted(reader.coverage(EngineQuery()).items(), key=str)]
    search = Search.open(index)
    try:
        for q in QUERIES:
            found = search.search(q)
            said += [found.total, found.hits, found.facets, found.suggestion, found.interpretations]
        said.append(search.suggest("cong"))
    finally:
        search.close()
    return said


def trials(share: float, seed: int) -> list[Outcome]:
    """The check, at `share` of its full size."""
    return [run(int(2000 * share), seed)]
