"""Who wrote it: is a line a byline, and whose?

A line is a cleaned one from the end of an article, or from beside its title. The author is returned as written
("Đỗ Đạt", "Đ.L", "Nhóm PV"), without labels such as "Bài và ảnh:". A line of prose is no byline.
"""

from __future__ import annotations

import re

from indexer.pages.article_draft import ArticleDraft, unique, unrepeated
from indexer.pages.boilerplate import is_acronym, is_note, is_section
from indexer.pages.captions import is_caption
from indexer.pages.stated_date import date_line, split_date
from indexer.pages.text import line_key

_LONGEST = 90
_FURNITURE = 8
"""How many lines at the end of a text may be furniture that no list knows."""

_LABEL = re.compile(
    r"(?:(?:tin|bài|ảnh|nội dung|clip|video|đồ họa|đồ hoạ|thiết kế|trình bày|infographic|thực hiện|tổng hợp|tác giả|"
    r"người viết|biên tập|biên soạn|biên dịch|ghi|theo dõi|phóng viên|by|author)"
    r"(?:\s*(?:,|và|&|-|–|/|\+)\s*(?=\w))?\s*)+:\s*",
    re.IGNORECASE,
)
_BARE_LABEL = re.compile(r"(?:bài|tin)\s*(?:,|và|&|-|–|/)\s*ảnh\s+(?=[^\W\da-z])", re.IGNORECASE)
_NOTE = re.compile(
    r"\s*[(\[](?:ghi|tổng hợp|thực hiện|biên dịch|dịch|biên soạn|lược dịch|lược ghi|sưu tầm|ghi chép|t/h|th|theo\b[^()]*|tổng hợp\b[^()]*|ảnh\b[^()]*|cộng tác viên|ctv)[)\]]\s*$",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s+(?:thực hiện|tổng hợp|ghi|ghi chép|lược ghi|biên dịch|biên soạn|sưu tầm)$", re.IGNORECASE
)
_GENRE = re.compile(
    r"(?:ghi chép|ký sự|phóng sự|bút ký|ghi nhanh|tùy bút|tuỳ bút|tản văn|bài viết|ảnh và bài)\s+của\s+",
    re.IGNORECASE,
)
_AROUND_NAME = re.compile(
    r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|t[2-7]|cn|ngày|lúc|vào|on|at|"
    r"(?:được\s+)?(?:gửi|đăng|viết|tạo|cập\s+nhật)\s+bởi|bởi|posted\s+by|submitted\s+by|written\s+by|by|đăng|posted|published)\b",
    re.IGNORECASE,
)
"""What may stand around a name and a date: “Gửi bởi Lê Mai vào T2, 06/05/2024”."""
_EMAIL = re.compile(r"(?:^|[\s(\[]+)[\w.+-]{2,40}@[\w-]+(?:\.[\w-]+)+[)\]]?\s*$")
_CREDIT = re.compile(r"^(?:ảnh|nguồn ảnh|nguồn|video|clip|đồ họa|đồ hoạ)\s*:\s*", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:[^:]{0,20}:\s*)?[(\[]?[\w.+-]{2,40}@[\w-]+(?:\.[\w-]+)+[)\]]?|(?:điện thoại|đt|sđt)\s*:[\d .()+-]{8,40}",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?:nhóm\s+(?:pv|phóng\s+viên|tác\s+giả|bạn\s+đọc)|ban\s+biên\s+tập|bbt|p\.?v\.?|pv|ctv|tòa\s+soạn|phóng\s+viên|cộng\s+tác\s+viên|t/h|th)(?![^\W\d_])"
    r"(?:\s*[-–/,]?\s*[\w&.]{1,12}(?:\s+[\w&.]{1,12}){0,3})?",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:theo|nguồn)\s*:?\s+(?P<who>[^\s:].{1,58})", re.IGNORECASE)
_INITIALS = re.compile(r"[^\W\d_]{1,3}(?:\.\s?[^\W\d_]{1,8})+\.?")
_PHOTOGRAPHER = re.compile(r"\s*[-–—;,.|/]\s*(?:ảnh|video|clip|đồ họa|đồ hoạ)\s*:", re.IGNORECASE)
_PERSON_SPLIT = re.compile(r"\s*(?:[-–—,&/+;|]|\s+và\s+)\s*")
_PLACES = {
    line_key(name)
    for name in (
        "Hà Nội", "Việt Nam", "Công Đoàn", "Thủ Đô", "Thành phố Hồ Chí Minh", "Hồ Chí Minh", "Thời sự", "Đời sống", "Xã hội", "Kinh tế",
        "Đà Nẵng", "Hải Phòng", "Quảng Ninh", "Cần Thơ", "Ảnh", "Video", "Tin", "Bài", "Kết luận", "Trân trọng", "Hết", "Xin cảm ơn",
    )
}  # fmt: skip


def _is_name_word(word: str) -> bool:
    bare = word.strip(".’'")
    if word.isupper() and is_acronym(word) and len(word) <= 6:
        return True
    if not bare or not bare[0].isupper() or not bare[0].isalpha():
        return False
    if len(bare) == 1 or (_INITIALS.fullmatch(word) and word[0].isupper()):
        return True
    if len(bare) > 9 or not bare.isalpha():
        return False
    return bare[1:].islower()


def _is_shouted_name(person: str) -> bool:
    words = person.split()
    return 2 <= len(words) <= 5 and all(
        w.isalpha() and w.isupper() and 2 <= len(w) <= 7 and re.search(r"[aeiouy]", line_key(w))
        for w in words
    )


def _is_person(person: str) -> bool:
    if line_key(person) in _PLACES:
        return False
    words = person.split()
    if (_INITIALS.fullmatch(person) and person[0].isupper()) or _is_shouted_name(person):
        return True
    return 1 <= len(words) <= 5 and all(_is_name_word(word) for word in words) and len(person) >= 2


def is_names(line: str) -> bool:
    """Is the line one or several persons' names (or initials, or "Nhóm PV"), and nothing else?"""
    line = line.rstrip("/.").strip() if not _INITIALS.fullmatch(line) else line
    if not line or len(line) > _LONGEST:
        return False
    if _GROUP.fullmatch(line):
        return True
    persons = [person for person in _PERSON_SPLIT.split(line) if person]
    return 1 <= len(persons) <= 5 and all(
        _is_person(person) or _GROUP.fullmatch(person) for person in persons
    )


def read_byline(line: str) -> str | None:
    """The author that a byline names, or None if the line is no byline.

    "Bài và ảnh: Lê Thắm" → "Lê Thắm"; "Minh Anh (ghi)" → "Minh Anh"; "Đ.L", "Nhóm PV" and "Theo
    TTXVN" stay as they are.
    """
    if len(line) > _LONGEST or not line or line[-1] in "?!…:;,":
        return None
    line = line.lstrip("*-–—• ").strip()
    bracketed = re.fullmatch(r"[(\[]\s*(.+?)\s*[)\]]", line)
    if bracketed:
        line = bracketed[1]
    line = _EMAIL.sub("", _GENRE.sub("", line))
    photographer = _PHOTOGRAPHER.search(line)
    if photographer and (":" in line[: photographer.start()] or is_names(line[: photographer.start()])):
        line = line[: photographer.start()]  # "Bài: A - Ảnh: B"
    label = _LABEL.match(line) or _BARE_LABEL.match(line)
    name = line[label.end() :] if label else line
    while _NOTE.search(name):
        name = _NOTE.sub("", name)
    bare = _AFTER_NAME.sub("", name)
    if bare != name and is_names(bare):
        name = bare
    if not _INITIALS.fullmatch(name):
        name = name.rstrip("/.").strip()
    if not name:
        return None
    if label and line_key(label[0]) in ("anh", "video", "clip", "do hoa"):
        return None
    if is_names(name):
        return None if is_section(name) else name
    if label and len(name) <= 50 and name[0].isupper() and len(name.split()) <= 8:
        return name
    after = _AFTER.fullmatch(name)
    if after and len(after["who"].split()) <= 6 and _is_outlet(after["who"]):
        return name
    return None


def names_outlet(byline: str) -> bool:
    """Does the byline say from where the text was taken (“Theo TTXVN”, “Nguồn: …”), and not who wrote it?"""
    return byline.casefold().startswith(("theo ", "nguồn"))


def split_name_and_date(line: str) -> tuple[str | None, str | None]:
    """(author, ISO date) of a line that is both and nothing else: “Hải An • 28/01/2026 - 06:52”."""
    if len(line) > _LONGEST or not any(c.isdigit() for c in line):
        return None, None
    stated, rest = split_date(line)
    rest = _AROUND_NAME.sub(" ", rest).strip(" |,•-–—·/")
    name = read_byline(" ".join(rest.split())) if stated and rest else None
    if name is None or names_outlet(name):
        return None, None
    return name, stated


def _is_outlet(name: str) -> bool:
    """A newspaper or agency: a host, an acronym, or words of which the first is a capital one."""
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?", name):
        return True
    words = name.split()
    return words[0][0].isupper() and (words[0].isupper() or len(words) <= 4) and not name.endswith(",")


def _end(paragraphs: list[str]) -> int:
    """Where the page's furniture begins: after the last byline, if nothing but short odd lines follow it."""
    for number in range(len(paragraphs) - 1, max(0, len(paragraphs) - _FURNITURE), -1):
        text = paragraphs[number]
        is_last = number == len(paragraphs) - 1
        if (is_last or " " in text or "." in text) and (read_byline(text) or _CONTACT.fullmatch(text)):
            return number + 1
        if (len(text) >= 60 and (text.endswith((".", ".”")) or len(text) >= 140)) or is_caption(text):
            break
        if not date_line(text) and (text[0] in '-–+•*“"' or text[0].isdigit() or "|" in text):
            break  # an item of a list, a row of a table, a line of a poem
    return len(paragraphs)


def _is_credit(line: str) -> bool:
    """Does the line name a photographer and nothing else?"""
    return _CREDIT.match(line) is not None and is_names(_CREDIT.sub("", line))


def take_bylines(draft: ArticleDraft) -> None:
    """The byline, or bylines, at the end of the paragraphs become the author of `draft`.

    Paragraphs that stand twice, or that are the title or the lead again, go first: what is last then
    is the byline.
    """
    names: list[str] = []
    paragraphs = draft.paragraphs = unrepeated(draft.paragraphs, (draft.title, draft.lead or ""))
    del paragraphs[_end(paragraphs) :]
    while paragraphs:
        if is_note(paragraphs[-1]) or is_section(paragraphs[-1]) or _CONTACT.fullmatch(paragraphs[-1]):
            paragraphs.pop()
            continue
        name = read_byline(paragraphs[-1])
        if name is None and not (len(paragraphs[-1]) < 60 and is_caption(paragraphs[-1])):
            break
        last = paragraphs.pop()
        if name:
            names.insert(0, name)
        else:
            draft.captions.append(last)
    draft.captions = [line for line in draft.captions if not _is_credit(line)]
    writers = [name for name in names if not names_outlet(name)]
    if writers:
        draft.author = " - ".join(unique(writers))
