"""The ledger of an index: rows of the articles that a search finds, and sums over those that can be added.

A sum is of one measure, one act, of what is done; each place and year counts once. What was left out is said,
with the reason. An event counts once, however many report it. Where two reports of an event or a year disagree neither is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from indexer.article import Article
from indexer.engines.contract import NO_FILTERS, Filters
from indexer.facets.figures import FACET, labels
from indexer.ledger import Figure, Honour, LedgerRow, rows_of
from indexer.vietnamese import fold

if TYPE_CHECKING:
    from search.search import Search

REMEMBERED = 2_000
"""Rows of one answer that are remembered at most."""
ROW_BYTES = 1_500
"""About what a row takes in memory."""
WHOLE_CITY = "toan-thanh-pho"
Reason = Literal[
    "target", "cumulative", "change", "unit_value", "range", "repeated", "standing", "undated", "part", "disagree", "covers"
]  # fmt: skip
Group = Literal["year", "district"]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A row, the sentence that says it, and the head of the Article it stands in (without body, captions and evidence)."""

    placed: LedgerRow
    article: Article
    sentence: str

    @classmethod
    def of(cls, article: Article) -> tuple[LedgerEntry, ...]:
        """The rows of an Article, in its order."""
        head = replace(article, body="", captions=(), evidence=(), versions=())
        return tuple(
            cls(row, head, article.text(row.field)[row.sentence[0] : row.sentence[1]])
            for row in rows_of(article)
        )

    @property
    def figure(self) -> Figure | None:
        """The row as a figure; None for an honour."""
        return self.placed.row if isinstance(self.placed.row, Figure) else None

    @property
    def honour(self) -> Honour | None:
        """The row as an honour; None for a figure."""
        return self.placed.row if isinstance(self.placed.row, Honour) else None

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence in three: before the row's words, these, and behind them."""
        start, _ = self.placed.sentence
        text, begin, end = self.sentence, self.placed.start - start, self.placed.end - start
        return text[:begin], text[begin:end], text[end:]

    @property
    def place(self) -> str:
        """The one district of the row; "" if there is none or more than one."""
        return self.placed.districts[0].value if len(self.placed.districts) == 1 else ""


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What rows have to be, beside the articles they stand in. () and "" stand for any."""

    measures: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    giver: str = ""

    def passes(self, entry: LedgerEntry) -> bool:
        """Whether a row is one of those."""
        figure, honour = entry.figure, entry.honour
        if figure is not None:
            return (
                (not self.measures or figure.measure in self.measures)
                and (not self.acts or figure.act in self.acts)
                and (not self.statuses or figure.status in self.statuses)
            )
        given = fold(" ".join(filter(None, (honour.giver if honour else "", entry.placed.body))))
        return not self.giver or fold(self.giver) in given


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a measure and an act, for one value of the grouping ("" for all). `left_out` counts rows by reason."""

    measure: str
    act: str
    group: str
    value: float
    added: tuple[LedgerEntry, ...]
    left_out: Mapping[Reason, int]

    @property
    def approximate(self) -> bool:
        """Whether any of the figures is "hơn", "gần" or "khoảng"."""
        return any(entry.figure and entry.figure.approx != "exact" for entry in self.added)


def entries(
    search: Search,
    q: str = "",
    filters: Filters = NO_FILTERS,
    *,
    kind: Literal["figure", "honour"],
    wanted: LedgerFilter = LedgerFilter(),
) -> list[LedgerEntry]:
    """The rows of all articles that `q` and `filters` find, the newest first.

    A year is the year that a row speaks of, a district the one its sentence names (else its article's).
    """
    snapshot = search.snapshot()
    key = (q, filters, kind, wanted)
    remembered = snapshot.ledger.get(key)
    if remembered is not None:
        return list(remembered)
    years, places = filters.values("year"), filters.values("district")
    values = [v.value for v in labels()]
    figures = ["honours"] if kind == "honour" else [v for v in wanted.measures or values if v != "honours"]
    found: list[LedgerEntry] = []
    narrowed = filters.changed(year=(), **{FACET: figures})
    for article in search.export(q, narrowed, sort="newest"):
        for entry in entries_of(search, article):
            if (
                (entry.honour is not None) == (kind == "honour")
                and wanted.passes(entry)
                and (not years or str(entry.placed.year) in years)
                and (
                    not places
                    or not entry.placed.districts
                    or any(d.value in places for d in entry.placed.districts)
                )
            ):
                found.append(entry)
    if len(found) <= REMEMBERED:
        snapshot.ledger[key] = tuple(found)
    return found


def entries_of(search: Search, article: Article) -> tuple[LedgerEntry, ...]:
    """The rows of an Article; they are read once, and again only when the Article says something else."""
    return search.ledger_rows.get(
        (article.id, hash(article)),
        lambda: LedgerEntry.of(article),
        lambda made: ROW_BYTES * (1 + len(made)),
    )


def row_json(entry: LedgerEntry) -> dict[str, Any]:
    """One row as JSON: what it says, of when, where and whom, and where it stands."""
    placed, article = entry.placed, entry.article
    more: dict[str, Any] = {"proposed": entry.honour.proposed} if entry.honour else {}
    return {
        **placed.row.to_dict(),
        **more,
        "year": placed.year,
        "year_basis": placed.year_basis,
        "period": placed.period,
        "districts": [{"value": d.value, "label": d.label} for d in placed.districts],
        "place_basis": placed.place_basis,
        "campaigns": [{"value": c.value, "label": c.label} for c in placed.campaigns],
        "body": placed.body,
        "body_basis": placed.body_basis,
        "sentence": entry.sentence,
        "field": placed.field,
        "start": placed.start,
        "end": placed.end,
        "rules": list(placed.row.rules),
        "event": article.event.id if article.event else None,
        "article": {
            "id": article.id,
            "title": article.heading,
            "source": article.source,
            "published": article.published,
            "link": f"/articles/{quote(article.id, safe='')}",
        },
    }


def totals(found: Iterable[LedgerEntry], by: Group | None = None) -> list[Total]:
    """The sums of figures by measure and act, and by `by`; most rows first."""
    groups: dict[tuple[str, str], list[LedgerEntry]] = defaultdict(list)
    for entry in found:
        if entry.figure is not None and entry.figure.measure != "other":
            groups[entry.figure.measure, entry.figure.act].append(entry)
    made = []
    for (measure, act), rows in groups.items():
        added, left_out = _addable(rows, act)
        if by is None:
            made.append(_total(measure, act, "", added, left_out))
            continue
        shares: dict[str, list[LedgerEntry]] = defaultdict(list)
        for entry in added:
            shares[str(entry.placed.year) if by == "year" else entry.place].append(entry)
        made += [_total(measure, act, group, share, Counter()) for group, share in sorted(shares.items())]
    return sorted(made, key=lambda total: (-len(total.added), total.measure, total.group))


def _total(
    measure: str, act: str, group: str, added: Sequence[LedgerEntry], left_out: Mapping[Reason, int]
) -> Total:
    value = sum(entry.figure.value for entry in added if entry.figure)
    return Total(measure, act, group, value, tuple(added), dict(left_out))


def _addable(rows: Sequence[LedgerEntry], act: str) -> tuple[list[LedgerEntry], Counter[Reason]]:
    """The rows that can be added, and why the others cannot."""
    left_out: Counter[Reason] = Counter()
    fit = []
    for entry in rows:
        if reason := _unfit(entry, act):
            left_out[reason] += 1
        else:
            fit.append(entry)
    fit, told_again = _once_an_event(fit)
    left_out += told_again
    buckets: dict[tuple[str, int | None], list[LedgerEntry]] = defaultdict(list)
    for entry in fit:
        buckets[entry.place, entry.placed.year].append(entry)
    added: list[LedgerEntry] = []
    districts = {year for place, year in buckets if place not in ("", WHOLE_CITY)}
    for (place, year), bucket in buckets.items():
        if place in ("", WHOLE_CITY) and year in districts:
            left_out["covers"] += len(bucket)
            continue
        kept, reasons = _once(bucket)
        added += kept
        left_out += reasons
    return added, left_out


def _once_an_event(rows: Sequence[LedgerEntry]) -> tuple[list[LedgerEntry], Counter[Reason]]:
    """Figures of one event once, whatever place each report files them under; those that its reports contradict not at all.

    Reports contradict each other where two of them each have a figure that the other lacks.
    """
    left_out: Counter[Reason] = Counter()
    kept: list[LedgerEntry] = []
    by_event: dict[str, dict[str, list[LedgerEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry in rows:
        event = entry.article.event
        if event is None:
            kept.append(entry)
        else:
            by_event[event.id][entry.article.id].append(entry)
    for reports in by_event.values():
        values = [{e.figure.value for e in entries if e.figure} for entries in reports.values()]
        agreed = set.intersection(*values)
        disagree = any(one - other and other - one for one in values for other in values)
        seen: set[float] = set()
        for entry in (e for entries in reports.values() for e in entries if e.figure):
            value = entry.figure.value  # type: ignore[union-attr]
            if value in seen:
                left_out["repeated"] += 1
            elif disagree and value not in agreed:
                left_out["disagree"] += 1
            else:
                seen.add(value)
                kept.append(entry)
    return kept, left_out


def _unfit(entry: LedgerEntry, act: str) -> Reason | None:
    figure = entry.figure
    if figure is None or figure.status in ("target", "cumulative", "change", "unit_value"):
        return figure.status if figure else None  # type: ignore[return-value]
    if figure.value_max is not None:
        return "range"
    if act == "count":
        return "standing"
    return "undated" if entry.placed.year is None else None


def _once(bucket: Sequence[LedgerEntry]) -> tuple[list[LedgerEntry], Counter[Reason]]:
    """Of one place and year: each event once, a year's total instead of its parts, nothing where papers disagree."""
    left_out: Counter[Reason] = Counter()
    distinct: dict[float, LedgerEntry] = {}
    for entry in bucket:
        if entry.figure and entry.figure.value in distinct:
            left_out["repeated"] += 1
        elif entry.figure:
            distinct[entry.figure.value] = entry
    for period in ("year", "half", "quarter"):
        whole = [entry for entry in distinct.values() if entry.placed.period == period]
        if not whole:
            continue
        if len({entry.article.id for entry in whole}) > 1:
            left_out["disagree"] += len(whole)
            whole = []
        left_out["part"] += sum(entry.placed.period != period for entry in distinct.values())
        return whole, left_out
    return list(distinct.values()), left_out
