"""What a number counts: the noun behind it, or before it where none stands behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.ledger.lexicon import Mark
from indexer.ledger.numerals import Numeral
from indexer.ledger.sentence import Sentence

_FUNCTION = re.compile(
    r"(?:$|[.,;:)\"'/]|\s*(?:để|cho|từ|với|và|của|nhằm|trong|được|đã|là|tại|vào|trở|nữa|mỗi|theo|do|gồm|giúp|ủng hộ|hỗ trợ|chăm lo|trao|tặng|bằng|/|tiền mặt|kinh phí|hiện vật|xây|đồng|mua)\b)"
)
_NO_COUNT = re.compile(
    r"\s*(?:%|phần trăm|ngày|tháng|năm|giờ|phút|giây|tuần|tuổi|lần|điểm|km|m|ha|mét|cm|m2|trang|tầng|chỗ|khóa|thế hệ|thập kỷ|quý|buổi chiều|cổ phiếu|"
    r"tỉnh|quận|huyện|phường|xã|thành phố|nước|quốc gia|môn|nội dung|bước|nhóm|mặt|tiêu chí|giai đoạn|bên|loại|cấp|khâu|chiều|lĩnh vực|vấn đề|nhiệm vụ|chỉ tiêu|nguyên tắc|phía|mục|điều|chương|khoản|đội|vòng|trận|bảng|đợt|kỳ|ca|miền|địa phương|cụm|khối|ban|khu|tổ|dòng|chặng|con đường|lô|ô|hạng mục|đêm|số|cung|hướng)\b"
)
_COMPANY = "expected"


@dataclass(frozen=True, slots=True)
class Counted:
    """The measure of a number, the stretch of its noun, and which rule found it."""

    measure: str
    start: int
    end: int
    rule: str


def counted(sentence: Sentence, numeral: Numeral) -> Counted | None:
    """What a number counts, or None where no noun of a measure stands with it."""
    lower = sentence.lower
    if re.match(r"\s*(?:%|phần trăm)", lower[numeral.end :]):
        return None
    money = _money(sentence, numeral)
    if money is not None:
        return money
    at = sentence.skip(numeral.end)
    noun = _noun(sentence, at)
    if noun is not None:
        return noun
    if _NO_COUNT.match(lower, numeral.end):
        return None
    return None


def _money(sentence: Sentence, numeral: Numeral) -> Counted | None:
    lower = sentence.lower
    unit = re.match(r"\s*(?:đồng|vnđ|vnd|đ)(?!\w)(?! chí)", lower[numeral.end :])
    if unit:
        return Counted("money", numeral.end, numeral.end + unit.end(), "number + đồng")
    if numeral.scale >= 1000 and lower[numeral.end - 1 : numeral.end] == "k":
        return Counted("money", numeral.end, numeral.end, "number + k")
    if numeral.scale >= 10**6 and not numeral.vague and _FUNCTION.match(lower, numeral.end):
        return Counted("money", numeral.end, numeral.end, "millions without a noun")
    return None


def _noun(sentence: Sentence, at: int) -> Counted | None:
    """The measure of the noun at an offset, past the words that may stand before it."""
    begin = at
    for _ in range(4):
        found = [m for m in sentence.of_kind("noun") if m.start == at]
        if found:
            mark = _best(sentence, found)
            return Counted(mark.value, begin, mark.end, f"noun “{sentence.lower[mark.start : mark.end]}”")
        step = sentence.at("between", at)
        if step is None:
            return None
        at = sentence.skip(step.end)
        if sentence.lower[step.end : at].strip(" ,\"'"):
            return None
    return None


def _best(sentence: Sentence, found: list[Mark]) -> Mark:
    """Of two measures of one noun ("cuộc") the one that does not stand under `other`."""
    return next((m for m in found if m.value != "other"), found[0])
