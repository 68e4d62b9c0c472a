"""Who did it: the union body or the other body that governs a number in its sentence."""

from __future__ import annotations

import re
from typing import Literal

from indexer.ledger.lexicon import Mark, table
from indexer.ledger.sentence import Sentence

Subject = Literal["union", "movement", "other", "joint", "none"]

_OBJECT = re.compile(
    rf"(?:{'|'.join(sorted(table('bodies.toml')['objects'], key=len, reverse=True))})(?:\s+(?:các|những|mỗi|toàn|một số|nhiều))?\s+$"
)
_AND = re.compile(r"(?:\bvà|,)\s*(?:các\s+)?$")
_AGENT = re.compile(r"(?:\bdo|\bđược|\bbởi)\s+(?:các\s+|các cấp\s+)?$")
_NAME_GAP = re.compile(r"[\w\s.&/'\"()-]{0,45}")
_VERBAL = re.compile(r"\b(?:đã|sẽ|đang|vừa|và|phối hợp|cùng|do|được|là|với|trao|tặng|hỗ trợ|cho|tổ chức)\b")
_DASH = re.compile(r"\s-|-\s")
_OF_UNIONS = re.compile(
    r"(?:trường|trung tâm|viện|nhà khách|khách sạn|báo|quỹ)(?: (?!và\b|của\b|cho\b)[^\W\d]+){0,4} công đoàn"
)
"""A school, an institute or a fund that unions keep: "Trường Trung cấp nghề Công đoàn"."""
_PERSONS = frozenset({"ông", "bà"})
_SAYS = re.compile(
    r"[^;:.\d]{0,90}?\b(?:cho biết|cho hay|thông tin|chia sẻ|khẳng định|nói|báo cáo|thông báo)\b"
)
"""A person who only tells of it is not who did it."""
_PROPER = frozenset(table("bodies.toml")["proper"])
_STARTER = re.compile(
    r"(?:^|[,;:.\-\"'()]|\b(?:và|còn|nhưng|trong khi|trong khi đó|đồng thời|riêng|thì|nay|qua|này|tiếp theo|đó|cũng|năm|"
    r"cho biết|cho hay|nói|thông tin|rằng|biết|khi|sau khi|nhờ|dịp|vừa qua|toàn tỉnh|toàn huyện|hôm nay))\s*"
    r"(?:(?:các|những|mỗi|nhiều|một số|lãnh đạo|đại diện|chủ tịch|phó chủ tịch|ban lãnh đạo|thường trực|các cấp|hệ thống|"
    r"tổ chức|ban|hơn|gần|đã có|có|toàn|hai|ba|\d+)\s+)*$"
)


def bodies(sentence: Sentence) -> list[Mark]:
    """The bodies named in a sentence; what belongs to a union's name ("Công đoàn Công ty X") is not told apart."""
    kept: list[Mark] = []
    for mark in sentence.of_kind("body"):
        word = sentence.lower[mark.start : mark.end]
        if mark.value == "other" and sentence.lower.count('"', 0, mark.start) % 2:
            continue  # part of a name in quotation marks
        if word in _PERSONS and _SAYS.match(sentence.lower, mark.end):
            continue
        if mark.value == "nobody" or (word in _PROPER and not sentence.surface.plain[mark.start].isupper()):
            continue
        if mark.value == "other" and kept and kept[-1].value == "union":
            gap = sentence.lower[kept[-1].end : mark.start]
            if _NAME_GAP.fullmatch(gap) and not _VERBAL.search(gap) and not _DASH.search(gap):
                kept[-1] = Mark(kept[-1].start, mark.end, "body", "union")
                continue
        if mark.value == "movement" and kept and kept[-1].value == "union" and kept[-1].end + 2 > mark.start:
            continue
        if mark.value == "union" and kept and _OF_UNIONS.fullmatch(sentence.lower, kept[-1].start, mark.end):
            kept[-1] = Mark(kept[-1].start, mark.end, "body", "union")
            continue
        kept.append(mark)
    return kept


def subject(sentence: Sentence, found: list[Mark], start: int, at: int) -> tuple[Subject, Mark | None]:
    """Who acts on what stands at `at`, looking from `start`: the last body that begins a clause before it."""
    who: Mark | None = None
    last: Mark | None = None
    partner = False
    for mark in found:
        if not start <= mark.start < at:
            continue
        before = sentence.lower[max(0, mark.start - 40) : mark.start]
        beside = last is not None and _AND.search(before) and not _verb_between(sentence, last, mark)
        if _AGENT.search(before):
            who, partner = mark, False
        elif beside and last is not None:
            # Part of a list: what the body before it is, this one is too.
            partner = partner or (last is who and "union" in (last.value, mark.value))
        elif _is_joint(sentence, mark):
            partner = partner or mark.value == "union" or (who is not None and who.value == "union")
        elif (
            not _OBJECT.search(before)
            and not _is_complement(sentence, mark, at)
            and (who is None or (mark.value != "movement" and _STARTER.search(before)))
        ):
            who, partner = mark, False
        last = mark
    if who is None:
        return ("joint" if partner else "none"), None
    if partner and who.value == "other":
        return "joint", who
    return who.value, who  # type: ignore[return-value]


def _is_complement(sentence: Sentence, mark: Mark, at: int) -> bool:
    """Whether another body is only part of what a verb before it speaks of, and does nothing itself:
    "ký thỏa ước nhóm doanh nghiệp với sự tham gia của 12 CĐCS"."""
    if mark.value != "other" or _STARTER.search(sentence.lower, 0, mark.start):
        return False
    start, _ = sentence.segment(mark.start)
    if not sentence.within("verb", start, mark.start):
        return False
    return not any(
        not sentence.lower.endswith("sự ", 0, verb.start) for verb in sentence.within("verb", mark.end, at)
    )


def _is_joint(sentence: Sentence, mark: Mark) -> bool:
    """Whether a body stands behind "phối hợp với", "cùng", "vận động" and the like."""
    before = sentence.lower[max(0, mark.start - 30) : mark.start]
    return bool(_JOINT.search(before))


_JOINT = re.compile(
    rf"\b(?:{'|'.join(w for w in sorted(table('bodies.toml')['joint'], key=len, reverse=True) if w not in {'do', 'đại diện', 'giúp'})})"
    r"(?:\s+(?:với|cùng|các|của|một số|nhiều|được|gần|hơn|\d+|chính))*\s+$"
)


def _verb_between(sentence: Sentence, first: Mark, second: Mark) -> bool:
    return bool(sentence.within("verb", first.end, second.start))
