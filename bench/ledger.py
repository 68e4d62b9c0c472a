"""The ledger's reader against labelled sentences: precision and recall by measure, act, status, honour.

The labels are in `tests/gold/ledger.toml` (our own sentences, in parts: `tune`, `held-out`, `blind` …), made by the rules in
`docs/ledger.md` before the reader saw them. A figure is right when value, upper end and measure agree; "closely" adds
act and status. An honour is right when title and count agree.

    python run.py bench ledger                    # every part
    python run.py bench ledger --part held-out --errors
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.ledger import Figure, Honour, Row, read

GOLD = Path(__file__).resolve().parents[1] / "tests" / "gold" / "ledger.toml"
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled sentence; alternatives of a label ("gifts/trips") are tuples, `optional` rows are neither asked nor punished."""

    text: str
    rows: tuple[tuple[str, ...], ...]
    part: str
    optional: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class Tally:
    """How many rows were right, how many were found, how many are labelled."""

    right: int = 0
    found: int = 0
    labelled: int = 0

    def add(self, found: int, labelled: int, right: int) -> None:
        self.found, self.labelled, self.right = (
            self.found + found,
            self.labelled + labelled,
            self.right + right,
        )

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  ({self.right} right, {self.found} found, {self.labelled} labelled)"


def load(path: Path = GOLD) -> list[Labelled]:
    """The labelled sentences of a TOML file: `[[sentence]]` with `text`, `rows` and `part`."""
    with path.open("rb") as file:
        records = tomllib.load(file)["sentence"]
    return [
        Labelled(
            r["text"],
            tuple(tuple(row.split("|" if row.startswith("honour") else None)) for row in r.get("rows", ())),
            r.get("part", "tune"),
            tuple(
                tuple(row.split("|" if row.startswith("honour") else None)) for row in r.get("optional", ())
            ),
        )
        for r in records
    ]


def figure_keys(row: Sequence[str]) -> tuple[str, str, str, str]:
    """Value (with its upper end), measures, acts, statuses of a label such as `>850 members admit done`."""
    value, measure, act, status = row
    return value.lstrip("<>~").replace("_", ""), measure, act, status


def said(row: Figure) -> str:
    """A figure's value as labels write it: `30` or `30..45`."""
    return f"{row.value}" if row.value_max is None else f"{row.value}..{row.value_max}"


def agrees(row: Figure, label: Sequence[str], closely: bool) -> bool:
    """Whether a figure is the labelled one: by value and measure, `closely` also by act and status."""
    value, measure, act, status = figure_keys(label)
    if said(row) != value or row.measure not in measure.split("/"):
        return False
    return not closely or (row.act in act.split("/") and row.status in status.split("/"))


def honours_agree(row: Honour, label: Sequence[str]) -> bool:
    """Whether an honour has the labelled title and count ("-" for none)."""
    count = "-" if row.count is None else str(row.count)
    return count in label[2].split("/") and row.title.casefold() in {
        t.casefold() for t in label[1].split("/")
    }


def match(
    rows: Sequence[Row], labels: Sequence[Sequence[str]], closely: bool
) -> tuple[list[Row], list[Sequence[str]]]:
    """Pair rows with labels, each once: the rows that no label has, and the labels that no row has."""
    left, unmatched = list(labels), []
    for row in rows:
        if isinstance(row, Honour):
            hit = next((x for x in left if x[0] == "honour" and honours_agree(row, x)), None)
        else:
            hit = next((x for x in left if x[0] != "honour" and agrees(row, x, closely)), None)
        if hit is None:
            unmatched.append(row)
        else:
            left.remove(hit)
    return unmatched, left


def measure(sentences: Iterable[Labelled], show: bool = False) -> dict[str, Tally]:
    """The tallies over sentences; with `show` every error is printed."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    false_negatives: Counter[str] = Counter()
    for sentence in sentences:
        rows = read(sentence.text)
        for name, closely, kind in (
            ("figures", False, Figure),
            ("figures, closely", True, Figure),
            ("honours", False, Honour),
        ):
            mine = [row for row in rows if isinstance(row, kind)]
            labels = [x for x in sentence.rows if (x[0] == "honour") == (kind is Honour)]
            wrong, missing = match(mine, labels, closely)
            free, _ = match(wrong, sentence.optional, False) if sentence.optional else (wrong, [])
            found = len(mine) - (len(wrong) - len(free))
            tallies[name].add(found, len(labels), len(labels) - len(missing))
            if show and (free or missing) and name != "figures":
                print(f"\n{sentence.text}")
                for row in free:
                    print(f"   + {row.to_dict()}  {row.rules}")
                for label in missing:
                    print(f"   - {' '.join(label)}")
        if not sentence.rows and not sentence.optional:
            tallies["sentences without rows"].add(1 if rows else 0, 0, 0)
            false_negatives["all"] += 1
    tallies["sentences without rows"].labelled = false_negatives["all"]
    return dict(tallies)


def by_label(sentences: Iterable[Labelled], at: int) -> dict[str, Tally]:
    """Tallies of figures by measure (`at` 1), act (2) or status (3); the label's first alternative names the group."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for sentence in sentences:
        rows = [row for row in read(sentence.text) if isinstance(row, Figure)]
        labels = [x for x in sentence.rows if x[0] != "honour"]
        wrong, missing = match(rows, labels, True)
        lost = list(missing)
        for label in labels:
            right = label not in lost
            if not right:
                lost.remove(label)
            tallies[label[at].split("/")[0]].add(int(right), 1, int(right))
        for row in wrong:
            tallies[(row.measure, row.act, row.status)[at - 1] if isinstance(row, Figure) else ""].found += 1
    return dict(sorted(tallies.items()))


def main(arguments: list[str]) -> int:
    """Print the tallies of each part."""
    parser = argparse.ArgumentParser(prog="run.py bench ledger", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD, help="labelled sentences, TOML")
    parser.add_argument("--part", default=None, help="only this part: tune, held-out, blind")
    parser.add_argument("--errors", action="store_true", help="show every error")
    options = parser.parse_args(arguments)
    if not options.gold.is_file():
        print(f"{options.gold} is not here; name another file with --gold", file=sys.stderr)
        return 1
    sentences = load(options.gold)
    parts = [options.part] if options.part else sorted({s.part for s in sentences})
    for part in parts:
        chosen = [s for s in sentences if s.part == part]
        print(f"{part}: {len(chosen)} sentences, {sum(not s.rows for s in chosen)} of them without rows")
        for name, tally in measure(chosen, options.errors).items():
            if name == "sentences without rows":
                print(f"  {name:24} false rows in {tally.found} of {tally.labelled}")
            else:
                print(f"  {name:24} {tally}")
        if not options.errors:
            for at, group in ((1, "measure"), (2, "act"), (3, "status")):
                for name, tally in by_label(chosen, at).items():
                    print(f"    {group:8} {name:16} {tally}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
