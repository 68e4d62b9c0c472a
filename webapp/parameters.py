"""Every parameter of a request, in one table; validated here and nowhere else. The filters come from the registry.

`BadParameter` names the parameter, what is wrong with it and how to mend it. The OpenAPI
description is made from the same table, so that it cannot say anything else.

An empty value (`from=` of an untouched form field) is the same as none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, get_args

from werkzeug.datastructures import MultiDict

from indexer.engines.contract import Sort
from indexer.errors import QueryError
from indexer.facets.facet_spec import FacetSpec, Registry
from indexer.facets.figures import labels
from indexer.facets.registry import REGISTRY
from indexer.ledger.lexicon import table as table_of
from webapp.i18n import LANGUAGES

MAX_HITS = 10_000
"""`page × size` may not pass this: deeper hits are for the exports, which have no limit."""

Type = Literal["string", "integer", "date"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the table. `repeatable` parameters give tuples. `about` is the English of the API documents."""

    name: str
    about: str
    type: Type = "string"
    repeatable: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_length: int = 200
    max_items: int = 100
    pattern: str | None = None
    example: Any = None


_COMMON = (
    Parameter(
        "q",
        'What to search for: words, `"phrases"`, `-without`, `OR`, `field:value`, `prefix*`. '
        "Without it, everything that passes the filters.",
        default="",
        max_length=4000,
        example="cong doan",
    ),
    Parameter("from", "First day, ISO 8601 (`2020-01-31`).", type="date", example="2020-01-01"),
    Parameter("to", "Last day, inclusive, ISO 8601.", type="date", example="2025-12-31"),
    Parameter(
        "sort",
        "Order of the hits; `added`: the last that the index took first.",
        default="relevance",
        choices=get_args(Sort),
    ),
    Parameter(
        "page",
        f"Page of the hits, from 1. `page × size` is at most {MAX_HITS}; beyond, use an export.",
        type="integer",
        default=1,
        minimum=1,
        maximum=MAX_HITS,
    ),
    Parameter("size", "Hits on a page.", type="integer", default=10, minimum=1, maximum=100),
    Parameter(
        "exact",
        "A word of `q` to take as typed (no accents restored, no abbreviation expanded); `*`: all words.",
        repeatable=True,
    ),
    Parameter("lang", "Language of texts meant for people: `vi` (default) or `en`.", choices=LANGUAGES),
    Parameter(
        "since",
        "Only what the index took after this (of changes: what came, changed or went): a moment (`2026-01-31T08:00:00Z`), a day, a `generation`, or the `next` "
        "of an earlier answer.",
        default="",
        max_length=400,
        example="2026-01-31T08:00:00Z",
    ),
    Parameter(
        "most",
        "Changes in one answer at most.",
        type="integer",
        default=1_000,
        minimum=1,
        maximum=10_000,
    ),
    Parameter(
        "explain",
        "`1` says why: of an article, the words of the text that gave each facet value; of a search, `parts`, of which each "
        "score is made.",
        default="0",
        choices=("0", "1"),
    ),
    Parameter(
        "measure",
        "What a figure counts; several are alternatives.",
        repeatable=True,
        choices=tuple(v.value for v in labels() if v.value != "honours"),
        example="members",
    ),
    Parameter(
        "act",
        "What was done; several are alternatives.",
        repeatable=True,
        choices=tuple(act for act in table_of("acts.toml")["verbs"] if act != "none"),
        example="admit",
    ),
    Parameter(
        "status",
        "Whether a figure is done, aimed at, summed up over years, a difference, or the amount for one.",
        repeatable=True,
        choices=("done", "target", "cumulative", "change", "unit_value"),
        example="done",
    ),
    Parameter(
        "share",
        "`1` shows each count as its share of all articles of that year or month.",
        default="0",
        choices=("0", "1"),
    ),
    Parameter(
        "wait",
        "Seconds to wait for the index; if it takes longer, the answer is 202 and the index follows.",
        type="integer",
        default=10,
        minimum=0,
        maximum=25,
    ),
    Parameter(
        "refresh",
        "Seconds after which the board renews itself; 0: never.",
        type="integer",
        default=300,
        minimum=0,
        maximum=86_400,
    ),
    Parameter("giver", "Part of the name of the body that gives an honour.", default="", example="LĐLĐ"),
)


COMPARED = Parameter(
    "q",
    "A search, as in `/api/search`; up to four are compared.",
    repeatable=True,
    max_length=4000,
    max_items=4,
    example="tết sum vầy",
)
"""`q` where several searches stand side by side."""


@lru_cache(maxsize=64)
def table(registry: Registry = REGISTRY) -> dict[str, Parameter]:
    """Every parameter by name, for an index with these facets."""
    return {row.name: row for row in (*_COMMON, *map(_of_facet, registry))}


def _of_facet(spec: FacetSpec) -> Parameter:
    about = spec.about[:1].upper() + spec.about[1:] if spec.about[:1] != "`" else spec.about
    return Parameter(
        spec.name,
        f"{about}; several are alternatives.",
        repeatable=True,
        choices=spec.choices,
        pattern=spec.pattern,
        max_length=4 if spec.name == "year" else 200,
        example=spec.example,
    )


def filters(registry: Registry = REGISTRY) -> tuple[str, ...]:
    """The parameters that narrow, in the order in which addresses write them."""
    return (*registry.names, "from", "to")


def of_search(registry: Registry = REGISTRY) -> tuple[str, ...]:
    """The parameters of a search."""
    return ("q", *filters(registry), "since", "sort", "page", "size", "exact", "explain", "lang")


def of_export(registry: Registry = REGISTRY) -> tuple[str, ...]:
    """The parameters of a search that is taken away whole."""
    return ("q", *filters(registry), "since", "sort", "exact", "lang")


class BadParameter(QueryError):
    """A parameter that cannot be used. `code` names a string `error.parameter.CODE` of the catalogue."""

    def __init__(self, code: str, parameter: str, **values: Any) -> None:
        super().__init__(f"{parameter}: {code}", parameter, code, **values)


def parse(
    names: Sequence[str], arguments: MultiDict[str, str], *, strict: bool, registry: Registry = REGISTRY
) -> dict[str, Any]:
    """The checked values of the parameters `names`; absent ones have their default.

    `strict` refuses parameters that are not among `names` (the API); pages leave them alone, because
    the world appends its own (`utm_source`, `fbclid`) to shared links. Raises BadParameter.
    """
    if strict:
        for name in arguments:
            if name not in names:
                raise BadParameter("unknown", name[:80], known=", ".join(names))
    rows = table(registry)
    values = {name: read(rows[name], arguments.getlist(name)) for name in names}
    _check_together(values)
    return values


def read(row: Parameter, raw: list[str]) -> Any:
    """The checked value of one parameter. Raises BadParameter."""
    typed = [text for text in (value.strip() if row.name != "q" else value for value in raw) if text]
    if not row.repeatable:
        if len(set(typed)) > 1:
            raise BadParameter("repeated", row.name)
        return _value(row, typed[0]) if typed else row.default
    if len(typed) > row.max_items:
        raise BadParameter("too_many", row.name, maximum=row.max_items)
    return tuple(dict.fromkeys(_value(row, text) for text in typed))


def _value(row: Parameter, text: str) -> Any:
    if len(text) > row.max_length:
        raise BadParameter("too_long", row.name, maximum=row.max_length)
    if row.choices and text not in row.choices:
        raise BadParameter("choice", row.name, value=text[:80], choices=", ".join(row.choices))
    if row.type == "integer":
        return _integer(row, text)
    if row.type == "date":
        return _date(row, text)
    if row.pattern and not re.fullmatch(row.pattern, text):
        raise BadParameter(row.name, row.name, value=text[:80])
    if "\0" in text and row.name != "q":
        raise BadParameter("characters", row.name)
    return text


def _integer(row: Parameter, text: str) -> int:
    if not (text.isascii() and text.removeprefix("-").isdigit()) or len(text) > 9:
        raise BadParameter("integer", row.name, value=text[:80], minimum=row.minimum, maximum=row.maximum)
    number = int(text)
    low, high = row.minimum, row.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise BadParameter("range", row.name, value=number, minimum=low, maximum=high)
    return number


def _date(row: Parameter, text: str) -> str:
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadParameter("date", row.name, value=text[:80]) from None


def _check_together(values: Mapping[str, Any]) -> None:
    if values.get("from") and values.get("to") and values["from"] > values["to"]:
        raise BadParameter("order", "from", first=values["from"], last=values["to"])
    if values.get("page") and values.get("size") and values["page"] * values["size"] > MAX_HITS:
        raise BadParameter("too_deep", "page", maximum=MAX_HITS)
