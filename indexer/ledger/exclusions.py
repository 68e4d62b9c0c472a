"""Numbers that are no rows: labels, conditions, negations, pay and prices, losses, surveys."""

from __future__ import annotations

import re

from indexer.ledger import acts
from indexer.ledger.acts import Governed
from indexer.ledger.lexicon import Mark
from indexer.ledger.measures import Counted
from indexer.ledger.numerals import Numeral
from indexer.ledger.sentence import Sentence

_LABEL = re.compile(
    r"(?:\b(?:(?<!mỗi )(?<!một )ngày|tháng|thứ|khóa|quận|phường|điều|khoản|lần thứ|quý|(?<!cùng )kỳ|hạng|loại|bậc|phòng|tầng|đường|quốc lộ|tỉnh lộ|bão|ca|tổ|đội|nghị quyết|trung ương|giai đoạn|quyết định|thông tư|nghị định|chỉ thị|công văn|kết luận|hướng dẫn|điều lệ|mùng|mồng|lúc|sn|trang|chương|ngõ|nhà số|(?<!khẩn )(?<!trợ )(?<!cung )(?<!trang )cấp|công ước|covid|top|kcn|khu|f|vinacomin|may|bến|cụm|lô|km|xí nghiệp|nhà máy|hotline|tổng đài|điện thoại|đt|sau)\s*"
    r"|(?<!tổng )(?<!trong )(?<!con )\bsố\s*|[\d.]\s*/\s*|\b[a-zđ]+-|\bnăm\s+(?=(?:19|20)\d\d\b))$"
)
_NAMED = re.compile(
    r"\b(?:chương trình|phong trào|cuộc vận động|đề án|chiến dịch|dự án|cuộc thi|mô hình|thi đua|chủ đề|gói|chuỗi)\s*\"\s*$"
)
"""A number that opens a name in quotation marks: chương trình "1 triệu sáng kiến"."""
_BY_TELEPHONE = re.compile(r"\b(?:điện thoại|đt|hotline|tổng đài)\s*$")
_YEAR_WORD = re.compile(
    r"(?:^|[,;:]|\b(?:mỗi|trong|hằng|hàng|cả|từng|các|những|một|nhiều|suốt|qua|đầu|cuối|giữa|mấy|vài|\d+|mươi|sau|trước|của|và|vào|theo|nửa))\s*$"
)
_YEAR_NOUN = re.compile(r"\s+(?:công đoàn|cđ|lđlđ|liên đoàn|nghiệp đoàn|có|nay|qua)\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE_YEAR = re.compile(
    r"\b(?:năm|tết|xuân|hè|thu|đông|mùa|dịp|vụ|trung thu|quốc khánh|tháng công nhân|tháng \d{1,2}|quý (?:\d|[iv]+)|đầu|cuối|từ|giai đoạn|nhiệm kỳ"
    r"|(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý) (?:tý|sửu|dần|mão|mẹo|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi))\s+$|-\s*$"
)
"""What a year stands behind: numbers of things have a point after the thousands, years have none."""
_CONDITION = re.compile(
    r"\b(?:doanh nghiệp|dn|đơn vị|cđcs|công đoàn cơ sở|nơi|cơ sở|công ty|trường hợp|nếu|khi|đoàn viên|nlđ|người lao động|công nhân|lao động|gia đình|hộ)\s+(?:phải |cần |mà )?(?:có|sử dụng|đủ|từ đủ|nuôi|sinh)\s+(?:từ |ít nhất |tối thiểu |trên |dưới |đủ )?$"
)
_CONDITIONS = re.compile(
    r"(?:về |các )?(?:điều kiện|tiêu chuẩn|tiêu chí|quy định|đối tượng|thể lệ)\b[^:;.]{0,60}:"
)
"""A heading that says that what follows is a condition."""
_ENTITLED = re.compile(
    r"\b(?:được|thì|sẽ|sẽ được)\s+(?:hỗ trợ|hưởng|nhận|trợ cấp|chi trả|bồi thường)\b[^;:]*$"
)
_TERMS = re.compile(
    r"\btrở lên\b|\bdưới \d+|\btheo (?:quy định|nghị quyết|nghị định|quyết định|luật|bộ luật|thông tư)\b|\bnếu\b|^trường hợp\b"
)
"""What a rule of law says of those it entitles: how old, how long, by which decree."""
_ENOUGH = re.compile(r"\b(?:chỉ cần|đủ điều kiện|là đủ)\b")
_OR_MORE = re.compile(r"\s*(?:\S+\s+){0,3}?trở lên")
_LAW = re.compile(
    r"\b(?:theo quy định|luật|quy định tại|phải có|điều kiện|tiêu chuẩn|mức tối đa|được phép)\b"
)
_NOT = re.compile(r"\b(?:chưa|không|chẳng)\s+(?:\S+\s+){0,2}$")
_NOT_AFTER = re.compile(r"\s*(?:\S+\s+){0,2}?(?:chưa|không)\s+(?:được|có|thể|đủ|nhận|tham gia|đạt)\b")
_CONVERTED = re.compile(
    r"\b(?:usd|đô la(?: mỹ)?|đô|euro|eur|baht|yên|won|bảng(?: anh)?|nhân dân tệ|tệ|rupee|ringgit|rúp|kip|riel)\s*\(\s*"
    r"(?:(?:khoảng|hơn|gần|trên|tương đương|tức|xấp xỉ)\s+)*$"
)
"""An amount in đồng that only says what a foreign one is worth."""
_GRADE_BEHIND = re.compile(r"[\s(]*(?:lớp|khóa|ca|kỳ|tổ|khối|phòng|ban|bậc)\s+(?:\d|[ivx]+\b)")
"""A noun with a number of its own: "Nghị quyết Trung ương 9 khóa XI", "nguyện vọng 1 lớp 10"."""
_ORDINAL_WORD = re.compile(r"\b(?:thứ|lần|hạng|tháng|khóa|quý|bậc)\s+$")


_PLACE = re.compile(r"\s*giải\s+(?:nhất|nhì|ba|tư|khuyến khích|a|b|c|đặc biệt|phụ|đồng đội|cá nhân|thưởng)\b")


_KIN = re.compile(r"\s*(?:con|người|mẹ|vợ|chị|anh|bên|bà|ông|em|cháu)\b")
_PART_OF = re.compile(r"%\s+(?:trong\s+)?(?:tổng\s+)?(?:số|trong số)?\s*$")
_PRIZES = re.compile(r"\s*giải\b(?!\s+pháp)")
_WON = re.compile(r"\b(?:trao|đạt|giành|đoạt)\b[^;:.]*$")
_GOES_ON = re.compile(r"\s*(?:/|-)\s*\d")


def label(sentence: Sentence, numeral: Numeral) -> str | None:
    """Why a number is a name, a date or an ordinal, or None."""
    lower = sentence.lower
    before = lower[max(0, numeral.start - 30) : numeral.start]
    if numeral.vague:
        return "vague"
    if _LABEL.search(before) and not (
        _BY_TELEPHONE.search(before) and sentence.at("noun", sentence.skip(numeral.end))
    ):
        return "label"
    if _NAMED.search(before):
        return "name"
    if numeral.words and numeral.value <= 3 and _KIN.match(lower, numeral.end):
        return "kin"
    if _PLACE.match(lower, numeral.end):
        return "place in a contest"
    if "%" in before and _PART_OF.search(before):
        return "whole of a percentage"
    if not numeral.value:
        return "zero"
    if _CONVERTED.search(before):
        return "converted"
    if _GRADE_BEHIND.match(lower, numeral.end):
        return "grade"
    if _PRIZES.match(lower, numeral.end) and _WON.search(before):
        return "prizes"
    if numeral.words and numeral.value < 2:
        return "article"
    token = lower[numeral.start : numeral.end]
    if token == "năm" and (_YEAR_WORD.search(before) or _YEAR_NOUN.match(lower, numeral.end)):
        return "year"
    if numeral.words and _ORDINAL_WORD.search(before):
        return "ordinal"
    if _YEAR.fullmatch(token) and _BEFORE_YEAR.search(before):
        return "year"
    if numeral.denominator is None and _GOES_ON.match(lower, numeral.end):
        return "date or code"
    return None


def condition(sentence: Sentence, numeral: Numeral, counted: Counted) -> bool:
    """Whether a number is a threshold: "doanh nghiệp có từ 30 lao động trở lên"."""
    lower = sentence.lower
    start, _ = sentence.segment(numeral.start)
    if _CONDITIONS.match(lower.lstrip(" \"'-+*•")):
        return True
    before = lower[start : numeral.start]
    if _ENOUGH.search(lower) and re.search(r"\b(?:từ|ít nhất|tối thiểu|đủ|có)\s+$", before):
        return True
    more = _OR_MORE.match(lower, counted.end)
    if _CONDITION.search(before) and (
        more or re.search(r"\b(?:từ|dưới|trên|tối thiểu|ít nhất|đủ)\s+$", before)
    ):
        return True
    if more and _LAW.search(lower):
        return True
    if (
        counted.measure == "money"
        and _ENTITLED.search(before)
        and _TERMS.search(lower)
        and not any(body.value == "union" for body in sentence.of_kind("body"))
    ):
        return True
    return bool(re.search(r"\b(?:nếu|trường hợp)\b[^,]*$", before) and _LAW.search(lower))


def negated(sentence: Sentence, numeral: Numeral, counted: Counted, verb: Governed) -> bool:
    """Whether the sentence says that it did not happen."""
    lower = sentence.lower
    if verb.verb is not None and re.search(
        r"chỉ tiêu|kế hoạch|mục tiêu", lower[verb.verb.end : numeral.start]
    ):
        return False
    at = verb.verb.start if verb.verb is not None and verb.verb.start < numeral.start else numeral.start
    return bool(
        _NOT.search(lower[max(0, at - 24) : at])
        or _NOT.search(lower[max(0, numeral.start - 20) : numeral.start])
        or _NOT_AFTER.match(lower, counted.end)
    )


_RECOVER = {
    "nộp lại",
    "đòi",
    "thu hồi",
    "đòi lại",
    "đòi được",
    "buộc",
    "truy thu",
    "khởi kiện",
    "bảo vệ",
    "trả lại",
    "đấu tranh",
    "nhận lại",
    "nhận lại được",
    "đã nhận lại",
    "đã nhận lại được",
    "được nhận lại",
    "được trả lại",
    "truy lĩnh",
}


def lower_word(sentence: Sentence, act: Governed) -> str:
    """The verb of an act as the sentence has it."""
    return sentence.lower[act.verb.start : act.verb.end] if act.verb else ""


def off_topic(sentence: Sentence, numeral: Numeral, counted: Counted, act: Governed) -> str | None:
    """Which topic that is never a row a number belongs to: pay, loss, survey; None for the ledger's own."""
    start, end = sentence.segment(numeral.start)
    item, _ = sentence.item(numeral.start)
    near = [t for t in sentence.of_kind("topic") if start <= t.start < min(end, counted.end + 45)]
    wide = [t for t in sentence.of_kind("topic") if item <= t.start < numeral.start]
    giving = act.verb is not None and act.act not in {"count", "other", "organise"}
    if counted.measure == "money":
        giving = giving and act.act in acts.MONEY
    legal = act.act == "protect_legal" and act.verb is not None and lower_word(sentence, act) in _RECOVER
    if counted.measure == "money":
        if acts.PRIZE.search(sentence.lower[: counted.start]):
            return None
        if (
            any(t.value == "pay" for t in near)
            and not legal
            and not (giving and act.act in {"support", "raise"} and _verb_nearer(act, near, numeral))
        ):
            return "pay"
        if not giving and any(t.value in {"pay", "loss"} for t in wide):
            return "pay"
        return None
    if act.act in {"count", "other", "organise"} and any(
        t.value == "survey" for t in (near if counted.measure in {"other", "members"} else [*near, *wide])
    ):
        return "survey"
    if re.search(r"\btrả lương\b", sentence.lower[start : numeral.start]) and not giving:
        return "pay"
    if counted.measure in acts.PEOPLE and _suffers(sentence, counted, act):
        return "loss"
    if counted.measure != "unions" and any(t.value == "loss" for t in near) and not giving:
        return "loss"
    return None


_STRIKE = re.compile(r"\b(?:ngừng việc|ngưng việc|đình công|lãn công)\b[^,;]*$")
"""Those who struck: "giải quyết 3 cuộc ngừng việc với 640 công nhân" counts no one helped."""


def _suffers(sentence: Sentence, counted: Counted, act: Governed) -> bool:
    """Whether people are named for their loss, and no union acts: "900 công nhân bị nợ lương nhận tiền hỗ trợ"."""
    if act.verb is None:
        return False
    if _STRIKE.search(sentence.lower[act.verb.end : counted.start]):
        return True
    if any(body.value == "union" for body in sentence.of_kind("body")):
        return False
    return any(
        topic.value == "loss" and counted.end <= topic.start < act.verb.start
        for topic in sentence.of_kind("topic")
    )


def _verb_nearer(act: Governed, near: list[Mark], numeral: Numeral) -> bool:
    """Whether the verb stands between the topic's word and the number."""
    verb = act.verb
    if verb is None:
        return False
    pays = [t for t in near if t.value == "pay" and t.start < numeral.start]
    return all(t.start <= verb.start for t in pays)
