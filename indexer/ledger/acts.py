"""What was done: the verb that governs a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.ledger.lexicon import Mark, table
from indexer.ledger.measures import Counted
from indexer.ledger.numerals import Numeral
from indexer.ledger.sentence import Sentence

_NOMINAL = re.compile(
    r"\b(?:công tác|nghiệp vụ|kỹ năng|chuyên đề|phong trào|quỹ|ban|hội nghị|lễ|kế hoạch|hoạt động|đề án|buổi|hội thi|ngày hội|việc|tổng|cụm|mức|cuộc vận động|buổi lễ|nguồn|khối|phòng|thi đua)\s+$"
)
_PASSIVE = re.compile(
    r"(?:[^;:.,\d]{0,25}(?:,|\bvà) \d[\d.]* [^\d;:.,]{2,30}?)?[^;:.\d]{0,50}?\b(?:được|đã được|nhận được|nhận|đã nhận|vinh dự được|vừa được)\s+"
)
_ATTEND = re.compile(
    r"(?: (?:ở|tại|của|thuộc|đến từ) (?:hơn |gần |trên )?\d+)?(?:(?!, trong đó|, với)[^;:.\d]){0,70}?\b(?:tham gia(?! tố tụng| ý kiến| góp ý| bảo vệ| xây dựng| giải quyết)|tham dự|dự|tranh tài|thi đấu|đăng ký tham gia|góp mặt|về dự|hưởng ứng|dự thi|tụ hội|có mặt|ra quân|theo dõi|dự khán|cổ vũ)\b"
)
_ATTENDED_BY = re.compile(
    r"\b(?:tham dự|dự(?! kiến)|tham gia|về dự|hưởng ứng)\s+(?:(?!được|các)[^\s,;:.\d]+\s+){0,3}(?:có|gồm|với|là)\s+(?:hơn |gần |khoảng |trên )?$"
)
_TALKED_WITH = re.compile(
    r"\b(?:đối thoại|gặp gỡ|tiếp xúc|lắng nghe ý kiến)\s+(?:trực tiếp\s+)?(?:với|cùng|giữa|của)\s+(?:\S+\s+){0,6}?(?:hơn |gần |khoảng |trên )?$"
)
"""People whom a meeting was held with: "buổi đối thoại với gần 300 công nhân"."""
_ATTENDING = re.compile(
    r"\W*(?:đến |tới |về |cùng |tham |cùng tham )?dự\b(?! kiến| án| báo| toán)[^:]{0,60}?\b(?:có|gồm)\b"
)
"""The head of a list of guests: "Dự lễ có đồng chí …, cùng hơn 300 đoàn viên"."""
_FOR_IN_COURT = re.compile(r"[^;:.,\d]{0,30}?\s(?:khởi kiện|tham gia tố tụng|kiện|đòi|làm việc với tòa)\b")
_GUESTS = {"noun “đại biểu”", "noun “thí sinh”", "noun “vận động viên”", "noun “vđv”", "noun “khách mời”"}
_NEWLY = re.compile(r"\s+(?:được\s+)?(?:mới|vừa)(?:\s+(?:được|thành lập|kết nạp|phát triển))+\b")
LIGHT = frozenset(table("acts.toml")["light"])
WEAK = frozenset({"count"})

BY_MEASURE = {
    "initiatives": "propose", "agreements": "sign", "dialogues": "dialogue", "classes": "train",
    "people_trained": "train", "events": "organise", "gifts": "support", "houses": "support",
    "scholarships": "support", "loans": "support", "trips": "support", "money": "support",
    "households": "support", "unions": "count", "members": "count", "collectives": "commend",
    "individuals": "other", "workers": "count", "other": "other",
}  # fmt: skip
PRIZE = re.compile(
    r"\b(?:giải thưởng|các giải|cúp|vô địch|á quân|giải nhất|giải nhì|giải ba|thưởng nóng|tiền thưởng)\b[^;:.]*$"
)
VAGUE_COUNTS = frozenset({"workers", "individuals", "collectives", "other", "households"})
MONEY = frozenset({"support", "raise", "propose", "protect_legal", "commend", "none", "count"})
"""Acts that an amount of money can be of."""
PEOPLE = frozenset({"members", "workers", "individuals"})


@dataclass(frozen=True, slots=True)
class Governed:
    """The act, the verb that says so (None where the noun decides), and whether a real verb was found."""

    act: str
    verb: Mark | None
    rule: str


def governed(sentence: Sentence, numeral: Numeral, counted: Counted) -> Governed:
    """The act that a number belongs to."""
    start, _ = sentence.item(numeral.start)
    before = _before(sentence, start, numeral.start)
    verb = before[-1] if before else None
    if counted.measure == "money" and verb is not None and verb.value not in MONEY:
        verb = next((v for v in reversed(before) if v.value in MONEY), verb)
    light = _light(sentence, verb.end if verb else start, numeral.start)
    if counted.measure in PEOPLE | {"unions", "collectives"} and _ATTENDED_BY.search(
        sentence.lower, start, numeral.start
    ):
        return Governed("organise", verb, "attended by")
    if counted.measure in PEOPLE and _ATTENDING.match(sentence.lower):
        return Governed("organise", verb, "among those who attend")
    if counted.measure in PEOPLE and _TALKED_WITH.search(sentence.lower, start, numeral.start):
        return Governed("dialogue", verb, "talked with")
    if verb is not None and verb.value == "count" and _FOR_IN_COURT.match(sentence.lower, counted.end):
        return Governed("protect_legal", verb, "for them in court")
    act = _strong(sentence, verb, light, numeral, counted)
    if act is None and start > 0 and not light:
        earlier = _before(sentence, 0, start)
        if earlier and sentence.lower[start - 1] in ";:" and earlier[-1].value not in WEAK:
            return Governed(
                _fit(earlier[-1].value, counted, sentence, earlier[-1]), earlier[-1], "verb before the list"
            )
    guests = counted.rule in _GUESTS
    if act is not None and not (guests and act.act == "count"):
        return act
    made = _NEWLY.match(sentence.lower, counted.end)
    if made and counted.measure in {"members", "unions"}:
        return Governed("admit" if counted.measure == "members" else "establish", None, "newly made")
    if guests:
        return Governed("organise", None, "guests")
    return Governed(BY_MEASURE[counted.measure], None, "noun alone")


def _strong(
    sentence: Sentence, verb: Mark | None, light: Mark | None, numeral: Numeral, counted: Counted
) -> Governed | None:
    """The act of a verb that says enough, behind the number ("được biểu dương") or before it."""
    after = _after(sentence, counted)
    attends = counted.measure in PEOPLE and _ATTEND.match(sentence.lower, counted.end) is not None
    if _leading(sentence, numeral) and not attends:
        active = after or _active(sentence, counted) or _far_passive(sentence, counted)
        if active is not None:
            rides = active.value == "organise" and sentence.within("noun", active.end, active.end + 25)
            if any(noun.value in {"trips", "gifts"} for noun in rides or ()):
                return Governed("support", active, "verb behind, of rides or gifts")
            return _by(active, counted, sentence, "verb behind")
    adjacent = verb is not None and re.fullmatch(
        r"\s*(?:cho\s+)?(?:hơn |gần |khoảng |trên )?", sentence.lower[verb.end : numeral.start]
    )
    if (
        verb is not None
        and verb.value not in WEAK
        and ((adjacent and verb.value != "organise") or (not light and not attends))
    ):
        return _by(verb, counted, sentence, "verb")
    if after is not None:
        return _by(after, counted, sentence, "passive")
    if attends:
        trained = any(v.value == "train" for v in sentence.of_kind("verb") if v.start < counted.end + 80)
        talks = "đối thoại" in sentence.lower
        return Governed("dialogue" if talks else "train" if trained else "organise", None, "who takes part")
    if light is not None and light.value in _STANDING:
        if verb is not None and light.value in {"với", "đạt", "được"} and verb.value not in WEAK:
            return _by(verb, counted, sentence, "verb")
        if verb is not None or light.value in {"có", "hiện có", "đã có"}:
            return Governed(_fit("count", counted, sentence, light), light, "standing number")
    return None if verb is None else _by(verb, counted, sentence, "verb")


def _by(verb: Mark, counted: Counted, sentence: Sentence, how: str) -> Governed:
    """The act of a verb, with the words that say so."""
    word = sentence.lower[verb.start : verb.end]
    return Governed(_fit(verb.value, counted, sentence, verb), verb, f"{how} “{word}”")


_STANDING = frozenset({"có", "hiện có", "đã có", "với", "gồm", "bao gồm", "đạt", "được"})
_LEADING = re.compile(
    r"(?:^|[,;:(.]|\bvà|\bcho)\s*(?:(?:toàn|cả)\s+(?:quận|huyện|tỉnh|thành phố|thị xã|thành|ngành|cụm|khối|hệ thống)\s+)?(?:(?:trong đó|đại diện|đã|sẽ|có|đã có|hiện|hiện có|gồm|với|riêng|cho|hơn|gần|khoảng|trên|ngoài ra|trong năm|dịp này|còn|thêm)\s+)*$"
)


def _leading(sentence: Sentence, numeral: Numeral) -> bool:
    """Whether a number opens its clause, so that the verb behind it may govern: "28 CĐCS tổ chức đối thoại"."""
    start, _ = sentence.item(numeral.start)
    before = sentence.lower[start : numeral.start]
    match = _LEADING.search(before)
    if match is None:
        return False
    return "cho" not in match[0] or bool(re.search(r"\b(?:đã |quỹ )cho\s", match.string))


def _far_passive(sentence: Sentence, counted: Counted) -> Mark | None:
    """ "37 tập thể và 43 cá nhân là … đã được tuyên dương": commended people are far from their verb."""
    if counted.measure not in {"collectives", "individuals", "households", "workers", "members"}:
        return None
    far = re.compile(r"[^;:.]{0,160}?\b(?:được|nhận)\s+").match(sentence.lower, counted.end)
    if far is None:
        return None
    verb = sentence.at("verb", far.end())
    if verb is not None:
        return verb if verb.value == "commend" else None
    # "400 đoàn viên … đã được Công đoàn … tổ chức 7 chuyến xe đón": whom a union acts for.
    if not any(b.start == far.end() and b.value == "union" for b in sentence.of_kind("body")):
        return None
    return next((v for v in sentence.within("verb", far.end(), far.end() + 120) if v.value not in WEAK), None)


def _active(sentence: Sentence, counted: Counted) -> Mark | None:
    """The verb right behind a noun, with up to four words between."""
    gap = re.compile(r"(?:\s+(?!của|cho|từ|với|tại|ở|và)[^\s,;:.\d()]+){0,4}?\s+(?:đã |đang |vừa |sẽ )?")
    for verb in sentence.of_kind("verb"):
        if counted.end <= verb.start < counted.end + 50 and verb.value not in WEAK:
            if gap.fullmatch(sentence.lower, counted.end, verb.start):
                return _deed(sentence, verb)
            return None
    return None


_AUXILIARY = frozenset({"đăng ký", "hưởng ứng", "tham gia"})


def _deed(sentence: Sentence, verb: Mark) -> Mark:
    """The verb that says what was done where one is only a way to it: "đăng ký ủng hộ"."""
    following = sentence.at("verb", sentence.skip(verb.end))
    auxiliary = sentence.lower[verb.start : verb.end] in _AUXILIARY
    return following if auxiliary and following is not None and following.value not in WEAK else verb


def _before(sentence: Sentence, start: int, end: int) -> list[Mark]:
    """The verbs between two offsets that act as verbs: "công tác phát triển" does not, nor one in a quoted name."""
    found = [
        v
        for v in sentence.of_kind("verb")
        if start <= v.start
        and v.end <= end
        and not sentence.in_a_name(v.start)
        and sentence.lower.count('"', v.end, end) % 2 == 0
    ]
    acting = []
    for verb in found:
        nominal = _NOMINAL.search(sentence.lower, max(0, verb.start - 25), verb.start)
        if (
            not nominal
            or verb.value == "count"
            or any(
                0 <= n.start - verb.end <= 8 and "cho" not in sentence.lower[verb.end : n.start]
                for n in sentence.numerals
            )
        ):
            acting.append(verb)
    return acting


def _light(sentence: Sentence, start: int, end: int) -> Mark | None:
    found = sentence.within("light", start, end)
    return found[-1] if found else None


def _after(sentence: Sentence, counted: Counted) -> Mark | None:
    """The verb of a passive behind the noun: "được [Công đoàn] biểu dương"."""
    passive = _PASSIVE.match(sentence.lower, counted.end)
    if passive is None:
        return None
    edge = passive.end() + 70
    for verb in sentence.of_kind("verb"):
        if passive.end() <= verb.start < edge:
            if re.search(r"[;:.\d]", sentence.lower[passive.end() : verb.start]):
                return None
            if sentence.lower[verb.start : verb.end] in LIGHT and verb.value in {"raise", "count"}:
                continue
            return verb
    return None


_SUM = re.compile(
    r"(?:\b(?:với|tổng|trị giá|số tiền|kinh phí|tổng trị giá|tổng giá trị)\b[^,;.]{0,45}|\(|\bvới\s+(?:khoảng |hơn |gần |trên )?)$"
)


_OF_EACH = re.compile(r"[,(;]\s*(?:mỗi|bình quân mỗi) (?:\S+\s+){0,5}$")
_RAISED_TO = re.compile(r"\bnâng (?:tổng )?số\b[^;:.\d]*\s(?:lên|thành)\s+(?:hơn |gần |khoảng |trên )?$")
_TOTAL = re.compile(r"\bvới tổng (?:giá trị|trị giá|số tiền|kinh phí|giá trị quà)\b[^,;.]{0,20}$")


def sum_of(
    sentence: Sentence, numeral: Numeral, counted: Counted, act: Governed, previous: Governed | None
) -> Governed:
    """The act of an amount that belongs to what was just counted: "…, với tổng số tiền 125 triệu đồng"."""
    if previous is None or act.act == "propose":
        return act
    if _RAISED_TO.search(sentence.lower, 0, numeral.start):
        return Governed("count", act.verb, "raised to")
    if (
        counted.measure == "money"
        and previous.act in {"support", "commend", "raise"}
        and _OF_EACH.search(sentence.lower, 0, numeral.start)
    ):
        return Governed(previous.act, previous.verb, "for each of those")
    start, _ = sentence.item(numeral.start)
    depends = counted.measure == "money" or (act.act == "count" and counted.measure in VAGUE_COUNTS)
    here = previous.verb is None or previous.verb.start >= start
    if counted.measure == "money" and not here and _TOTAL.search(sentence.lower, 0, numeral.start):
        here, start = True, 0
    if depends and here and _SUM.search(sentence.lower, start, numeral.start):
        return Governed(
            _fit(previous.act, counted, sentence, None), previous.verb, f"sum of what was {previous.act}"
        )
    return act


_KEPT = frozenset(
    {
        "tổng nguồn quỹ",
        "tổng nguồn vốn",
        "nguồn quỹ",
        "tổng quỹ",
        "nguồn vốn",
        "dư nợ",
        "số dư",
        "quản lý",
        "đạt",
        "có",
        "còn",
        "hiện còn",
    }
)


def _fit(act: str, counted: Counted, sentence: Sentence, verb: Mark | None) -> str:
    """An act that suits the noun: classes are taught and initiatives proposed, whatever the verb."""
    measure = counted.measure
    word = sentence.lower[verb.start : verb.end] if verb else ""
    thrift = measure == "money" and word in {"tiết kiệm", "tiết kiệm được"}
    if thrift and any(n.value == "initiatives" and n.end < counted.start for n in sentence.of_kind("noun")):
        return "propose"
    if thrift and act == "propose" and not re.search(r"điện|chi phí|làm lợi", sentence.lower):
        return "raise"
    if measure == "money" and act in {"count", "train", "visit", "organise"} and word not in _KEPT:
        act = "support"
    if (
        verb is not None
        and word == "tổ chức"
        and verb.start >= counted.end
        and re.match(r"\s+(?:được\s+)?(?:hội nghị\s+)?đối thoại\b", sentence.lower[verb.end :])
    ):
        return "dialogue"
    if measure == "dialogues" or (
        act == "organise" and "đối thoại" in sentence.lower[max(0, counted.start - 60) : counted.start]
    ):
        return "dialogue"
    if measure == "classes":
        return "train"
    if (
        measure == "money"
        and act in {"support", "count", "organise"}
        and PRIZE.search(sentence.lower[: counted.start])
    ):
        return "commend"
    if (
        measure in PEOPLE
        and act == "organise"
        and verb is not None
        and sentence.within("noun", verb.end, counted.start)
    ):
        between = sentence.within("noun", verb.end, counted.start)
        if any(m.value == "classes" for m in between) and re.search(
            r"\b(?:cho|với|thu hút)\b", sentence.lower[verb.end : counted.start]
        ):
            return "train"
    if measure == "initiatives" and act in {
        "count",
        "organise",
        "other",
        "support",
        "raise",
        "sign",
        "protect_legal",
        "train",
    }:
        return "propose"
    if measure == "agreements" and act not in {"count", "support"}:
        return "sign"
    if measure == "agreements" and word not in {"quản lý"}:
        return "sign"
    if measure == "events" and act in {"train", "support", "count", "raise", "other", "dialogue", "visit"}:
        return "organise"
    if measure in {"gifts", "houses", "scholarships", "trips", "loans"} and act in {
        "visit",
        "organise",
        "count",
        "train",
        "other",
        "admit",
        "establish",
    }:
        return "support"
    if act == "visit" and re.search(r"tặng|trao|hỗ trợ|quà", sentence.lower):
        return "support"
    if (
        act == "organise"
        and word == "tổ chức"
        and measure in PEOPLE
        and re.search(
            r"\b(?:thăm|tặng|trao|hỗ trợ|đưa|đón|khám)\b",
            sentence.lower[verb.end : counted.start] if verb else "",
        )
    ):
        return "support"
    if measure in PEOPLE and word in {"áp dụng", "ứng dụng", "công nhận"}:
        return "other"
    if measure == "other" and word in {"xây dựng", "xây"}:
        return "other"
    if act == "admit" and measure == "unions":
        return "establish"
    if act == "establish" and measure == "members":
        return "admit"
    if act == "raise" and measure in {"households"}:
        return "support"
    return act
