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
_TELLS_OF = re.compile(
    r"\b(?:cho biết|cho hay|thông tin|nói|nhận định|khẳng định)\b,?\s*(?:rằng |là )?"
    r"(?!(?:hiện|hiện nay|đến nay|tính đến|toàn|đơn vị|cả)\b)\w|\b(?:doanh nghiệp|công ty)\s+(?:với|có)\s+(?:hơn |gần |khoảng |trên )?$"
    r"|,\s*(?:công ty|doanh nghiệp|nhà máy|xí nghiệp|tập đoàn)\b[^,;]*\b(?:có|với)\b"
)
"""A union tells what another has: "chủ tịch LĐLĐ cho biết nhà máy có 2.000 lao động"; or the size of a firm."""
_NAME = re.compile(
    r"(?<![.!?:]\s)(?<!^)\b(?![IVX]+\b)[A-ZĐÂĂÊÔƠƯ][\w&.-]+"
    r"|^(?:[A-Z]{3,}|[A-Z][a-z]*[A-Z]\w*|Mc\w+)\b|\b(?:[Ôô]ng|[Bb]à|[Cc]hị|[Aa]nh)\s"
)
_COMRADE = re.compile(r"Tháng [A-Z]\w+|(?:[Cc]ác )?(?:[Đđ]ồng chí|[Đđ]/c)(?:\s+[A-ZĐÀ-Ỹ]\w*)+")
"""A person whom only papers of unions and the Party call so, and a month with a name."""
_DID = re.compile(
    r"\b(?:tài trợ|hỗ trợ|tặng|trao|ủng hộ|đóng góp|tổ chức|thực hiện|xây|bảo trợ|chi|trích|phát động|cấp)\b"
)
_FUNDS = {"tổng nguồn quỹ", "tổng nguồn vốn", "nguồn quỹ", "tổng quỹ", "nguồn vốn", "dư nợ", "số dư"}
_LENDING = re.compile(
    r"\b(?:cep|tổng nguồn quỹ|nguồn quỹ|tổng quỹ|vay vốn|lượt vay|vay|quỹ (?:trợ vốn|tương trợ|tấm lòng))\b"
)
_UNION_MATTERS = re.compile(
    r"\b(?:hội thi|hội thao|hội diễn|tư vấn|sổ tiết kiệm|mái ấm|(?:suất|phần|túi|giỏ) quà|khuyến học|ăn ca|phiên chợ|chợ tết|phiếu mua hàng|huấn luyện|nâng bậc|an toàn vệ sinh lao động|tủ sách|điểm sinh hoạt|hội nghị người lao động|(?:công nhân|người lao động|nlđ)(?: có hoàn cảnh| có cuộc sống)? (?:khó khăn|nghèo|xa quê|xa nhà|ở trọ|thuê trọ)|chăm lo|tay nghề|thợ (?:hàn|điện|máy|may|mỏ|nề|giỏi))\b"
)
"""What a sentence without a subject speaks of where it is a line of a union's report."""
_UNION_WORDS = ("công đoàn", "cđcs", "cđ cơ sở", "lđlđ", "liên đoàn lao động", "nghiệp đoàn", "thỏa ước")
_ANYBODY = {"công nhân", "người lao động"}
"""Movement words that general news uses as well: they alone do not make a sentence speak of unions."""
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
    if (
        counted is None
        or counted.measure == "none"
        or (counted.measure in acts.PEOPLE and numeral.value != numeral.value.to_integral_value())
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
        or (status.is_rate(sentence, counted) and not _gives(sentence, act, bodies))
        or not _is_unions(sentence, numeral, counted, act, bodies)
    ):
        return [], None
    return _rows(sentence, numeral, counted, act), act


_GIVES = re.compile(
    r"hỗ trợ|trợ cấp|trợ giúp|tặng|trao|giúp|đỡ đầu|phụng dưỡng|cấp|góp|ủng hộ|tài trợ|chăm lo"
)
"""Verbs of gifts that go on ("500.000 đồng/tháng"); any other amount by time is pay, rent or a price."""


def _gives(sentence: Sentence, act: Governed, bodies: list[Mark]) -> bool:
    """Whether an amount by time is given by a union: "đỡ đầu 5 cháu, mỗi cháu 500.000 đồng/tháng"."""
    if act.act not in {"support", "raise"} or act.verb is None:
        return False
    if not _speaks_of_unions(sentence, bodies) and not re.search(r"đỡ đầu|phụng dưỡng", sentence.lower):
        return False
    return _GIVES.search(sentence.lower, act.verb.start, act.verb.end) is not None


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
    if counted.measure == "initiatives":
        return _is_initiative(sentence, bodies)
    if counted.measure == "money" and _saved(sentence, act, bodies):
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
        between = sentence.lower[mark.start : numeral.start]
        return _CLAIMS.search(between) is not None and not _TELLS_OF.search(between)
    if word in _FIRMS and act.rule.startswith("verb behind") and act.act not in {"sign", "dialogue"}:
        return False
    if who in {"union", "joint"}:
        return True
    if act.act == "count" and counted.measure == "money":
        start, _ = sentence.item(numeral.start)
        return any(fund in sentence.lower[start : numeral.start] for fund in _FUNDS) and (
            _speaks_of_unions(sentence, bodies) or _LENDING.search(sentence.lower) is not None
        )
    if not _speaks_of_unions(sentence, bodies) and (
        _somebody(sentence, numeral, act)
        or (counted.measure == "money" and _not_done(counted, act))
        or _everyday(sentence, counted, act)
        or _only_there(sentence, counted, act)
    ):
        return False
    bare = sentence.lower[counted.start : counted.end].strip() in measures.CLASSIFIERS
    if (not union_named or bare) and counted.measure in {"houses", "gifts"} and _not_done(counted, act):
        return False
    if act.rule == "noun alone" and counted.measure == "money":
        return union_named or programme
    return True


_INVENTED = re.compile(
    r"sáng kiến|sáng tạo|làm lợi|thi đua|gắn biển|chào mừng|cải tiến|hợp lý hóa|tiết kiệm|áp dụng|skkn"
)


def _is_initiative(sentence: Sentence, bodies: list[Mark]) -> bool:
    """Whether works, solutions and ideas are those of a movement: not the buildings and projects of others."""
    return _INVENTED.search(sentence.lower) is not None or any(
        b.value in {"union", "movement"} for b in bodies
    )


def _speaks_of_unions(sentence: Sentence, bodies: list[Mark]) -> bool:
    """Whether a sentence names a union, its members or one of its programmes."""
    if sentence.of_kind("programme") or any(
        b.value == "union" or (b.value == "movement" and sentence.lower[b.start : b.end] not in _ANYBODY)
        for b in bodies
    ):
        return True
    named = sentence.lower.replace("đại học công đoàn", "")
    return any(word in named for word in _UNION_WORDS) or any(
        n.value == "members" for n in sentence.of_kind("noun")
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


def _only_there(sentence: Sentence, counted: Counted, act: Governed) -> bool:
    """Whether things are only there ("thư viện có 10.000 cuốn sách"), or a verb of no union act is far off."""
    if act.rule == "standing number":
        return counted.measure in {"gifts", "trips", "loans", "houses", "other", "initiatives", "events"}
    if counted.rule.startswith("goods") and act.verb is not None:
        return sentence.lower[act.verb.start : act.verb.end] == "hỗ trợ"
    return act.act == "organise" and counted.measure in {"households", "collectives", "other", "gifts"}


def _saved(sentence: Sentence, act: Governed, bodies: list[Mark]) -> bool:
    """Whether an amount is what initiatives saved or earned."""
    if act.act != "propose" or act.verb is None:
        return False
    word = sentence.lower[act.verb.start : act.verb.end]
    if "làm lợi" in word or "sáng kiến" in word:
        return True
    return "tiết kiệm" in word and (
        any(n.value == "initiatives" for n in sentence.of_kind("noun"))
        or any(b.value in {"union", "movement"} for b in bodies)
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
