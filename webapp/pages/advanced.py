"""`/advanced`: a form that writes the query, for who does not know its signs. Works without a script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from search.results import FacetCount
from webapp.request import SearchRequest
from webapp.resource import get_search

blueprint = Blueprint("advanced", __name__)
OFFERED = ("district", "campaign", "year")
"""The facets of which the form offers every value; of the others it keeps what its address says."""
_PIECE = re.compile(
    r'(?P<near>(?:câu|sentence):\((?P<near_words>[^()"]*)\))'
    r'|(?P<title>(?:tít|title):\((?P<title_words>[^()"]*)\))'
    r'|(?P<author>(?:tác_giả|author):"(?P<author_words>[^"]*)")'
    r'|(?<!\S)-"?(?P<without>(?<=")[^"]+(?=")|[^\s"()]+)"?'
    r'|(?<!\S)"(?P<phrase>[^"]*)"(?!\S)'
)
"""What the form writes; whatever else stands in a query is left as it is in the field of all words."""


@dataclass(frozen=True, slots=True)
class Words:
    """The fields of the form that become words of the query."""

    all: str = ""
    phrase: str = ""
    near: str = ""
    without: str = ""
    title: str = ""
    author: str = ""

    def query(self) -> str:
        """The query that these fields write."""
        plain = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        parts = [
            " ".join(self.all.split()),
            f'"{plain["phrase"]}"' if plain["phrase"] else "",
            f"câu:({plain['near']})" if plain["near"] else "",
            f"tít:({plain['title']})" if plain["title"] else "",
            f'tác_giả:"{plain["author"]}"' if plain["author"] else "",
            *[f'-"{word}"' for word in plain["without"].split()],
        ]
        return " ".join(part for part in parts if part)

    @classmethod
    def of(cls, q: str) -> Words:
        """The fields that write `q`."""
        found: dict[str, list[str]] = {}
        for piece in _PIECE.finditer(q):
            for name in ("near", "title", "author"):
                if piece[name]:
                    found.setdefault(name, []).append(piece[f"{name}_words"])
            if piece["without"]:
                found.setdefault("without", []).append(piece["without"])
            if piece["phrase"] and "phrase" not in found:
                found["phrase"] = [piece["phrase"]]
            elif piece["phrase"]:
                found.setdefault("all", []).append(piece[0])
        rest = " ".join([*_PIECE.sub(" ", q).split(), *found.pop("all", [])])
        return cls(rest, **{name: " ".join(words) for name, words in found.items()})


def _plain(text: str) -> str:
    """Words without the signs that would end their part of the query."""
    return " ".join(re.sub(r'["()]', " ", text).split())


@blueprint.get("/advanced")
def form() -> ResponseReturnValue:
    """The form, filled with the query and filters of its address; sent, it leads to the results."""
    search = get_search()
    search_request = SearchRequest.parse(request.args, registry=search.registry)
    if request.args.get("go"):
        words = Words(
            **{field.name: request.args.get(f"w_{field.name}", "")[:400] for field in fields(Words)}
        )
        return redirect(
            SearchRequest(
                words.query(),
                search_request.filters,
                since=search_request.since,
                lang=search_request.lang,
                registry=search.registry,
            ).url(),
            303,
        )
    everything = search.facet_values()
    options = {name: _choices(everything.get(name, ()), search_request.values(name)) for name in OFFERED}
    return render_template(
        "advanced.html",
        asked=search_request,
        words=asdict(Words.of(search_request.q)),
        options=options,
        kept=search_request.pairs(
            without=("q", *OFFERED, "from", "to", "sort", "size", "page", "exact", "explain", "lang")
        ),
    )


def _choices(counted: Sequence[FacetCount], chosen: Sequence[str]) -> list[FacetCount]:
    """The values to tick: those with articles, and whatever is chosen."""
    values = {v.value: v for v in counted if v.count or v.value in chosen}
    missing = [FacetCount(value, value, 0) for value in chosen if value not in values]
    return [*values.values(), *missing]
