"""What was done: the verb that governs a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.ledger.lexicon import Mark, table
from indexer.ledger.measures import Counted
from indexer.ledger.numerals import Numeral
from indexer.ledger.sentence import Sentence

_NOMINAL = re.compile(
    r"\b(?:công tác|phong trào|quỹ|ban|hội nghị|lễ|kế hoạch|hoạt động|đề án|buổi|hội thi|ngày hội|việc|tổng|cụm|mức|cuộc vận động|buổi lễ|nguồn|khối|phòng|thi đua)\s+$"
)
_PASSIVE = re.compile(r"[^;:.\d]{0,50}?\b(?:được|đã được|nhận được|nhận|đã nhận|vinh dự được|vừa được)\s+")
_ATTEND = re.compile(
    r"[^;:.\d]{0,70}?\b(?:tham gia|tham dự|dự|tranh tài|thi đấu|đăng ký tham gia|góp mặt|về dự|hưởng ứng|dự thi|tụ hội|có mặt)\b"
)
LIGHT = frozenset(table("acts.toml")["light"])
WEAK = frozenset({"count"})

BY_MEASURE = {
    "initiatives": "propose", "agreements": "sign", "dialogues": "dialogue", "classes": "train",
    "people_trained": "train", "events": "organise", "gifts": "support", "houses": "support",
    "scholarships": "support", "loans": "support", "trips": "support", "money": "support",
    "households": "support", "unions": "count", "members": "count", "collectives": "commend",
    "individuals": "other", "workers": "count", "other": "other",
}  # fmt: skip
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
    light = _light(sentence, verb.end if verb else start, numeral.start)
    act = _strong(sentence, verb, light, numeral, counted)
    if act is None and start > 0 and not light:
        earlier = _before(sentence, 0, start)
        if earlier and sentence.lower[start - 1] in ";:" and earlier[-1].value not in WEAK:
            return Governed(
                _fit(earlier[-1].value, counted, sentence, earlier[-1]), earlier[-1], "verb before the list"
            )
    if act is not None:
        return act
    return Governed(
        BY_MEASURE[counted.measure] if not light or counted.measure not in {"money"} else "support",
        light,
        "noun alone",
    )


def _strong(
    sentence: Sentence, verb: Mark | None, light: Mark | None, numeral: Numeral, counted: Counted
) -> Governed | None:
    """The act of a verb that says enough, behind the number ("được biểu dương") or before it."""
    after = _after(sentence, counted)
    if (
        verb is not None
        and (light is None)
        and verb.value not in WEAK
        and sentence.lower[verb.start : verb.end] not in LIGHT
    ):
        return Governed(
            _fit(verb.value, counted, sentence, verb), verb, f"verb “{sentence.lower[verb.start : verb.end]}”"
        )
    if after is not None:
        return Governed(
            _fit(after.value, counted, sentence, after),
            after,
            f"passive “{sentence.lower[after.start : after.end]}”",
        )
    if _ATTEND.match(sentence.lower, counted.end) and counted.measure in PEOPLE:
        trained = any(v.value == "train" for v in sentence.of_kind("verb") if v.start < counted.end + 80)
        talks = "đối thoại" in sentence.lower
        return Governed("dialogue" if talks else "train" if trained else "organise", None, "who takes part")
    if (
        light is not None
        and verb is not None
        and light.value in {"có", "hiện có", "đã có", "với", "gồm", "bao gồm", "đạt", "được"}
    ):
        if light.value in {"với", "đạt", "được"} and verb.value not in WEAK:
            return Governed(
                _fit(verb.value, counted, sentence, verb),
                verb,
                f"verb “{sentence.lower[verb.start : verb.end]}”",
            )
        return Governed(_fit("count", counted, sentence, light), light, "standing number")
    if verb is not None:
        return Governed(
            _fit(verb.value, counted, sentence, verb), verb, f"verb “{sentence.lower[verb.start : verb.end]}”"
        )
    if light is not None and light.value in {"có", "hiện có", "đã có"}:
        return Governed(_fit("count", counted, sentence, light), light, "standing number")
    return None


def _before(sentence: Sentence, start: int, end: int) -> list[Mark]:
    """The verbs between two offsets that act as verbs ("công tác phát triển" does not)."""
    found = [v for v in sentence.of_kind("verb") if start <= v.start and v.end <= end]
    acting = []
    for verb in found:
        nominal = _NOMINAL.search(sentence.lower, max(0, verb.start - 25), verb.start)
        if not nominal or any(0 <= n.start - verb.end <= 8 for n in sentence.numerals):
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


def _fit(act: str, counted: Counted, sentence: Sentence, verb: Mark | None) -> str:
    """An act that suits the noun: classes are taught and initiatives proposed, whatever the verb."""
    measure = counted.measure
    word = sentence.lower[verb.start : verb.end] if verb else ""
    if measure == "dialogues" or (
        act == "organise" and "đối thoại" in sentence.lower[max(0, counted.start - 60) : counted.start]
    ):
        return "dialogue"
    if measure == "classes":
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
    if act == "admit" and measure == "unions":
        return "establish"
    if act == "establish" and measure == "members":
        return "admit"
    if act == "raise" and measure in {"households"}:
        return "support"
    return act
