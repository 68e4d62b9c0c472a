"""The ledger's reader: a sentence in, its rows out. See `docs/ledger.md` for the rules and their order."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from indexer.facets.match_text import Surface
from indexer.ledger import acts, belongs, candidates, exclusions, honours, measures, status, subjects
from indexer.ledger.acts import Governed
from indexer.ledger.lexicon import Mark
from indexer.ledger.measures import Counted
from indexer.ledger.numerals import Numeral
from indexer.ledger.rows import Approx, Figure, Row, plain
from indexer.ledger.sentence import Sentence

_APPROX_GAP = re.compile(r"\s+(?:là |tới |đến |có |được )?$")
_PAPER = re.compile(r"\s*(?:chương trình|bản|văn bản|biên bản|hợp đồng|kế hoạch|quy chế|giao ước|cam kết)\b")
_PLACE = re.compile(r"(?:đơn vị|cơ sở|nơi)\s*$")
_CHECKS = {"kiểm tra", "giám sát", "thanh tra"}
_PLAN = re.compile(r"(?:kế hoạch|chỉ tiêu)")


def read(text: str, *, proposals: bool = False) -> list[Row]:
    """The rows of one sentence, read alone, in its order; `proposals` adds honours that are only proposed."""
    return read_surface(Surface.of("sentence", text), proposals=proposals)


def read_surface(surface: Surface, *, proposals: bool = False) -> list[Row]:
    """The rows of one sentence whose surface is made already; their offsets are those of its original."""
    hopeful = candidates.positions(surface.lower)
    if not hopeful:
        return []
    sentence = Sentence.of(surface)
    numbers = [
        n
        for n in sentence.numerals
        if any(n.start <= at < n.end for at in hopeful) and not exclusions.label(sentence, n)
    ]
    if not numbers and not sentence.of_kind("honour") and "danh hiệu" not in sentence.lower:
        return []
    found = subjects.bodies(sentence)
    given = honours.read(sentence, found)
    taken = {at for honour in given for at in honour.numbers}
    rows: list[Row] = [h.row for h in given if proposals or not h.row.proposed]
    previous: Governed | None = None
    last = 0
    for numeral in numbers:
        if numeral.start not in taken:
            same = bool(rows) and sentence.item(numeral.start) == sentence.item(last)
            figures, previous = _figures(sentence, numeral, found, previous, going_on=same)
            last = numeral.start if figures else last
            rows += figures
    return sorted(rows, key=lambda row: (row.start, row.end))


def _figures(
    sentence: Sentence, numeral: Numeral, bodies: list[Mark], previous: Governed | None, *, going_on: bool
) -> tuple[list[Figure], Governed | None]:
    """The figure of a number, or two of "640/600", or none; and the act that a sum behind it would have."""
    counted = measures.counted(sentence, numeral) or measures.goods(sentence, numeral)
    if (
        counted is None
        or counted.measure == "none"
        or (counted.measure == "loans" and not belongs.LENDING.search(sentence.lower))
        or (counted.measure in acts.PEOPLE and numeral.value != numeral.value.to_integral_value())
    ):
        return [], previous
    act = acts.governed(sentence, numeral, counted)
    if act.act == "none" and counted.measure in {"members", "unions"}:
        act = replace(act, act=acts.BY_MEASURE[counted.measure])
    act = acts.sum_of(sentence, numeral, counted, act, previous)
    checked = (
        act.verb is not None
        and sentence.lower[act.verb.start : act.verb.end] in _CHECKS
        and "cho thấy" not in sentence.lower[act.verb.end : numeral.start]
    )
    if checked and counted.measure != "money":
        counted, act = replace(counted, measure="other"), replace(act, act="other")
    if (
        act.act == "none"
        or exclusions.condition(sentence, numeral, counted)
        or exclusions.negated(sentence, numeral, counted, act)
        or exclusions.off_topic(sentence, numeral, counted, act)
        or (status.is_rate(sentence, counted) and not belongs.gives(sentence, act, bodies))
        or not belongs.is_unions(sentence, numeral, counted, act, bodies, going_on)
    ):
        return [], None
    return _rows(sentence, numeral, counted, act), act


def _rows(sentence: Sentence, numeral: Numeral, counted: Counted, act: Governed) -> list[Figure]:
    approx, begin = _approx(sentence, numeral, counted)
    measure = counted.measure
    if act.act == "train" and measure in acts.PEOPLE:
        measure = "people_trained"
    if measure == "people_trained" and act.act in {"count", "organise", "other"}:
        act = replace(act, act="train")
    if act.act == "sign" and measure in {"events", "other"} and _PAPER.match(sentence.lower, counted.start):
        measure = "agreements"
    if act.act == "establish" and measure == "collectives" and _PLACE.search(counted.words(sentence)):
        measure = "unions"
    state = status.status(sentence, numeral, counted, act.act)
    if state == "unit_value" and act.act == "count":
        act = replace(act, act="support")
    if act.act == "count" and counted.noun in belongs.SHOWN:
        act = replace(act, act="other" if counted.noun in belongs.OPINIONS else "organise")
    if state == "target" and act.act == "count":
        act = replace(act, act={"members": "admit", "unions": "establish"}.get(measure, act.act))
    value, upper = numeral.value, numeral.upper
    text, start, end = sentence.text(begin, counted.end)
    rules = (counted.rule, act.rule, f"status: {state}")

    def row(value: Decimal, upper: Decimal | None, state: str) -> Figure:
        return Figure(
            plain(value), None if upper is None else plain(upper), approx, measure, act.act,
            state, text, start, end, rules,  # type: ignore[arg-type]
        )  # fmt: skip

    if state == "change" and re.search(r"\bgiảm\b", sentence.lower[max(0, begin - 14) : numeral.start]):
        value = -value
    if numeral.denominator is not None and _is_plan(sentence, numeral, act):
        return [row(value, None, "done"), row(numeral.denominator, None, "target")]
    return [row(value, upper, state)]


def _is_plan(sentence: Sentence, numeral: Numeral, act: Governed) -> bool:
    """Whether "640/600" is done against plan, not a part of a whole."""
    if numeral.denominator is None:
        return False
    if numeral.value > numeral.denominator:
        return True
    _, end = sentence.item(numeral.start)
    return act.act in {"admit", "establish"} or bool(
        _PLAN.search(sentence.lower[numeral.end : min(end, numeral.end + 60)])
    )


def _approx(sentence: Sentence, numeral: Numeral, counted: Counted) -> tuple[Approx, int]:
    """How exact a number is, and where its text begins (with the cue)."""
    lower = sentence.lower
    if re.match(r"\s*(?:\S+\s+){0,2}?trở lên", lower[counted.end : counted.end + 30]):
        return "over", numeral.start
    for cue in reversed(sentence.of_kind("approx")):
        if cue.end <= numeral.start and _APPROX_GAP.fullmatch(lower, cue.end, numeral.start):
            return cue.value, cue.start  # type: ignore[return-value]
    return "exact", numeral.start
