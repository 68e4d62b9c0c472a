"""Honours: named titles that were given, to whom and how many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from indexer.ledger.lexicon import Mark, table
from indexer.ledger.numerals import Numeral
from indexer.ledger.rows import Honour, RecipientKind, plain
from indexer.ledger.sentence import Sentence

_PLAN = {row["title"]: row for row in table("honours.toml")["honour"]}
_GRADE = re.compile(r"\s*(?:,\s*)?hạng (?:nhất|nhì|ba|i{1,3})\b")
_PROPOSED = re.compile(
    r"\b(?:đề nghị|đề xuất|xét chọn|trình|hướng tới|phấn đấu|để được|nhằm đạt|tiêu chuẩn|tiêu chí|xứng đáng|bình xét|xét duyệt|sẽ được|sẽ|dự kiến)\b[^;:.]*$|\bđăng ký\b[^,;:.]*$"
)
_GIVEN = re.compile(r"\b(?:đã được|vừa được|đã trao|đã tặng|được tặng|được nhận|đã nhận|vinh dự)\b")
_NAME_OF = re.compile(
    r"\b(?:phong trào(?: thi đua)?|thi đua|hội thi|cuộc thi|chuyên đề|cuộc vận động|hội nghị|đề án|chủ đề|lễ hội|chương trình|lễ biểu dương|lễ tuyên dương|lễ tôn vinh)\s*(?:phong trào\s*)?[\"']?\s*$"
)
_KINDS: dict[str, RecipientKind] = {"collective": "collective", "person": "person"}
_COLLECTIVE = r"tập thể|đơn vị|cđcs|công đoàn cơ sở|công đoàn|gia đình|doanh nghiệp|dn|công ty|cđ|lđlđ|nghiệp đoàn|tổ chức|trường|phòng|cơ quan|tổ|đội|ban nữ công|cụm|bệnh viện|hộ gia đình|câu lạc bộ|chi bộ|xí nghiệp|nhà máy|xã|hợp tác xã|nhóm|phân xưởng|hộ|chi nhánh|khối"
_PERSON = r"cá nhân|người|đồng chí|cán bộ(?: công đoàn| cđ)?|đoàn viên|công nhân lao động|công nhân|cnlđ|cnvclđ|nlđ|người lao động|nữ cnvclđ|lao động|gương(?: điển hình)?|giáo viên|nhà giáo|chị|anh|học sinh|thợ|chủ tịch(?: công đoàn| cđcs)?|kỹ sư|nữ|điển hình|tác giả|viên chức|ông|bà|thí sinh|đại biểu|doanh nhân|bác sĩ|y bác sĩ|điều dưỡng|nhân viên|chiến sĩ|tuyên truyền viên|cộng tác viên|em|cháu|nhà báo|phóng viên|vận động viên|hội viên|đảng viên|lái xe|nhà khoa học|thành viên|cn|cbcnv|công chức|cô giáo|thầy giáo|thầy cô giáo|phụ nữ|thanh niên|nghệ nhân|chủ doanh nghiệp|chủ nhà trọ|tình nguyện viên"
_RECIPIENT = re.compile(
    rf"\s*\b(?:lượt\s+)?(?:(?P<collective>{_COLLECTIVE})|(?P<person>{_PERSON})|(?P<work>sáng kiến|đề tài|giải pháp|công trình|sản phẩm|mô hình))\b(?P<both>(?:,|\s+và|\s*,)\s+(?:{_PERSON}|{_COLLECTIVE})\b)?"
)
_HELD_TITLE = re.compile(
    r"danh hiệu\s*[\"']?\s*$|\d\s*[\"']\s*$|\bgương\s*[\"']\s*$"
    r"|\b(?:đạt|công nhận|tuyên dương|biểu dương)\s+(?:là\s+)?[\"']\s*$"
)
_QUOTED = re.compile(r"\bdanh hiệu\s+(?=\"([^\"]{4,60}?)\s*\")")
_GETS = re.compile(
    r"\b(?:trao|tặng|nhận|đạt|giành|đoạt|phong|công nhận|tuyên dương|biểu dương|vinh danh|tôn vinh|bầu chọn|bình chọn|có|là|khen thưởng|với)\b"
    r"(?:(?!ứng viên|ứng cử)[^;:.])*$"
)
_GIVES = re.compile(r"\b(?:trao|tặng|thưởng|khen|tuyên dương|biểu dương)\b[^;:.]*$")
_PERCENT = re.compile(
    r"\d\s*(?:%|phần trăm)(?:(?!,\s*(?:\S+\s+){0,4}?(?:được|tặng|trao|nhận|vinh dự|có)\b)[^;\d])*$"
)
"""A title that only a percentage of people have."""
_QUOTE_GOES_ON = re.compile(r"((?:\s(?!cấp|năm|lần|giai đoạn)[^\W\d]+){1,4})\s?\"")
_BETWEEN = re.compile(r"[\s\"']*|\s+(?:(?!cho\b|và\b)[^\d,;:.]){0,40}")
_HELD = re.compile(r"[\"']?\s+(?:là|có|gồm)\s+(?=\d)")
_CHAIN = re.compile(r"\s*(?:[^\d;:.]{0,50}?)(?:,|\bvà\b|\bcùng\b)\s*(?:cho\s+)?$")


@dataclass(frozen=True, slots=True)
class ScoredDoc:
    """An honour with the offsets of the numbers it used up."""

    row: Honour
    numbers: frozenset[int]


def read(sentence: Sentence, bodies: list[Mark]) -> list[ScoredDoc]:
    """The honours of a sentence."""
    found: list[ScoredDoc] = []
    taken: set[int] = set()
    of_unions = any(body.value in {"union", "movement"} for body in bodies)
    titles = [
        mark
        for mark in sentence.of_kind("honour")
        if _is_title(sentence, mark) and (of_unions or not _row(mark.value).get("named"))
    ]
    for quoted in _QUOTED.finditer(sentence.lower):
        start, end = quoted.start(1), quoted.end(1)
        if not _GETS.search(sentence.lower, 0, quoted.start()):
            continue
        if not any(mark.start < end and start < mark.end for mark in titles):
            titles.append(Mark(start, end, "honour", sentence.surface.plain[start:end].strip()))
    titles.sort(key=lambda mark: mark.start)
    titles = [
        mark
        for mark, behind in zip(titles, [*titles, None][1:], strict=True)
        if not (_row(mark.value).get("named") and behind is not None and behind.start - mark.end < 3)
    ]
    for at, mark in enumerate(titles):
        limit = titles[at + 1].start if at + 1 < len(titles) else len(sentence.lower)
        floor = titles[at - 1].end if at else 0
        for honour in _honours(sentence, mark, floor, limit, bodies, taken):
            taken |= honour.numbers
            found.append(honour)
    return found


def _row(title: str) -> dict[str, Any]:
    """The entry of a title in `honours.toml`; titles that only quotation marks show have none."""
    row: dict[str, Any] = _PLAN.get(title, {})
    return row


def _is_title(sentence: Sentence, mark: Mark) -> bool:
    """Whether the words are a title that somebody holds or gets, not the name of a movement or a contest."""
    lower = sentence.lower
    before = lower[max(0, mark.start - 40) : mark.start]
    row = _row(mark.value)
    if _NAME_OF.search(before):
        return False
    if row.get("named"):
        return (
            not re.search(r"\b(?:hội đồng(?: xét)?|tham gia|đăng ký|phát động|dự thi|thể lệ|mùa)\s+$", before)
            and re.match(r"\s*[\"']|\s+[A-ZĐ]", sentence.surface.plain[mark.end :]) is not None
            and "giải thưởng" in lower[mark.start : mark.end]
        )
    behind = lower[mark.end :]
    if mark.value == "Cờ" and not re.match(r"\s*(?:toàn diện|thi đua|chuyên đề|xuất sắc|dẫn đầu)", behind):
        got = re.search(r"\b(?:tặng|nhận|trao|thưởng|đạt)\s+(?:\d+\s+)?(?:lá )?$|\d\s+$", before)
        if got is None or ("lá" in before[got.start() :] and re.match(r"\s*(?:của|cho)\b", behind) is None):
            return False
    if lower[mark.start : mark.end] == "bk" and not re.search(r"(?:\d|tặng|nhận|đạt|thưởng)\s+$", before):
        return False
    if mark.value == "Huy chương" and re.match(r"\s*(?:vàng|bạc|đồng)", lower[mark.end :]):
        return False
    if row.get("quoted"):
        return bool(_HELD_TITLE.search(before))
    if not row.get("award") and not (
        sentence.surface.plain[mark.start].isupper() or re.search(r"[\d\"']\s*$|danh hiệu\s*$", before)
    ):
        return False
    if not row.get("award"):
        return bool(
            re.search(
                r"danh hiệu|\d\s*[\"']?\s*$|\b(?:đạt|là|nhận|tặng|biểu dương|tôn vinh|tuyên dương|công nhận|vinh danh|phong tặng|có)\b[^;:.]*$",
                before,
            )
        )
    return True


def _title(sentence: Sentence, mark: Mark) -> tuple[str, int]:
    """The title as a row says it, with its grade, and where it ends."""
    row = _row(mark.value)
    title, end = mark.value, mark.end
    longer = _QUOTE_GOES_ON.match(sentence.surface.plain, mark.end)
    if longer and sentence.lower[: mark.start].rstrip().endswith('"') and not row.get("named"):
        title, end = title + longer[1].rstrip(), mark.end + longer.end(1)
    if row.get("named"):
        name = re.match(r"\s*[\"']?([^\"',;.()]{2,50})[\"']?", sentence.surface.plain[mark.end :])
        if name:
            quoted = re.match(r"\s*[\"']([^\"']{2,60})[\"']", sentence.surface.plain[mark.end :])
            short = (
                quoted[1] if quoted else re.split(r"\s+(?:cho|lần|năm|của|cấp|do|vào|\d{4})\b", name[1])[0]
            )
            title = f"{title} {short.strip()}"
            end = mark.end + (
                quoted.end() if quoted else sentence.surface.plain[mark.end :].find(short) + len(short)
            )
    if row.get("graded"):
        grade = _GRADE.match(sentence.lower, mark.end)
        if grade:
            number = grade[0].split()[-1]
            word = {"i": "Nhất", "ii": "Nhì", "iii": "Ba"}.get(number, number.capitalize())
            title, end = f"{title} hạng {word}", grade.end()
    return title, end


def _honours(
    sentence: Sentence, mark: Mark, floor: int, limit: int, bodies: list[Mark], taken: set[int]
) -> list[ScoredDoc]:
    lower = sentence.lower
    title, end = _title(sentence, mark)
    item_start, item_end = sentence.item(mark.start)
    floor, limit = max(floor, item_start), min(limit, item_end)
    proposed = _is_proposed(lower, item_start, mark.start)
    giver = _giver(sentence, mark, end, limit, bodies)
    owned = _number_before(sentence, mark, taken)
    if re.match(r"\s*(?:%|phần trăm)", lower[owned.end :]) if owned else False:
        return []
    if _PERCENT.search(lower, floor, mark.start) and owned is None:
        return []
    behind = _recipients(sentence, end, limit, taken)
    held = _HELD.match(lower, end)
    if not behind and held:
        behind = [
            (n, who[0].strip(), _kind(who), who.end())
            for n in sentence.numerals
            if n.start == held.end() and n.start not in taken and (who := _RECIPIENT.match(lower, n.end))
        ]
    if not behind and owned is None:
        behind = _recipients_before(sentence, floor, mark.start, taken)
    rows: list[ScoredDoc] = []

    def add(
        count: Numeral | None, recipient: str | None, kind: RecipientKind | None, start: int, stop: int
    ) -> None:
        text, begin, finish = sentence.text(min(start, mark.start), max(stop, end))
        value = None if count is None else plain(count.value)
        row = Honour(
            title,
            giver,
            recipient,
            kind,
            value if isinstance(value, int) else None,
            text,
            begin,
            finish,
            proposed,
            (f"title “{lower[mark.start : mark.end]}”",),
        )
        used = {n.start for n in (count, owned) if n is not None}
        rows.append(ScoredDoc(row, frozenset(used)))

    behind += _by_level(sentence, end, limit, taken, behind)
    if behind:
        for numeral, name, said, stop in behind:
            start = owned.start if owned else min(mark.start, numeral.start)
            add(numeral, name, said, start, max(stop, end))
        return rows
    who = _RECIPIENT.search(lower, end, min(limit, end + 90))
    if who is not None and not re.search(r"\bcho\b", lower[end : who.start()]):
        who = None
    recipient, kind = (who[0].strip(), _kind(who)) if who else (None, None)
    add(owned, recipient, kind, owned.start if owned else mark.start, end)
    return rows


_LEVEL = re.compile(
    r"\s*(?:đạt\s+|được\s+)?(?:danh hiệu\s+)?cấp\s+(?:cơ sở|trên cơ sở|thành phố|tỉnh|huyện|quận|thị xã|xã|phường|ngành|trung ương|toàn quốc|tổng|tập đoàn|công ty|trường)\b"
)


def _by_level(
    sentence: Sentence,
    start: int,
    limit: int,
    taken: set[int],
    before: list[tuple[Numeral, str, RecipientKind | None, int]],
) -> list[tuple[Numeral, str, RecipientKind | None, int]]:
    """Who got the title at another level: "26 chị đạt danh hiệu … cấp thành phố, 340 chị đạt cấp cơ sở"."""
    found: list[tuple[Numeral, str, RecipientKind | None, int]] = []
    used = {numeral.start for numeral, *_ in before}
    if not before or before[-1][3] > start:
        return found
    for numeral in sentence.numerals:
        if not start <= numeral.start < limit or numeral.start in taken | used or numeral.vague:
            continue
        who = _RECIPIENT.match(sentence.lower, numeral.end)
        level = _LEVEL.match(sentence.lower, who.end()) if who else None
        if who is not None and level is not None:
            found.append((numeral, who[0].strip(), _kind(who), level.end()))
    return found


def _is_proposed(lower: str, start: int, at: int) -> bool:
    cue = _PROPOSED.search(lower[start:at])
    return cue is not None and not _GIVEN.search(lower[start + cue.start() : at])


def _number_before(sentence: Sentence, mark: Mark, taken: set[int]) -> Numeral | None:
    """The number right before a title: "06 Bằng khen", "276 “Công nhân giỏi”"."""
    for numeral in sentence.numerals:
        if numeral.end <= mark.start and numeral.start not in taken:
            gap = sentence.lower[numeral.end : mark.start]
            if (
                re.fullmatch(r"\s*(?:lượt |chiếc |tấm |lá |danh hiệu |gương |người )?[\"']?\s*", gap)
                and not numeral.vague
            ):
                return numeral
    return None


def _recipients(
    sentence: Sentence, start: int, limit: int, taken: set[int]
) -> list[tuple[Numeral, str, RecipientKind | None, int]]:
    """ "cho 9 tập thể, 14 cá nhân" behind a title."""
    lower = sentence.lower
    found: list[tuple[Numeral, str, RecipientKind | None, int]] = []
    at = start
    for numeral in sentence.numerals:
        if not start <= numeral.start < limit or numeral.start in taken or numeral.vague:
            continue
        who = _RECIPIENT.match(lower, numeral.end)
        between = lower[at : numeral.start]
        if who is None:
            continue
        if not found and not re.fullmatch(r"[^;:.]{0,80}\b(?:cho|tới|đến)\b[^;:.,]{0,40}", between):
            break
        if found and not _CHAIN.fullmatch(between):
            break
        found.append((numeral, who[0].strip(), _kind(who), who.end()))
        at = who.end()
    return found


def _recipients_before(
    sentence: Sentence, floor: int, at: int, taken: set[int]
) -> list[tuple[Numeral, str, RecipientKind | None, int]]:
    """ "12 tập thể và 30 cá nhân được tặng Bằng khen" before a title."""
    lower = sentence.lower
    found: list[tuple[Numeral, str, RecipientKind | None, int]] = []
    for numeral in sentence.numerals:
        if not floor <= numeral.start < at or numeral.start in taken or numeral.vague:
            continue
        who = _RECIPIENT.match(lower, numeral.end)
        if who is None:
            found = []
            continue
        if found and not _CHAIN.fullmatch(lower[found[-1][3] : numeral.start]):
            found = []
        found.append((numeral, who[0].strip(), _kind(who), who.end()))
    if (
        found
        and re.search(r"\b(?:được|nhận|đạt|giành|đoạt|đón nhận|vinh dự|tặng|là)\b", lower[found[-1][3] : at])
        and ";" not in lower[found[-1][3] : at]
    ):
        return found
    # "trao tặng 5 tập thể Cờ thi đua, 32 tập thể Bằng khen": the title right behind who gets it.
    if found and _BETWEEN.fullmatch(lower[found[-1][3] : at]) and _GIVES.search(lower[: found[0][0].start]):
        return found
    return []


def _kind(who: re.Match[str]) -> RecipientKind | None:
    if who["work"]:
        return None
    if who["both"]:
        other = "person" if who["collective"] else "collective"
        pattern = _PERSON if other == "person" else _COLLECTIVE
        if re.search(rf"(?:{pattern})\b", who["both"]):
            return "mixed"
    return "collective" if who["collective"] else "person"


def _giver(sentence: Sentence, mark: Mark, end: int, limit: int, bodies: list[Mark]) -> str | None:
    """The body behind "của", or the one that hands the title out."""
    of = re.compile(r"[^,;:.\d]{0,40}?\bcủa\s+").match(sentence.lower, end)
    plain_text = sentence.surface.plain
    if of and of.end() < limit:
        name = re.match(
            r"[^,;:.()\d\"]+?(?=\s+(?:cho|về|vì|năm|trong|tặng|trao|và|nhân|đã|là|giai đoạn|do)\b|[,;:.()\"]|$)",
            plain_text[of.end() : limit + 40],
        )
        if name:
            return name[0].strip()
    before = [b for b in bodies if b.end <= mark.start]
    verb = re.search(r"\b(?:trao|tặng|trao tặng|quyết định tặng)\b", sentence.lower[: mark.start])
    if (
        before
        and verb
        and before[0].end <= verb.start()
        and not re.search(r"\bđược\s+(?:\S+\s+){0,2}$", sentence.lower[: verb.start()])
    ):
        name = re.match(
            r"[^,;:.()\"]+?(?=\s+(?:đã|sẽ|vừa|trao|tặng|quyết định|tổ chức|và|cũng)\b)",
            plain_text[before[0].start :],
        )
        if name and len(name[0]) < 60:
            return name[0].strip()
    agent = re.search(r"\bđược\s+((?:\S+\s+){1,8}?)(?:trao\s+)?tặng\b", sentence.lower[: mark.start])
    if agent and any(b.start == agent.start(1) for b in bodies):
        return plain_text[agent.start(1) : agent.end(1)].strip()
    return None
