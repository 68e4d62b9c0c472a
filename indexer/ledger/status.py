"""Whether a figure is done, aimed at, summed up over years, a difference, or the amount for one."""

from __future__ import annotations

import re

from indexer.ledger.measures import Counted
from indexer.ledger.numerals import Numeral
from indexer.ledger.sentence import Sentence

_EACH_BEFORE = re.compile(
    r"\b(?:mỗi|từng|bình quân|trung bình|một suất|1 suất|mức hỗ trợ|mức quà|mức chi|mức tặng|với mức|(?:cho|hỗ trợ|tặng|giúp) một (?:công nhân|đoàn viên|người|trường hợp|hộ|gia đình|em|cháu|nlđ))\b(?!\s+(?:năm|tháng|quý|khi|dịp|ngày))[^,;()]*$"
)
_EACH_HOLDS = re.compile(
    r"\bmỗi (?:suất|phần|túi|hộp|gói|giỏ|thùng|người|hộ|gia đình|trường hợp|em|cháu)\b[^;:.\d]*(?<!, )\b(?:gồm|bao gồm|có|được|nhận)\b[^;:.\d]*$"
)
"""What each of the recipients or gifts holds, over commas: "mỗi suất quà gồm gạo, mì và 300.000 đồng"."""
_EACH_AFTER = re.compile(
    r"\s*(?:tiền mặt\s*)?(?:/\s*(?!tháng|năm|giờ|ngày|kg|m2|lít|lượng|cổ)[\w]|mỗi\s+(?!năm|tháng)\w|một (?:suất|phần|người)|cho mỗi|(?:cho )?từng)"
)
_RATE_AFTER = re.compile(
    r"\s*(?:/|mỗi|một|hằng|hàng)\s*(?:tháng|giờ|ngày|kg|m2|lít|lượng|năm|cổ phiếu|usd|thùng|chỗ|m)\b"
)
_YEARS = r"(?:[2-9]|[1-9]\d|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nhiều)"
_SPAN = re.compile(
    rf"\b(?:(?:trong |qua |suốt |sau |giữa )?(?:{_YEARS}) năm (?:qua|gần đây|trở lại đây|liền|liên tục|triển khai|thực hiện|vừa qua|hoạt động)"
    rf"|(?:trong|qua|sau|suốt) (?:\w+ ){{0,2}}(?:{_YEARS}) năm\b"
    rf"|(?:^|, |tính chung |tổng cộng |tính cả )(?:{_YEARS}) năm,"
    r"|(?:trong |suốt |qua )?nhiệm kỳ (?:vừa qua|qua)|trong (?:cả |suốt )?nhiệm kỳ|lũy kế|cộng dồn|nhiệm kỳ (?:20\d\d ?- ?20\d\d,)"
    r"|từ (?:đầu )?(?:năm )?(?:19|20)\d\d (?:đến|tới) (?:hết |cuối |tháng \d+[/-]|tháng \d+ năm )?(?:năm )?20\d\d"
    r"|từ (?:năm )?(?:19|20)\d\d (?:đến|tới) nay"
    r"|(?:trong )?giai đoạn (?:từ )?(?:năm )?20\d\d ?(?:-|đến) ?(?:năm )?20\d\d"
    rf"|{_YEARS} năm,? \(?(?:19|20)\d\d ?(?:-|đến|và) ?(?:19|20)\d\d"
    r"|(?:từ|trong) (?:các năm |năm |những năm )?20\d\d ?- ?20\d\d|từ đầu nhiệm kỳ)"
)
_SPAN_OF_NOUN = re.compile(
    r"\b(?:phong trào|đề án|chương trình|kế hoạch|nghị quyết|điển hình tiên tiến|chiến lược|phối hợp|thỏa thuận|đại hội|khóa [ivx]+,?|tổng kết|sơ kết|hội nghị|kỷ niệm|lễ)[^,;]*$"
)
_CHANGE = re.compile(
    r"\b(?:(?:cao|nhiều|thấp|ít) hơn\s+(?:so với\s+)?(?:\S+\s+){0,4}|(?:tăng|(?<!miễn )(?<!miễn, )giảm)\s+)(?:\d[\d.]* [^\d,;]{2,30} (?:và|,) )?(?:thêm |được |đi |hơn |gần |khoảng |trên )?$"
)
_TARGET = re.compile(
    r"\b(?:phấn đấu|dự kiến|sẽ|mục tiêu|chỉ tiêu|kế hoạch|dự định|đặt ra|đề ra|hướng tới|để (?:kết nạp|thành lập|hỗ trợ|tặng|trao|xây)|ước thực hiện|cam kết)\b"
)
_ITS_NUMBER = re.compile(r"\s*(?:(?:được )?giao |là |đề ra )*(?:hơn |gần |khoảng |trên )?")
_PLAN_OF = re.compile(
    r"(?:các |một số |những )?(?:kế hoạch|mục tiêu|chỉ tiêu|phương hướng|nhiệm vụ)(?! (?:đã|đạt|hoàn thành))[^:;]{0,80}:"
)
"""A heading that says that what follows is planned."""
_NOT_TARGET = re.compile(
    r"\b(?:vượt|đạt|hoàn thành|bằng|so với|thực hiện|triển khai|theo|xây dựng|căn cứ|ban hành|trên|với|được(?! giao))\s+(?:\S+\s+){0,3}$"
)


def status(sentence: Sentence, numeral: Numeral, counted: Counted, act: str) -> str:
    """The status of a figure."""
    lower = sentence.lower
    start, _ = sentence.segment(numeral.start)
    before = lower[start : numeral.start]
    if "(" in lower[:start][-1:] or lower[:start].rfind("(") > lower[:start].rfind(")"):
        before = (
            lower[sentence.segment(lower.rfind("(", 0, start))[0] : numeral.start]
            .replace("(", "")
            .replace(",", "")
        )
    if counted.measure == "money" and (
        _EACH_BEFORE.search(before)
        or _EACH_AFTER.match(lower, counted.end)
        or _EACH_HOLDS.search(lower, 0, numeral.start)
    ):
        return "unit_value"
    if (
        counted.measure != "money"
        and re.search(r"\bmỗi\s+\w+(?:\s+\w+){0,7}\s+$", before)
        and "mỗi năm" not in before
    ):
        return "unit_value"
    if _CHANGE.search(before):
        return "change"
    if _is_target(sentence, numeral):
        return "target"
    if act != "count" and _is_cumulative(sentence, numeral):
        return "cumulative"
    return "done"


def is_rate(sentence: Sentence, counted: Counted) -> bool:
    """Whether an amount is by time or weight ("/tháng", "/kg"): a wage or a price."""
    return counted.measure in {"money", "other"} and bool(_RATE_AFTER.match(sentence.lower, counted.end))


def _is_target(sentence: Sentence, numeral: Numeral) -> bool:
    lower = sentence.lower
    start, _ = sentence.item(numeral.start)
    segment, _ = sentence.segment(numeral.start)
    if start and _PLAN_OF.match(lower[:start].lstrip(" \"'-+*•")):
        return True
    for cue in _TARGET.finditer(lower, start, numeral.start):
        between = lower[cue.end() : numeral.start]
        word = cue[0]
        if re.search(
            r"\b(?:đã|vừa|nhưng|mới đạt|đến nay|thực hiện được|kết quả)\b|\bđược\s+(?:hơn |gần |khoảng |trên )?$",
            between,
        ):
            continue
        if word in {"chỉ tiêu", "kế hoạch", "mục tiêu"} and _ITS_NUMBER.fullmatch(between):
            return True
        if word in {"chỉ tiêu", "kế hoạch", "mục tiêu", "đề ra", "đặt ra"}:
            stated = word == "mục tiêu" or lower[max(0, cue.start() - 6) : cue.start()].rstrip().endswith(
                "giao"
            )
            if cue.start() < segment and not (stated and len(between) < 80):
                continue
            if (
                word in {"chỉ tiêu", "kế hoạch"}
                and _NOT_TARGET.search(lower[max(start, cue.start() - 30) : cue.start()])
                and not re.search(r"\b(?:là|giao)\s+\S*\s*$|so với\s+(?:\S+\s+){0,3}$", between + " ")
            ):
                continue
        return True
    return bool(
        re.match(
            r"\s*\(?(?:theo )?(?:kế hoạch|chỉ tiêu|mục tiêu)\b(?! (?:giao )?đạt)",
            lower[numeral.end : numeral.end + 0],
        )
    )


def _is_cumulative(sentence: Sentence, numeral: Numeral) -> bool:
    lower = sentence.lower
    for span in _SPAN.finditer(lower):
        if re.search(r"năm học\s*$", lower[: span.start()]):
            continue
        begin = max((lower.rfind(c, 0, span.start()) for c in ",;:"), default=-1) + 1
        if _SPAN_OF_NOUN.search(lower[begin : span.start()]) and not span[0].startswith("qua"):
            continue
        return True
    return False
