"""The date that a page states for itself, as ISO 8601. Nothing is ever guessed from the prose.

`11/02/2021 14:01`, `Thứ Bảy, 20/09/2025 5:30 CH`, `21 Tháng Chín, 2025`, ISO 8601 and RFC 2822 become
"2021-02-11T14:01:00+07:00", or "2021-02-11" where only the day is stated. A time without a zone is Hà Nội's
(+07:00); one with another zone is converted, so that its day and year are those of its readers. Dates of the
lunar calendar are nobody's: they become None.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from indexer.hanoi_time import HANOI

EARLIEST = 1900
LATEST = 2100
OLDEST_LIKELY = 1945
"""A page of an earlier year is possible, but most likely a slip: it is told."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "một|january|jan", "hai|february|feb", "ba|march|mar", "tư|bốn|april|apr", "năm|may", "sáu|june|jun", "bảy|bẩy|july|jul",
            "tám|august|aug", "chín|september|sept|sep", "mười|october|oct", "mười một|november|nov", "mười hai|december|dec",
        ),
        start=1,
    )
    for name in names.split("|")
}  # fmt: skip
_WORDED = r"mười\s+một|mười\s+hai|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười"
_ENGLISH = r"january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
_MONTH = rf"(?:(?:tháng|thg\.?|th\.?|t\.)\s*(?:\d{{1,2}}(?!\d)|(?:{_WORDED})\b)|(?:{_ENGLISH})\b\.?)"
_DAY = re.compile(
    r"(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4})(?!\d)"
    r"|(?P<y2>\d{4})\s*[/\-]\s*(?P<m2>\d{1,2})\s*[/\-]\s*(?P<d2>\d{1,2})(?!\d)"
    rf"|(?<!\d)(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<m3>{_MONTH})\s*(?:,|năm|/|-|\s)\s*(?:năm\s*)?(?P<y3>\d{{4}})(?!\d)"
    rf"|\b(?P<m4>{_MONTH})\s*(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s*,\s*(?P<y4>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_HALF = r"[ap]\.?m\b\.?|sa\b|ch\b|sáng|trưa|chiều|tối|đêm"
_TIME = re.compile(
    r"(?<!\d)(?P<h>[01]?\d|2[0-3])\s*(?:[:hg]|giờ)\s*(?P<m>[0-5]\d)(?!\d)(?::(?P<s>[0-5]\d)(?:[.,]\d+)?)?\s*(?:phút|')?"
    rf"(?:\s*(?P<half>{_HALF}))?"
    rf"|(?<!\d)(?P<h2>[01]?\d|2[0-3])\s*(?:h|giờ)\s*(?P<half2>{_HALF})",
    re.IGNORECASE,
)
_LUNAR = re.compile(
    r"âm\s+lịch|\bâl\b|\bmùng\b|\bmồng\b|\brằm\b|tháng\s+(?:giêng|chạp)|\b(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)\s+"
    r"(?:tý|sửu|dần|mão|mẹo|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi)\b|\blunar\b",
    re.IGNORECASE,
)
_LUNAR_BESIDE = re.compile(
    r"[(,;–-]?\s*(?:tức|nhằm|âm\s+lịch|âl|al)\b[^()]{0,60}\)?$"
    r"|\(\s*(?:ngày\s+)?\d{1,2}\s*[/-]\s*\d{1,2}\s*(?:năm\s+\w+\s+\w+\s*)?(?:âm\s+lịch|âl)\s*\)",
    re.IGNORECASE,
)
"""The lunar day beside the solar one: “20/9/2025 (29/7 âm lịch)”, “20/9/2025, tức 29 tháng 7 năm Ất Tỵ”."""
_ZONE = re.compile(r"\(?\s*(?:GMT|UTC)\s*(?P<zone>[+\-]\s*\d{1,2}(?::?\d{2})?)?\s*\)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?P<zone>Z|[+\-]\d{2}:?\d{2})\)?$")
_WORDS = re.compile(
    r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|cn|t[2-7]|vào|ngày|tháng|năm|lúc|hồi|cập\s+nhật(?:\s+lần\s+cuối)?|xuất\s+bản|"
    r"đăng|ngày\s+đăng|thời\s+gian|sáng|trưa|chiều|tối|đêm|sa|ch|hà\s+nội|giờ|gmt|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"mon|tue|wed|thu|fri|sat|sun|updated|published|am|pm)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s,;:|.\-–—/()\[\]•·'T]+")
_RFC_2822 = re.compile(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d\d")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|[+\-]\d{2}:?\d{2}|[+\-]\d{1,2})?)?",
    re.IGNORECASE,
)


def split_date(line: str) -> tuple[str | None, str]:
    """(ISO date or None, what else the line holds).

    The rest is empty for a line that is a date and nothing else; "Lê Thắm - 11/02/2021 14:01" leaves
    "Lê Thắm". A line without a whole and possible date comes back as it is.
    """
    solar = line
    if _LUNAR.search(line):
        solar = _without_lunar(line)
        if _LUNAR.search(solar):
            return None, line
    found = _DAY.search(solar)
    if not found:
        return None, line
    year, month, day = _numbers(found)
    rest = solar[: found.start()] + " \0 " + solar[found.end() :]
    zone = HANOI
    mark = _ZONE.search(rest) or _OFFSET.search(rest)
    if mark and "\0" not in mark[0]:
        zone = _zone(mark["zone"]) or HANOI
        rest = rest[: mark.start()] + " " + rest[mark.end() :]
    clock = _TIME.search(rest)
    time: tuple[int, int, int] | None = None
    if clock:
        hour = _hour(int(clock["h"] or clock["h2"]), (clock["half"] or clock["half2"] or "").lower())
        time = (hour, int(clock["m"] or 0), int(clock["s"] or 0))
        rest = rest[: clock.start()] + " " + rest[clock.end() :]
    stated = _iso(year, month, day, time, zone)
    if stated is None:
        return None, line
    rest = rest.replace("\0", " ")
    if _MARKS.sub("", _WORDS.sub("", rest)) == "":
        rest = ""
    return stated, re.sub(r"\s+", " ", rest).strip(" ,;|-–—•·/()")


def _without_lunar(line: str) -> str:
    """The line without a lunar day that stands beside a solar one; the line as it is where it qualifies the only date."""
    beside = _LUNAR_BESIDE.search(line)
    if beside and beside.start() and any(c.isdigit() for c in beside[0]):
        return (line[: beside.start()] + line[beside.end() :]).strip()
    return line


def _numbers(found: re.Match[str]) -> tuple[int, int, int]:
    """(year, month, day) of a match of `_DAY`."""
    for form in ("", "2", "3", "4"):
        if found[f"y{form}"]:
            return int(found[f"y{form}"]), _month(found[f"m{form}"]), int(found[f"d{form}"])
    raise AssertionError("no form of a date matched")


def _month(text: str) -> int:
    digits = re.search(r"\d+", text)
    if digits:
        return int(digits[0])
    words = re.sub(r"^(?:tháng|thg|th|t)\.?\s*(?=\W|[^\W\d])|\.$", "", text.lower().strip(), count=1)
    for candidate in (text.lower().strip(". "), words):
        name = " ".join(candidate.split())
        if name in _MONTHS:
            return _MONTHS[name]
    return 0


def _hour(hour: int, half: str) -> int:
    """The hour of the day for an hour with its half: `5 CH` is 17, `12 SA` is 0, `11 trưa` is 11, `12 đêm` is 0."""
    if not half or hour > 12:
        return hour
    if half[0] == "a" or half in ("sa", "sáng"):
        return hour % 12
    if half == "trưa":
        return hour if hour >= 10 else hour + 12
    if half == "đêm":
        return hour % 12 if hour == 12 or hour < 6 else hour + 12
    return hour % 12 + 12


def is_ahead(published: str | None, today: date) -> bool:
    """Return whether a date of publication lies more than a day ahead."""
    return published is not None and published[:10] > (today + timedelta(days=1)).isoformat()


def doubt(published: str | None, today: date) -> str | None:
    """What is unlikely about a date of publication, for whoever runs the index; None if nothing is."""
    if not published:
        return None
    year = int(published[:4])
    if year < OLDEST_LIKELY:
        return f"is dated {published[:10]}, before {OLDEST_LIKELY}"
    if is_ahead(published, today):
        return f"is dated {published[:10]}, in the future"
    return None


def date_line(line: str) -> str | None:
    """The ISO date of a line that is nothing but a date, else None."""
    if len(line) > 80 or not any(c.isdigit() for c in line):
        return None
    stated, rest = split_date(line)
    return stated if not rest else None


def is_lunar_line(line: str) -> bool:
    """Is a short line a day of the lunar calendar and no sentence: “Rằm tháng Bảy (15/7 âm lịch)”?"""
    return (
        len(line) <= 80
        and any(c.isdigit() for c in line)
        and not line.endswith((".", "!", "?", "…"))
        and _LUNAR.search(line) is not None
        and split_date(line)[0] is None
    )


def parse_stated(value: object) -> str | None:
    """The ISO date of a metadata value (`datePublished`, `article:published_time`, `<time datetime>`).

    Understands ISO 8601 with or without seconds, zone and colon, RFC 2822, and the forms of a line.
    Returns None for anything else; never raises.
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not 8 <= len(text) <= 100:
        return None
    match = _ISO.match(text)
    if match:
        year, month, day, hour, minute, second, zone = match.groups()
        if hour is None and match.end() < len(text):
            return split_date(text)[0]
        time = None if hour is None else (int(hour), int(minute), int(second or 0))
        return _iso(int(year), int(month), int(day), time, _zone(zone) or HANOI)
    return _rfc_2822(text) or split_date(text)[0]


def _rfc_2822(text: str) -> str | None:
    """The date of a mail or feed: `Sun, 31 Dec 2023 17:30:00 GMT`."""
    if not _RFC_2822.match(text):
        return None
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=HANOI)
        return moment.astimezone(HANOI).isoformat() if EARLIEST <= moment.year <= LATEST else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    digits = re.sub(r"\D", "", text)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text.lstrip().startswith("-") else offset)


def _iso(year: int, month: int, day: int, time: tuple[int, int, int] | None, zone: timezone) -> str | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        if time is None:
            return date(year, month, day).isoformat()
        return datetime(year, month, day, *time, tzinfo=zone).astimezone(HANOI).isoformat()
    except (ValueError, OverflowError):
        return None
