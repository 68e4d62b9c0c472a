"""Links to other articles that stand under a lead: taken from their lines, glued ones taken apart.

In: a line under the lead. Out: titles. The image slug or the article's own title that a dump puts before
each link is removed; several titles in one line are separated where a new one most likely begins.
"""

from __future__ import annotations

import re
from itertools import pairwise

from indexer.pages.text import key

FEWEST = 5
"""Syllables of the shortest title that is split off."""
MOST = 26
"""Syllables of the longest title; a longer one is rather two."""

_SLUG_PREFIX = re.compile(r"(?:[a-z0-9]+ ){3,}(?=[^\x00-\x7f]|[A-Z\"“‘'(\d])")

# Words with a capital in mid-sentence, so that a capital there does not begin a title.
_MID_CAPITALS = frozenset(
    key(
        """Đại Đảng Tết Công Liên Thủ Thành Nhà Chính Quốc Ủy Bộ Hội Trung Mặt Tổng Ban Nghị Luật Bác Chủ Bí Quỹ
        Tháng Sở Tỉnh Quận Huyện Covid Internet SEA Việt Hà Nam Bắc Tây Đông Xuân Nhân Phó Ngày Hồ Cụm CNVCLĐ CNLĐ
        CĐCS LĐLĐ UBND TP HĐND MTTQ BHXH NLĐ DN KCN"""
    ).split()
)
# Words after which a sentence cannot have ended.
_UNFINISHED = frozenset(
    """của tại và với cho ở trong từ đến vì do là các những một về theo để bằng qua trên dưới giữa cùng như hay hoặc
    nhân dịp sau trước khi ngành quận huyện xã phường thị tỉnh thành thôn làng đường phố chị anh ông bà em cô cháu
    đồng chí giám đốc công ty trường bệnh viện bộ sở báo ban hội tổ chức chủ tịch nước lđlđ liên đoàn số lần thứ khóa
    khoá kỳ năm tháng ngày mừng gửi mang tới trao thăm đón gặp vui chúc lãnh đạo nguyên cấp dự bởi rằng bị được không
    chưa sẽ đã đang hãy vào lên ra""".split()  # noqa: SIM905 - a list of words reads better so
)


def strip_prefix(line: str, title: str) -> str:
    """The link's title without the image's slug, or the article's own title, before it."""
    prefix = _SLUG_PREFIX.match(line)
    if prefix:
        return line[prefix.end() :].strip()
    if len(line) > len(title) and line[: len(title)].casefold() == title.casefold():
        rest = line[len(title) :]
        if rest[0] == " " and rest.strip()[:1].isupper():
            return rest.strip()
    half = len(line) // 2
    if len(line) > 20 and line[half : half + 1] == " " and line[:half] == line[half + 1 :]:
        return line[:half]
    return line


def has_slug_prefix(line: str) -> bool:
    """Does the line begin with an image's slug and go on with a title?"""
    return _SLUG_PREFIX.match(line) is not None


def split_titles(line: str) -> list[str]:
    """The titles glued together in `line`, in order; one that cannot be taken apart comes back whole.

    Every place where a capital follows a word that may end a sentence is weighed; the best set of
    places is found by dynamic programming over them.
    """
    words = line.split()
    count = len(words)
    if count < 2 * FEWEST:
        return [line]
    starts = [0, *(i for i in range(1, count) if _weigh_start(words, i) > -2), count]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for at in range(1, len(starts)):
        options = []
        for back in range(at):
            length = starts[at] - starts[back]
            if length < FEWEST and count >= FEWEST:
                continue
            cost = -0.15 * max(0, length - 18) - (1.0 if length > MOST else 0.0) - 0.5 * max(0, 8 - length)
            opening = _weigh_start(words, starts[back]) if back else 0.0
            options.append((best[back][0] + cost + opening, back))
        best.append(max(options, default=(float("-inf"), 0)))
    cuts = [count]
    at = len(starts) - 1
    while at:
        at = best[at][1]
        cuts.append(starts[at])
    cuts.reverse()
    return [" ".join(words[a:b]) for a, b in pairwise(cuts)]


def _weigh_start(words: list[str], at: int) -> float:
    """How much the word at `at` looks like the first of a title; negative: rather not."""
    word, before = words[at], words[at - 1]
    first = word.lstrip("“\"‘'(")
    if not first or not (first[0].isupper() or (first[0].isdigit() and before[-1].isalpha())):
        return -9.0
    if before[-1] in ",:;-–—/&(“‘" or before in "-–—&":
        return -9.0
    if before[-1] in "?!…" or before.endswith("..."):
        return 3.0
    weight = -1.2
    if first[0].isdigit():
        weight -= 1.0
    bare_before = before.strip("“”\"'’‘.()").lower()
    if bare_before in _UNFINISHED:
        weight -= 2.0
    if before[0].isupper() and before[-1].isalpha() and not before.isupper():
        weight -= 0.8  # a name goes on: "Bắc Từ Liêm"
    following = words[at + 1] if at + 1 < len(words) else ""
    if following[:1].islower():
        weight += 0.9  # "Phát động", "Tuổi trẻ": a sentence begins so, a name does not
    if key(first) in _MID_CAPITALS:
        weight -= 1.2
    ahead = words[at : at + 10]
    colon = next((i for i, w in enumerate(ahead) if w.endswith(":")), None)
    if colon is not None and not any(w[-1] in ".?!…" for w in ahead[:colon]):
        weight += 1.6 if not any(_is_opening(words, at + i) for i in range(1, colon + 1)) else 0.4
    if words[: at and 2] == words[at : at + 2]:
        weight += 1.0  # the same opening as the first title's
    if word[0] in '“"‘' and before[-1].isalpha():
        weight -= 0.6
    return weight


def _is_opening(words: list[str], at: int) -> bool:
    return (
        words[at][0].isupper()
        and at + 1 < len(words)
        and words[at + 1][:1].islower()
        and words[at - 1].lower() not in _UNFINISHED
        and words[at - 1][0].islower()
        and key(words[at]) not in _MID_CAPITALS
    )
