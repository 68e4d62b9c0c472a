"""Whose a number is: the union's or its members', or what others alone did. See `docs/ledger.md`.

A sentence is read alone. One without a subject is a line of a union's report, unless it speaks of what everybody does and names
no union.
"""

from __future__ import annotations

import re

from indexer.ledger import acts, measures, subjects
from indexer.ledger.acts import Governed
from indexer.ledger.lexicon import Mark, table
from indexer.ledger.measures import Counted
from indexer.ledger.numerals import Numeral
from indexer.ledger.sentence import Sentence

_GUESTS = {"đại biểu", "thí sinh", "vận động viên", "vđv", "kiểm tra", "cuộc kiểm tra", "đơn vị máu"}
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
    r"|^(?:[A-Z]{3,}|[A-Z][a-z]*[A-Z]\w*|Mc\w+)\b|\b(?:[Ôô]ng|[Bb]à|[Cc]hị|[Aa]nh)\s(?!em|chị)"
)
_COMRADE = re.compile(
    r"\b(?:[Ôô]ng|[Bb]à|[Cc]hị|[Aa]nh)(?:\s+[A-ZĐÀ-Ỹ]\w*)*(?: này)?\s+(?:cho biết|cho hay|chia sẻ|thông tin|nói)\b|Tháng [A-Z]\w+|(?:[Cc]ác )?(?:[Đđ]ồng chí|[Đđ]/c)(?:\s+[A-ZĐÀ-Ỹ]\w*)+"
)
"""A person whom only papers of unions and the Party call so, one who only tells of it, and a month with a name."""
_CAPITALS = r"[A-ZĐÂĂÊÔƠƯÀ-Ỹ][\w.&-]*"
_PLACED = re.compile(
    rf"\b(?:[Tt]ại|[Ởở]|[Tt]ừ|đến|về|của|thuộc|trên địa bàn|[Tt]rong|[Dd]ịp|[Nn]hân|[Nn]gày|lễ|[Vv]ào|hội nghị|[Tt]ết)\s+"
    rf"(?:[a-zđà-ỹ]\S*\s+){{0,2}}(?:{_CAPITALS}[\s,]*)+|"
    r"\bTết\b|\b(?:Trung tâm|Ban|Đoàn|Quỹ|Tổ|Đội)\s+(?=(?:đã|sẽ|vừa|cũng|còn|tổ chức|chấp hành|thường vụ|nữ công|công tác|tiếp tục)\b)"
)
"""Capitals of a place, a time or a common word: no subject of their own."""
_DID = re.compile(
    r"\b(?:tài trợ|hỗ trợ|tặng|trao|ủng hộ|đóng góp|tổ chức|thực hiện|xây|bảo trợ|chi|trích|phát động|cấp)\b"
)
_FUNDS = {"tổng nguồn quỹ", "tổng nguồn vốn", "nguồn quỹ", "tổng quỹ", "nguồn vốn", "dư nợ", "số dư"}
LENDING = re.compile(
    r"\b(?:cep|tích lũy|đoàn phí|tổng nguồn quỹ|nguồn quỹ|tổng quỹ|vay|giải ngân|quỹ (?:trợ vốn|tương trợ|tấm lòng))\b"
)
_UNION_MATTERS = re.compile(
    r"\b(?:hội thi|hội thao|hội diễn|tư vấn|sổ tiết kiệm|mái ấm|(?:suất|phần|túi|giỏ) quà|khuyến học|ăn ca|phiên chợ|chợ tết|phiếu mua hàng|về quê|chuyến xe|(?:hội nghị|buổi|cuộc) đối thoại|huấn luyện|nâng bậc|0 đồng|không đồng|ngày lương|an toàn vệ sinh lao động|tủ sách|điểm sinh hoạt|hội nghị (?:người lao động|cán bộ,? (?:công chức|viên chức)|viên chức|nhà giáo)|(?:công nhân|người lao động|nlđ)(?: có hoàn cảnh| có cuộc sống)? (?:khó khăn|nghèo|xa quê|xa nhà|ở trọ|thuê trọ)|chăm lo|tay nghề|thợ (?:hàn|điện|máy|may|mỏ|nề|giỏi))\b"
)
"""What a sentence without a subject speaks of where it is a line of a union's report."""
_UNION_WORDS = ("công đoàn", "cđcs", "cđ cơ sở", "lđlđ", "liên đoàn lao động", "nghiệp đoàn", "thỏa ước")
_ANYBODY = {"công nhân viên chức", "công nhân", "người lao động"}
"""Movement words that general news uses as well: they alone do not make a sentence speak of unions."""
_COMMON = frozenset(table("acts.toml")["common"])
_CARRIED_OUT = re.compile(
    r"\b(?:tiến hành|thực hiện|triển khai|duy trì|phát hành|hoàn thành)(?:\s+được)?\s+(?:hơn |gần |khoảng |trên )?$"
)
OPINIONS = {"ý kiến", "kiến nghị", "câu hỏi"}
SHOWN = OPINIONS | {"tiết mục", "bài dự thi", "bài thi", "tác phẩm", "câu lạc bộ", "gian hàng", "tham luận"}
"""What people say and show at meetings and contests."""
_GIVES = re.compile(
    r"hỗ trợ|trợ cấp|trợ giúp|tặng|trao|giúp|đỡ đầu|phụng dưỡng|cấp|góp|ủng hộ|tài trợ|chăm lo"
)
"""Verbs of gifts that go on ("500.000 đồng/tháng"); any other amount by time is pay, rent or a price."""
_DONATES = re.compile(r"ủng hộ|quyên góp|đóng góp|tặng|trao|hỗ trợ")
"""Verbs that may follow on words of pay: "trích một ngày lương ủng hộ …"."""
_INVENTED = re.compile(
    r"sáng kiến|sáng tạo|làm lợi|thi đua|gắn biển|chào mừng|cải tiến|hợp lý hóa|tiết kiệm|áp dụng|skkn"
)


def gives(sentence: Sentence, act: Governed, bodies: list[Mark]) -> bool:
    """Whether an amount by time is given by a union: "đỡ đầu 5 cháu, mỗi cháu 500.000 đồng/tháng"."""
    if act.act not in {"support", "raise"} or act.verb is None:
        return False
    if not _speaks_of_unions(sentence, bodies) and not re.search(r"đỡ đầu|phụng dưỡng", sentence.lower):
        return False
    return _GIVES.search(sentence.lower, act.verb.start, act.verb.end) is not None


def is_unions(
    sentence: Sentence,
    numeral: Numeral,
    counted: Counted,
    act: Governed,
    bodies: list[Mark],
    going_on: bool = False,
) -> bool:
    """Whether a number is the union's (or its members') and not what others alone did.

    `going_on` where a number before it in the same clause is the union's, of which the sentence goes on to speak.
    """
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
        if counted.measure == "members" and act.act == "count" and "công đoàn" in counted.words(sentence):
            return True  # "Công ty có 850 lao động, trong đó 620 đoàn viên công đoàn"
        return counted.measure in {"members", "unions"} and act.act in {"admit", "establish"}
    word = counted.noun
    if (
        act.rule in {"noun alone", "guests"}
        and word in _GUESTS
        and (_speaks_of_unions(sentence, bodies) or _UNION_MATTERS.search(sentence.lower))
    ):
        return True
    if counted.measure in acts.VAGUE_COUNTS and (act.rule == "noun alone" or act.act == "count"):
        if who in {"union", "joint"} and _CARRIED_OUT.search(sentence.lower, 0, numeral.start):
            return True
        if counted.noun in SHOWN and (
            _speaks_of_unions(sentence, bodies) or _UNION_MATTERS.search(sentence.lower)
        ):
            return True
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
            _speaks_of_unions(sentence, bodies) or LENDING.search(sentence.lower) is not None
        )
    few = numeral.words and numeral.value <= 3
    if few and act.verb is None and not _speaks_of_unions(sentence, bodies):
        return False  # "Hai sự kiện nhập làm một"
    if not (going_on or _speaks_of_unions(sentence, bodies)) and (
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
    before = _PLACED.sub(" ", _COMRADE.sub("", re.sub(r"\"[^\"]*\"", "", before)))
    return _NAME.search(before) is not None


def _everyday(sentence: Sentence, counted: Counted, act: Governed) -> bool:
    """Whether what a number counts is no matter of unions by itself: a verb that everybody does, or none."""
    if counted.words(sentence).strip() in {"usd", "đô la"}:
        return True
    if counted.measure in {"members", "unions", "initiatives", "dialogues"} or _UNION_MATTERS.search(
        sentence.lower
    ):
        return False
    if act.verb is None:
        return counted.measure not in {"agreements", "scholarships"} and "quà" not in counted.words(sentence)
    return sentence.lower[act.verb.start : act.verb.end] in _COMMON


def _only_there(sentence: Sentence, counted: Counted, act: Governed) -> bool:
    """Whether things are only there ("thư viện có 10.000 cuốn sách"), or a verb of no union act is far off."""
    if act.rule == "standing number":
        return counted.measure in {"gifts", "trips", "loans", "houses", "other", "initiatives", "events"}
    if counted.rule.startswith("goods") and act.verb is not None:
        return sentence.lower[act.verb.start : act.verb.end] == "hỗ trợ"
    return (
        act.act == "organise"
        and counted.measure in {"households", "collectives", "other", "gifts"}
        and not _UNION_MATTERS.search(sentence.lower)
    )


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
    verb = act.verb if act.act in {"support", "raise"} else None
    if verb is not None and (
        verb.start > numeral.start or not _DONATES.search(sentence.lower, verb.start, verb.end)
    ):
        verb = None
    topics = [
        t.value
        for t in sentence.of_kind("topic")
        if (t.start < numeral.start or not giving)
        and not (verb is not None and t.value == "pay" and t.start < verb.start)
    ]
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
