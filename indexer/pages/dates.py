"""The date that a page states for itself, as ISO 8601. Nothing is ever guessed from the prose.

In: a line of a page ("11/02/2021 14:01", "Thứ Năm, 11/02/2021 | 14:01 GMT+7"), or the value of a metadata
field (ISO 8601 in its many spellings). Out: "2021-02-11T14:01:00+07:00", or "2021-02-11" where only
the day is stated, or None. A time without a zone is Hà Nội's (+07:00).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

HANOI = timezone(timedelta(hours=7))
EARLIEST = 1945
LATEST = 2100

_DAY = re.compile(
    r"(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4})(?!\d)"
    r"|(?P<y2>\d{4})\s*[/\-]\s*(?P<m2>\d{1,2})\s*[/\-]\s*(?P<d2>\d{1,2})(?!\d)"
    r"|(?P<d3>\d{1,2})\s+(?:tháng|thg)\s*(?P<m3>\d{1,2})\s*(?:,|năm|/|\s)\s*(?P<y3>\d{4})(?!\d)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<!\d)(?P<h>[01]?\d|2[0-3])\s*(?:[:h]|giờ)\s*(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d+)?)?\s*(?:phút|')?(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\(?\s*(?:GMT|UTC)\s*(?P<zone>[+\-]\s*\d{1,2}(?::?\d{2})?)?\s*\)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?P<zone>Z|[+\-]\d{2}:?\d{2})\)?$")
_WORDS = re.compile(
    r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|cn|t[2-7]|ngày|tháng|năm|lúc|hồi|cập\s+nhật(?:\s+lần\s+cuối)?|xuất\s+bản|"
    r"đăng|ngày\s+đăng|thời\s+gian|sáng|chiều|tối|hà\s+nội|giờ|gmt|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"mon|tue|wed|thu|fri|sat|sun|updated|published|am|pm)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\s,;:|.\-–—/()\[\]•·'T]+")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|[+\-]\d{2}:?\d{2}|[+\-]\d{1,2})?)?",
    re.IGNORECASE,
)


def split_date(line: str) -> tuple[str | None, str]:
    """(ISO date or None, what else the line holds).

    The rest is empty for a line that is a date and nothing else; "Lê Thắm - 11/02/2021 14:01" leaves
    "Lê Thắm". A line without a whole and possible date comes back as it is.
    """
    found = _DAY.search(line)
    if not found:
        return None, line
    numbers = [int(found[name]) for name in ("y", "m", "d") if found[name]] or [
        int(found[name]) for name in ("y2", "m2", "d2") if found[name]
    ]
    if not numbers:
        numbers = [int(found[name]) for name in ("y3", "m3", "d3")]
    rest = line[: found.start()] + " \0 " + line[found.end() :]
    zone = HANOI
    mark = _ZONE.search(rest) or _OFFSET.search(rest)
    if mark and "\0" not in mark[0]:
        zone = _zone(mark["zone"]) or HANOI
        rest = rest[: mark.start()] + " " + rest[mark.end() :]
    clock = _TIME.search(rest)
    time: tuple[int, int, int] | None = None
    if clock:
        hour = int(clock["h"])
        half = (clock["half"] or "").lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        time = (hour, int(clock["m"]), int(clock["s"] or 0))
        rest = rest[: clock.start()] + " " + rest[clock.end() :]
    stated = _iso(numbers[0], numbers[1], numbers[2], time, zone)
    if stated is None:
        return None, line
    rest = rest.replace("\0", " ")
    if _MARKS.sub("", _WORDS.sub("", rest)) == "":
        rest = ""
    return stated, re.sub(r"\s+", " ", rest).strip(" ,;|-–—•·/()")


def date_line(line: str) -> str | None:
    """The ISO date of a line that is nothing but a date, else None."""
    if len(line) > 80 or not any(c.isdigit() for c in line):
        return None
    stated, rest = split_date(line)
    return stated if not rest else None


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
    stated, _ = split_date(text)
    if stated:
        return stated
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=HANOI)
    return moment.isoformat() if EARLIEST <= moment.year <= LATEST else None


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
        return datetime(year, month, day, *time, tzinfo=zone).isoformat()
    except ValueError:
        return None
