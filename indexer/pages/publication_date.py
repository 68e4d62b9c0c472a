"""The date of publication that a page shows near its title.

A name such as *date* or *time* is a hint only: an element with it is the date of an exhibition, a deadline,
a birthday or the lunar calendar when its words, or those right before it, say so.
"""

from __future__ import annotations

import re

from indexer.pages.dom import HtmlElement, attribute, names_of, text_of
from indexer.pages.metadata import date_of
from indexer.pages.stated_date import date_line, split_date

_DATE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:date|time|datetime|publish\w*|pub|posted|posted-?on|ngay|ngay-?dang|thoi-?gian|post-?time|author-time|entry-date|timestamp|"
    r"[a-z]*(?:date|time)|date-?[a-z]*|time-?[a-z]*)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_OTHER_NAMES = re.compile(
    r"event|exhibit|deadline|expir|birth|\bdob\b|lunar|am-?lich|due|start|end-?date|until|valid|read(?:ing)?-?time|duration|countdown|clock|today|"
    r"current|update-?now|calendar|lich|su-?kien|trien-?lam|han-?nop|het-?han|sinh|khai-?mac|ket-?thuc|modified|comment|archive|copyright|now",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(
    r"triển lãm|sự kiện|hạn (?:nộp|chót|cuối|đăng ký|nhận|gửi)|hết hạn|thời hạn|kỳ hạn|sinh (?:ngày|nhật|năm)|ngày sinh|năm sinh|sn\s|âm lịch|\(âl\)|khai mạc|bế mạc|"
    r"khai trương|diễn ra|bắt đầu|kết thúc|từ ngày|đến ngày|đến hết|trước ngày|hiệu lực|ban hành|ký ngày|ngày ký|số\s*:|ngày thi|ngày hội|ngày họp|giỗ|mất ngày|"
    r"đám cưới|lịch (?:thi|chiếu|diễn|phát|họp)|thời gian (?:tổ chức|diễn ra|dự kiến|thi|nộp|nhận)|tổ chức|giờ mở|"
    r"exhibition|event|deadline|due|expires?|birth|born|died|until|starts?|ends?|valid|held|opening|lunar|copyright|since",
    re.IGNORECASE,
)
_DAY_AND_MONTH = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}")
_LINE_TAGS = frozenset(("span", "p", "div", "em", "i", "small", "li", "b", "td", "strong", "font"))
_ICON_TAGS = frozenset(("i", "em", "span", "svg", "img", "b"))
_LONGEST = 160
"""Characters of the surroundings that may say whose date it is."""


def date_on_page(tags: list[HtmlElement]) -> str | None:
    """The date of publication among the elements near a title: in `<time>` or under a name, else on a line of its own."""
    for tag in tags:
        if tag.tag == "time" or _DATE_NAMES.search(attribute(tag, "class") + " " + attribute(tag, "id")):
            inner = tag if tag.tag == "time" else next(tag.iterdescendants("time"), tag)
            stated = date_of(inner)
            if stated and is_publication(tag):
                return stated if "T" in stated else _with_time(tag) or stated
    for tag in tags:
        if tag.tag in _LINE_TAGS and all(child.tag in _ICON_TAGS and not text_of(child) for child in tag):
            stated = date_line(text_of(tag))
            if stated and is_publication(tag):
                return stated
    return None


def is_publication(tag: HtmlElement) -> bool:
    """Does nothing in an element or right around it say that its date is another's?"""
    names = names_of(tag) + " " + attribute(tag, "itemprop")
    if _OTHER_NAMES.search(names) or _OTHER_WORDS.search(text := text_of(tag)):
        return False
    if len(text) <= 80 and _dates_in(text) > 1:
        return False
    parent = tag.getparent()
    if parent is not None and len(around := text_of(parent)) <= _LONGEST:
        names = names_of(parent)
        return not (_OTHER_NAMES.search(names) or _OTHER_WORDS.search(around))
    before = tag.getprevious()
    if before is not None:
        label = before.tail or text_of(before)
    else:
        label = (parent.text or "") if parent is not None else ""
    # a label says whose the date is; a date before this one says whose that is
    return _DAY_AND_MONTH.search(label[-80:]) is not None or not _OTHER_WORDS.search(label[-_LONGEST:])


def _dates_in(text: str) -> int:
    """How many dates stand in a short text."""
    count = 0
    stated, rest = split_date(text)
    while stated and count < 3:
        count += 1
        stated, rest = split_date(rest)
    return count


def _with_time(tag: HtmlElement) -> str | None:
    """The date with the time that stands in an element beside its own."""
    parent = tag.getparent()
    stated = date_line(text_of(parent)) if parent is not None else None
    return stated if stated and "T" in stated else None
