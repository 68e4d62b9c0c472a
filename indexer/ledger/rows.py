"""Rows of the ledger: a figure or an honour that one sentence states, with the words that state it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Approx = Literal["exact", "about", "over", "under"]
Status = Literal["done", "target", "cumulative", "change", "unit_value"]
RecipientKind = Literal["person", "collective", "mixed"]

Number = int | float


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of things that a union body did, gave, raised, has or plans.

    `value_max` is the upper end of a range. `start` and `end` are character offsets into the text that was
    read, so that `text == sentence[start:end]`; `rules` names what decided, for "Vì sao có dòng này?".
    """

    value: Number
    value_max: Number | None
    approx: Approx
    measure: str
    act: str
    status: Status
    text: str
    start: int
    end: int
    rules: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `RULES-ledger.md`."""
        return {
            "type": "figure",
            "value": self.value,
            "value_max": self.value_max,
            "approx": self.approx,
            "measure": self.measure,
            "act": self.act,
            "status": self.status,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Honour:
    """A named title that was given: its grade is part of it; `count` is None where no number is said.

    `proposed` honours ("đề nghị tặng") are kept apart: they are shown as such and never counted.
    """

    title: str
    giver: str | None
    recipient: str | None
    recipient_kind: RecipientKind | None
    count: int | None
    text: str
    start: int
    end: int
    proposed: bool = False
    rules: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `RULES-ledger.md`."""
        return {
            "type": "honour",
            "title": self.title,
            "giver": self.giver,
            "recipient": self.recipient,
            "recipient_kind": self.recipient_kind,
            "count": self.count,
            "text": self.text,
        }


Row = Figure | Honour


def plain(value: Decimal) -> Number:
    """A whole number as int, any other as float."""
    return int(value) if value == value.to_integral_value() else float(value)
