"""The ledger's reader: a sentence in, its rows out. See `docs/ledger.md` for the rules and their order."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from indexer.facets.match_text import Surface
from indexer.ledger import acts, candidates, exclusions, honours, measures, status, subjects
from indexer.ledger.acts import Governed
from indexer.ledger.lexicon import Mark, table
from indexer.ledger.measures import Counted
from indexer.ledger.numerals import Numeral
from indexer.ledger.rows import Approx, Figure, Row, plain
from indexer.ledger.sentence import Sentence

_APPROX_GAP = re.compile(r"\s+(?:là |tới |đến |có |được )?$")
_GUESTS = {"đại biểu", "thí sinh", "vận động viên", "vđv", "lượt kiểm tra", "cuộc kiểm tra", "đơn vị máu"}
_FIRMS = {"doanh nghiệp", "dn", "công ty"}
_CLAIMS = re.compile(r"\b(?:có|quản lý|đại diện cho|tập hợp|gồm|với)\b")
_NAME = re.compile(
    r"(?<![.!?:]\s)(?<!^)\b(?![IVX]+\b)[A-ZĐÂĂÊÔƠƯ][\w&.-]+"
    r"|^(?:[A-Z]{3,}|[A-Z][a-z]*[A-Z]\w*|Mc\w+)\b|\b(?:[Ôô]ng|[Bb]à|[Cc]hị|[Aa]nh)\s"
)
_COMRADE = re.compile(r"(?:[Cc]ác )?(?:[Đđ]ồng chí|[Đđ]/c)(?:\s+[A-ZĐÀ-Ỹ]\w*)+")
"""A person whom only papers of unions and the Party call so."""
_DID = re.compile(
    r"\b(?:tài trợ|hỗ trợ|tặng|trao|ủng hộ|đóng góp|tổ chức|thực hiện|xây|bảo trợ|chi|trích|phát động|cấp)\b"
)
_FUNDS = {"tổng nguồn quỹ", "tổng nguồn vốn", "nguồn quỹ", "tổng quỹ", "nguồn vốn", "dư nợ", "số dư"}
_UNION_MATTERS = re.compile(
    r"\b(?:hội thi|hội thao|hội diễn|tư vấn|sổ tiết kiệm|mái ấm|(?:suất|phần|túi|giỏ) quà|khuyến học|ăn ca|chăm lo|tay nghề|thợ (?:hàn|điện|máy|may|mỏ|nề|giỏi))\b"
)
"""What a sentence without a subject speaks of where it is a line of a union's report."""
_COMMON = frozenset(table("acts.toml")["common"])
_CHECKS = {"kiểm tra", "giám sát", "thanh tra"}
_PLAN = re.compile(r"(?:kế hoạch|chỉ tiêu|đạt (?:tỷ lệ )?\d)")


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
    for numeral in numbers:
        if numeral.start not in taken:
            figures, previous = _figures(sentence, numeral, found, previous)
            rows += figures
    return sorted(rows, key=lambda row: (row.start, row.end))


def _figures(
    sentence: Sentence, numeral: Numeral, bodies: list[Mark], previous: Governed | None
) -> tuple[list[Figure], Governed | None]:
    """The figure of a number, or two of "640/600", or none; and the act that a sum behind it would have."""
    counted = measures.counted(sentence, numeral) or measures.goods(sentence, numeral)
    if counted is None or (
        counted.measure in acts.PEOPLE and numeral.value != numeral.value.to_integral_value()
    ):
        return [], previous
    act = acts.governed(sentence, numeral, counted)
    act = acts.sum_of(sentence, numeral, counted, act, previous)
    checked = act.verb is not None and sentence.lower[act.verb.start : act.verb.end] in _CHECKS
    if checked and counted.measure != "money":
        counted, act = replace(counted, measure="other"), replace(act, act="other")
    if (
        (act.act == "none" and counted.measure not in {"members", "unions"})
        or exclusions.condition(sentence, numeral, counted)
        or exclusions.negated(sentence, numeral, counted, act)
        or exclusions.off_topic(sentence, numeral, counted, act)
        or (status.is_rate(sentence, counted) and act.act != "support")
        or not _is_unions(sentence, numeral, counted, act, bodies)
    ):
        return [], None
    return _rows(sentence, numeral, counted, act), act


def _is_unions(
    sentence: Sentence, numeral: Numeral, counted: Counted, act: Governed, bodies: list[Mark]
) -> bool:
    """Whether a number is the union's (or its members') and not what others alone did."""
    if act.rule.startswith("sum of"):
        return True
    who, mark = subjects.subject(sentence, bodies, 0, numeral.start)
    agent = _agent_behind(sentence, counted, bodies)
    if agent is not None:
        who = "union" if agent.value == "union" else "other"
    union_named = any(b.value == "union" for b in bodies)
    programme = any(
        not re.search(r"\btừ (?:quỹ |nguồn )*[\"']?$", sentence.lower[: p.start])
        for p in sentence.of_kind("programme")
    )
    if not union_named and _foreign(sentence, numeral, act):
        return False
    if counted.measure == "initiatives" or (counted.measure == "money" and _saved(sentence, act)):
        return True
    if who == "other":
        if act.act in {"support", "raise"} and programme and act.verb is not None:
            return True
        return counted.measure in {"members", "unions"} and act.act in {"admit", "establish"}
    word = counted.rule.partition("“")[2].rstrip("”")
    if (
        act.rule == "noun alone"
        and word in _GUESTS
        and (_speaks_of_unions(sentence, bodies) or _UNION_MATTERS.search(sentence.lower))
    ):
        return True
    if counted.measure in acts.VAGUE_COUNTS and (act.rule == "noun alone" or act.act == "count"):
        if act.act != "count" or mark is None or mark.value != "union" or numeral.start - mark.end > 90:
            return False
        return _CLAIMS.search(sentence.lower[mark.end : numeral.start]) is not None
    if word in _FIRMS and act.rule.startswith("verb behind") and act.act not in {"sign", "dialogue"}:
        return False
    if who in {"union", "joint"}:
        return True
    if act.act == "count" and counted.measure == "money":
        start, _ = sentence.item(numeral.start)
        return any(fund in sentence.lower[start : numeral.start] for fund in _FUNDS)
    if not _speaks_of_unions(sentence, bodies) and (
        _somebody(sentence, numeral, act)
        or (counted.measure == "money" and _not_done(counted, act))
        or _everyday(sentence, counted, act)
    ):
        return False
    bare = sentence.lower[counted.start : counted.end].strip() in measures.CLASSIFIERS
    if (not union_named or bare) and counted.measure in {"houses", "gifts"} and _not_done(counted, act):
        return False
    if act.rule == "noun alone" and counted.measure == "money":
        return union_named or programme
    return True


def _speaks_of_unions(sentence: Sentence, bodies: list[Mark]) -> bool:
    """Whether a sentence names a union, its members or one of its programmes."""
    if any(b.value in {"union", "movement"} for b in bodies) or sentence.of_kind("programme"):
        return True
    return "thỏa ước" in sentence.lower or any(
        n.value in {"members", "unions"} for n in sentence.of_kind("noun")
    )


def _somebody(sentence: Sentence, numeral: Numeral, act: Governed) -> bool:
    """Whether a sentence without a union has a subject of its own before the verb: a name, or "ông", "chị"."""
    verb = act.verb
    before = sentence.surface.plain[: verb.start if verb and verb.start < numeral.start else numeral.start]
    return _NAME.search(_COMRADE.sub("", re.sub(r"\"[^\"]*\"", "", before))) is not None


def _everyday(sentence: Sentence, counted: Counted, act: Governed) -> bool:
    """Whether what a number counts is no matter of unions by itself: a verb that everybody does, or none."""
    if _counted_noun(sentence, counted).strip() in {"usd", "đô la"}:
        return True
    if counted.measure in {"members", "unions", "initiatives", "dialogues"} or _UNION_MATTERS.search(
        sentence.lower
    ):
        return False
    if act.verb is None:
        return counted.measure not in {"agreements", "scholarships"} and "quà" not in _counted_noun(
            sentence, counted
        )
    return sentence.lower[act.verb.start : act.verb.end] in _COMMON


def _saved(sentence: Sentence, act: Governed) -> bool:
    """Whether an amount is what initiatives saved or earned."""
    if act.act != "propose" or act.verb is None:
        return False
    return any(
        word in sentence.lower[act.verb.start : act.verb.end]
        for word in ("làm lợi", "tiết kiệm", "sáng kiến")
    )


def _counted_noun(sentence: Sentence, counted: Counted) -> str:
    """The noun that a number counts."""
    return sentence.lower[counted.start : counted.end]


def _not_done(counted: Counted, act: Governed) -> bool:
    """Whether nothing was given for it: an amount whose verb is of no amounts, houses that are only there."""
    if counted.measure == "money":
        return act.verb is not None and act.verb.value not in acts.MONEY
    if counted.measure == "gifts":
        return act.verb is None or act.verb.value in acts.WEAK
    return counted.measure == "houses" and act.rule in {"standing number", "noun alone"}


def _foreign(sentence: Sentence, numeral: Numeral, act: Governed) -> bool:
    """Whether a sentence without a union is about pay or loss, and so about a firm."""
    giving = act.verb is not None and act.act not in {"count", "other", "organise"}
    topics = [t.value for t in sentence.of_kind("topic") if t.start < numeral.start or not giving]
    return "pay" in topics or ("loss" in topics and not giving)


def _agent_behind(sentence: Sentence, counted: Counted, bodies: list[Mark]) -> Mark | None:
    """The body of "được LĐLĐ quận hỗ trợ", "do Công ty A tài trợ" behind the noun."""
    behind = re.compile(r"[^;:.\d]{0,60}?\b(?:được|do|bởi)\s+(?:các cấp |các )?").match(
        sentence.lower, counted.end
    )
    if behind is None:
        return None
    body = next((b for b in bodies if b.start == behind.end()), None)
    if (
        body is not None
        and behind[0].split()[-1] == "do"
        and not _DID.search(sentence.lower, body.end, body.end + 60)
    ):
        return None  # a cause: "do doanh nghiệp ngừng hoạt động"
    return body


def _rows(sentence: Sentence, numeral: Numeral, counted: Counted, act: Governed) -> list[Figure]:
    approx, begin = _approx(sentence, numeral, counted)
    measure = counted.measure
    if act.act == "train" and measure in acts.PEOPLE:
        measure = "people_trained"
    state = status.status(sentence, numeral, counted, act.act)
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
