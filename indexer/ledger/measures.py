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
_UNIT = re.compile(r"\s*(?:đồng|vnđ|vnd|đ)(?!\w)(?! chí)")
_PERCENT = re.compile(r"\s*(?:%|phần trăm)")
_PLACES = {"đơn vị", "cơ sở", "nơi"}
_STANDING = {"đơn vị", "nữ", "nam", "người", "cơ sở", "đồng chí", "nơi", "chị", "anh"}
_TOTAL = re.compile(r"\b(?:tổng )?số (?:lượng )?$")
_AMONG = re.compile(r"\b(?:trong đó|có|riêng|gồm)\b")
_SHEETS = re.compile(r" bản(?!\w)")
_THESE_ARE = re.compile(r"[^,;:.\d]{0,40}?\s(?:là|đạt|lên|còn)\s(?:hơn |gần |khoảng |trên )?")
_DIFFERS = re.compile(r"\b(?:tăng|giảm)\s(?:thêm )?(?:hơn |gần |khoảng |trên )?$")
_COUNT = re.compile(r"\d\s+(?:lượt )?$")
_BARE = re.compile(r"\s*(?:[.,;)]|$|so với|đạt|vượt|tăng|giảm|\()")
LEAD = re.compile(
    r"(?:\blà|\blên(?: tới| đến)?|\bđạt|:|\bcòn|\bxuống(?: còn)?|\btăng|\bgiảm)\s+(?:hơn |gần |trên |khoảng )?$"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """The measure of a number, the stretch of its noun, and which rule found it."""

    measure: str
    start: int
    end: int
    rule: str

    @property
    def noun(self) -> str:
        """The noun of the list, without "lượt"; "" where the rule is of another kind."""
        return self.rule.partition("“")[2].rstrip("”").removeprefix("lượt ")

    def words(self, sentence: Sentence) -> str:
        """The noun as the sentence has it, with what stands before it."""
        return sentence.lower[self.start : self.end]


def counted(sentence: Sentence, numeral: Numeral) -> Counted | None:
    """What a number counts, or None where no noun of a measure stands with it."""
    lower = sentence.lower
    if _PERCENT.match(lower, numeral.end):
        return None
    money = _money(sentence, numeral)
    if money is not None:
        return money
    noun = _noun(sentence, sentence.skip(numeral.end))
    standing = sentence.at("standing", sentence.skip(numeral.end))
    if (
        noun is not None
        and standing is not None
        and standing.end > noun.end
        and not sentence.at("between", standing.start)
    ):
        noun = None
    if noun is None or noun.measure in {"individuals", "collectives"}:
        word = lower[noun.start : noun.end] if noun else ""
        if noun is None and standing is not None and standing.value in _STANDING:
            kind = "collectives" if standing.value in _PLACES else "individuals"
            noun, word = Counted(kind, standing.start, standing.end, ""), standing.value
        if noun is not None and word in _STANDING:
            return _stands_for(sentence, numeral, noun)
    if noun is None and _SHEETS.match(lower, numeral.end):
        papers = [m for m in sentence.within("noun", 0, numeral.start) if m.value == "agreements"]
        if papers or "thỏa ước" in lower[: numeral.start]:
            end = numeral.end + len(" bản")
            return Counted("agreements", numeral.end + 1, end, "sheets of an agreement named before")
    if noun is not None:
        return _said_before(sentence, numeral, noun)
    return _noun_before(sentence, numeral)


CLASSIFIERS = {"cuộc", "bản", "buổi", "suất", "phần", "căn", "vụ", "lượt", "chuyến", "bộ", "lớp"}


def _said_before(sentence: Sentence, numeral: Numeral, noun: Counted) -> Counted:
    """A bare classifier counts what it counted before: "1.240 cuộc đối thoại, trong đó 310 cuộc đột xuất"."""
    word = sentence.lower[noun.start : noun.end]
    if word not in CLASSIFIERS:
        return noun
    for mark in reversed(sentence.within("noun", 0, numeral.start)):
        if sentence.lower.startswith(f"{word} ", mark.start) and mark.end - mark.start > len(word):
            return Counted(mark.value, noun.start, noun.end, f"as “{sentence.lower[mark.start : mark.end]}”")
    return noun


def _stands_for(sentence: Sentence, numeral: Numeral, noun: Counted) -> Counted:
    """A noun without a meaning of its own takes the measure of "số đoàn viên …", or of the number before it."""
    start, _ = sentence.item(numeral.start)
    people = noun.measure == "individuals"
    fitting = {"members", "workers", "individuals"} if people else {"unions", "collectives"}
    for mark in reversed(sentence.within("noun", start, numeral.start)):
        if mark.value not in fitting or sentence.lower[mark.start : mark.end] in _STANDING:
            continue
        before = sentence.lower[max(start, mark.start - 14) : mark.start]
        raised = "nâng" in sentence.lower[mark.end : numeral.start] and _COUNT.search(before)
        if (
            raised
            or _TOTAL.search(before)
            or _THESE_ARE.fullmatch(sentence.lower, mark.end, numeral.start)
            or _DIFFERS.search(sentence.lower, start, numeral.start)
            or (_AMONG.search(sentence.lower[mark.end : numeral.start]) and _COUNT.search(before))
        ):
            return Counted(
                mark.value, noun.start, noun.end, f"stands for “{sentence.lower[mark.start : mark.end]}”"
            )
    return Counted(
        noun.measure, noun.start, noun.end, noun.rule or f"noun “{sentence.lower[noun.start : noun.end]}”"
    )


_OTHER_THINGS = re.compile(
    r"\s*(?:%|phần trăm|ngày|tháng|năm|giờ|phút|giây|tuần|tuổi|lần|điểm|km|m|ha|mét|cm|m2|trang|tầng|chỗ|khóa|thế hệ|quý|cổ phiếu|"
    r"tỉnh|quận|huyện|phường|xã|thành phố|nước|quốc gia|môn|nội dung|bước|nhóm|mặt|tiêu chí|giai đoạn|bên|loại|cấp|khâu|lĩnh vực|"
    r"vấn đề|nhiệm vụ|chỉ tiêu|mục|điều|chương|khoản|đội|vòng|trận|bảng|đợt|kỳ|ca|địa phương|cụm|khối|ban|khu|tổ|giải|tiết|trên|"
    r"đến|và|hay|của|trong|cho)\b"
)
GIVING = re.compile(
    r"\b(?:trao|tặng|trao tặng|hỗ trợ|phát|cấp|ủng hộ)\s+(?:(?:hơn|gần|khoảng|trên)\s+)?"
    r"(?:\d[\d.]* [^\d;:.]{2,40}(?:,|và) )*(?:(?:hơn|gần|khoảng|trên)\s+)?$"
)


def goods(sentence: Sentence, numeral: Numeral) -> Counted | None:
    """Goods that no list names, right behind a giving verb: "tặng 300 mũ bảo hộ", or next in such a row."""
    lower = sentence.lower
    if numeral.words or numeral.scale > 1 or _OTHER_THINGS.match(lower, numeral.end):
        return None
    thing = re.compile(r"\s+[a-zà-ỹđ]+(?: [a-zà-ỹđ]+)?").match(lower, numeral.end)
    if thing is None or not GIVING.search(lower, max(0, numeral.start - 90), numeral.start):
        return None
    return Counted("gifts", numeral.end, thing.end(), "goods behind a giving verb")


def _noun_before(sentence: Sentence, numeral: Numeral) -> Counted | None:
    """The noun before a bare number: "số đoàn viên là 1.011", "Đoàn viên kết nạp mới: 1.240"."""
    lower = sentence.lower
    if not _BARE.match(lower, numeral.end) or numeral.words:
        return None
    lead = LEAD.search(lower, 0, numeral.start)
    if lead is None:
        return None
    nouns = [
        m for m in sentence.of_kind("noun") if lead.start() - 70 <= m.start and m.end <= lead.start() + 1
    ]
    if not nouns or re.search(r"\d", lower[nouns[-1].end : lead.start()]):
        return None
    return Counted(
        nouns[-1].value,
        numeral.start,
        numeral.end,
        f"noun before: “{lower[nouns[-1].start : nouns[-1].end]}”",
    )


def _money(sentence: Sentence, numeral: Numeral) -> Counted | None:
    lower = sentence.lower
    unit = _UNIT.match(lower, numeral.end)
    if unit and numeral.value >= 100:
        return Counted("money", numeral.end, unit.end(), "number + đồng")
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
        step = sentence.at("between", at)
        if (
            step is not None
            and found
            and step.end == found[0].end
            and _noun(sentence, sentence.skip(step.end))
        ):
            found = []
        if found:
            mark = _best(sentence, found)
            return Counted(mark.value, begin, mark.end, f"noun “{sentence.lower[mark.start : mark.end]}”")
        if step is None:
            return None
        at = sentence.skip(step.end)
        if sentence.lower[step.end : at].strip(" ,\"'"):
            return None
    return None


def _best(sentence: Sentence, found: list[Mark]) -> Mark:
    """Of two measures of one noun ("cuộc") the one that does not stand under `other`."""
    return next((m for m in found if m.value != "other"), found[0])
