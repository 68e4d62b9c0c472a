"""Districts: which districts of Hà Nội an article is about.

Comes in: the surfaces of an article's fields and the names found in them. Goes out: district slugs with
evidence. Each mention is weighed by what stands around it (a union or an office of the district, the word
"quận", a former ward, or the bare name, which may as well be a person, a street or a school) and by where it stands
(title, kicker, lead, opening, body). A district is what the article is about: mentions in passing are
not enough, and an article on many districts is about the whole city.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from indexer.article import Evidence, FacetValue
from indexer.errors import GazetteerError
from indexer.facets.gazetteer import Hit, Name, load
from indexer.facets.surface import Surface, folded, spellings

AUTHORITY, UNIT, BARE = 3.0, 2.0, 1.0
PLACE = {"title": 5.0, "kicker": 5.0, "lead": 3.0, "opening": 1.5, "body": 1.0, "captions": 0.7}
OPENING = 700  # characters of the body that count as its opening
MANY = 4  # districts in front (title, kicker, lead) from which on an article is about the city
SLIGHT = 0.2  # share of the best score below which a district of the lead is only mentioned


@dataclass(frozen=True, slots=True)
class District:
    """One row of the gazetteer."""

    slug: str
    label: str
    type: str
    also: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    tile: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of districts (several when a former name or a ward belongs to several)."""

    slugs: tuple[str, ...]
    start: int
    end: int
    strength: float
    rule: str
    surface: Surface

    @property
    def place(self) -> str:
        if self.surface.field == "body":
            return "opening" if self.start < OPENING else "body"
        return self.surface.field

    def evidence(self, slug: str) -> Evidence:
        return self.surface.evidence("district", slug, self.start, self.end, self.rule)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a found name stands for: slugs, and how it was named (`name`, `short`, `old`, `ward`, `former`)."""

    how: str
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class Gazetteer:
    """districts.toml and wards.toml, with their words as compiled patterns."""

    districts: dict[str, District]
    city: FacetValue
    names: tuple[Name, ...]
    unit: re.Pattern[str] = field(repr=False)
    authority: re.Pattern[str] = field(repr=False)
    thing: re.Pattern[str] = field(repr=False)
    person: re.Pattern[str] = field(repr=False)
    places: frozenset[str] = field(repr=False)
    elsewhere: re.Pattern[str] = field(repr=False)
    home: re.Pattern[str] = field(repr=False)


_UNITS = {
    "quận": ("quận", "quan", "q"),
    "huyện": ("huyện", "huyen", "h"),
    "thị xã": ("thị xã", "thi xa", "tx"),
    "thành phố": ("thành phố", "thanh pho", "tp"),
    "tỉnh": ("tỉnh", "tinh"),
    "phường": ("phường", "phuong", "p"),
    "xã": ("xã", "xa"),
    "thị trấn": ("thị trấn", "thi tran"),
}
_UNIT_OF = {form: unit for unit, forms in _UNITS.items() for form in forms}


def _either(words: Iterable[str]) -> str:
    """An alternation of words in every spelling, with and without diacritics, longest first."""
    forms = {form for word in words for form in (*spellings(word), folded(word))}
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms, key=len, reverse=True))


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of districts, read once. Raises GazetteerError."""
    tables = load("districts.toml", "district", "city", "words")
    wards = load("wards.toml", "wards", "former")
    rows: dict[str, District] = {}
    for row in tables["district"]:
        try:
            district = District(
                row["slug"],
                row["label"],
                row["type"],
                tuple(row.get("also", ())),
                tuple(row.get("short", ())),
                tuple(row.get("old", ())),
                (row["tile"][0], row["tile"][1]),
            )
        except (KeyError, IndexError) as error:
            raise GazetteerError(f"districts.toml: {row.get('slug', row)}: {error} is missing.") from error
        rows[district.slug] = district
    words = tables["words"]
    return Gazetteer(
        districts=rows,
        city=FacetValue(tables["city"]["slug"], tables["city"]["label"]),
        names=tuple(_names(rows, tables["city"], wards)),
        unit=re.compile(r"(?<!\w)(" + "|".join(sorted(_UNIT_OF, key=len, reverse=True)) + r")(?:\.\s*|\s+)$"),
        authority=re.compile(
            r"(?<!\w)(?:"
            + _either(words["authority"])
            + r")(?:\s*\([^()]{1,20}\))?[\s,]*(?:của\s+)?(?:trên\s+)?$"
        ),
        thing=re.compile(r"(?<!\w)(?:" + _either(words["things"]) + r")\s+(?:[^\s.,;:()\"]+\s+){0,4}$"),
        person=re.compile(r"(?<!\w)(?:" + _either(words["persons"]) + r")\s+(?:[^\s.,;:()\"]+\s+){0,3}$"),
        places=frozenset(words["places"]),
        elsewhere=re.compile(
            r"\s*[,(-]?\s*(?:(?:thuộc\s+)?(?:tỉnh|thành phố|tp\.?|thị xã|huyện|t\.)\s*)?(?:"
            + _either(words["elsewhere"])
            + r")(?!\w)"
        ),
        home=re.compile(r"\s*[,(-]?\s*(?:tp\.?|thành phố)?\s*(?:hà nội|ha noi|hn)(?!\w)"),
    )


def _names(rows: dict[str, District], city: dict[str, list[str]], wards: dict[str, Any]) -> Iterator[Name]:
    old: dict[str, list[str]] = defaultdict(list)
    short: dict[str, list[str]] = defaultdict(list)
    for district in rows.values():
        yield Name("district", district.label, Entry("name", (district.slug,)))
        for name in district.old:
            old[name].append(district.slug)
        for name in district.short:
            short[name].append(district.slug)
    for name, slugs in old.items():
        yield Name("district", name, Entry("old", tuple(slugs)))
    for name, slugs in short.items():
        if len(slugs) == 1:
            yield Name("district", name, Entry("short", tuple(slugs)))
    new = set()
    for ward in wards["wards"]:
        unknown = [slug for slug in ward["districts"] if slug not in rows]
        if unknown or not ward["districts"]:
            raise GazetteerError(f"wards.toml: {ward['name']}: unknown district {unknown}.")
        new.add(ward["name"])
        yield Name("district", ward["name"], Entry("ward", tuple(ward["districts"])))
    count = Counter(name for names in wards["former"].values() for name in names)
    for slug, names in wards["former"].items():
        for name in names:
            if name not in new:
                yield Name("district", name, Entry("former", (slug,) if count[name] == 1 else ()))
    for body in city["bodies"]:
        start, _, end = body.partition(" … ")
        yield Name("city", start, Entry("open", (end.lower(),)) if end else Entry("body", ()))
    for cluster in city["clusters"]:
        yield Name("city", cluster, Entry("body", ()))


# One mention -----------------------------------------------------------------------------------


def mentions(surface: Surface, hits: Sequence[Hit]) -> Iterator[Mention]:
    """The mentions of districts among the hits of kind `district` in one surface."""
    g = gazetteer()
    shouting = surface.plain[:200].isupper()
    for hit in hits:
        entry: Entry = hit.entry
        if not entry.slugs:
            continue
        mention = _mention(g, surface, hit, entry, shouting)
        if mention is not None:
            yield mention


def _mention(g: Gazetteer, surface: Surface, hit: Hit, entry: Entry, shouting: bool) -> Mention | None:
    lower, start, end = surface.lower, hit.start, hit.end
    after = lower[end : end + 40]
    if g.elsewhere.match(after):
        return None
    if entry.how in ("ward", "former"):
        if hit.unmarked and not surface.unaccented:
            return None
        rule = "ward since 2025" if entry.how == "ward" else "former ward"
        return Mention(entry.slugs, start, end, UNIT if entry.how == "ward" else BARE, rule, surface)
    before = lower[max(0, start - 80) : start]
    unit = g.unit.search(before)
    if entry.how == "old":
        if not hit.unmarked or surface.unaccented:
            return Mention(entry.slugs, start, end, UNIT, "former district", surface)
        return None
    district = g.districts[entry.slugs[0]]
    named = None
    if unit:
        named = _UNIT_OF[unit[1]]
        if named != district.type and named not in district.also:
            return None
        before = before[: unit.start()]
        first = start - (len(unit[0]))
    else:
        first = start
    if entry.how == "short" and surface.plain[start:end] != surface.plain[start:end].upper():
        return None
    if g.authority.search(before):
        if not unit and not surface.plain[start].isupper():
            return None
        return Mention(entry.slugs, first, end, AUTHORITY, "body of the district", surface)
    if unit:
        return Mention(entry.slugs, first, end, UNIT, "named as a district", surface)
    if entry.how == "short" or not _plain_name(g, surface, start, end, before, shouting, hit.unmarked):
        return None
    if surface.field in ("title", "kicker") and start == 0 and re.match(r"\s*(?::|-\s)", after):
        return Mention(entry.slugs, start, end, AUTHORITY, "opens the title", surface)
    return Mention(entry.slugs, start, end, BARE, "name", surface)


def _plain_name(
    g: Gazetteer, surface: Surface, start: int, end: int, before: str, shouting: bool, unmarked: bool
) -> bool:
    """Whether a bare name is the district's: capitalised, and no part of a longer name."""
    plain = surface.plain
    if unmarked and not surface.unaccented:
        return False
    if not all(word[:1].isupper() for word in plain[start:end].split()):
        return False
    if g.thing.search(before) or g.person.search(before):
        return False
    if shouting:
        return True
    following = re.match(r"[ ]([^\W\d_]\w*|\d)", plain[end : end + 20])
    if (
        following
        and (following[1][0].isupper() or following[1].isdigit())
        and not g.home.match(surface.lower, end)
    ):
        return False
    preceding = re.search(r"([^\W\d_]\w*)[ ]$", plain[max(0, start - 20) : start])
    if preceding and preceding[1][0].isupper():
        return preceding[1].lower() in g.places
    return True


# The whole article -----------------------------------------------------------------------------

_CITY_NEXT = re.compile(r"\s+[A-ZĐÀ-Ỹ]")


def city_mentions(surface: Surface, hits: Sequence[Hit]) -> Iterator[Mention]:
    """The union bodies of the city among the hits of kind `city`."""
    g = gazetteer()
    for hit in hits:
        if hit.unmarked and not surface.unaccented:
            continue
        end = hit.end
        entry: Entry = hit.entry
        if entry.how == "open":
            tail = re.match(
                r"[^.;:()\n\"]{0,60}?" + re.escape(entry.slugs[0]) + r"(?!\w)", surface.lower[end:]
            )
            if not tail:
                continue
            end += tail.end()
        rest = surface.plain[end : end + 30]
        if _CITY_NEXT.match(rest) and not g.home.match(rest.lower()) and not surface.plain.isupper():
            continue
        yield Mention((g.city.value,), hit.start, end, AUTHORITY, "union body of the city", surface)


def decide(found: Sequence[Mention], city: Sequence[Mention]) -> list[Evidence]:
    """Which districts the article is about, given all its mentions; the evidence of each value, best first."""
    g = gazetteer()
    score: Counter[str] = Counter()
    front: Counter[str] = Counter()
    head: set[str] = set()
    firm: Counter[str] = Counter()
    for mention in found:
        place = mention.place
        weight = PLACE[place] * mention.strength / len(mention.slugs) ** 0.5
        for slug in mention.slugs:
            score[slug] += weight
            if mention.strength >= UNIT:
                firm[slug] += 1
                if place in ("title", "kicker", "lead"):
                    front[slug] += weight
                    if place != "lead":
                        head.add(slug)
            elif place in ("title", "kicker"):
                front[slug] += weight
    city_front = [m for m in city if m.place in ("title", "kicker", "lead")]
    city_head = [m for m in city if m.place in ("title", "kicker")]
    about = [slug for slug in front if firm[slug] and (slug in head or front[slug] + firm[slug] >= 5)]
    if about:
        best = max(score[slug] for slug in about)
        about = [slug for slug in about if slug in head or score[slug] >= SLIGHT * best]
    if len(about) >= MANY and len(head) < MANY:
        about = sorted(head)
    if city_head and not head:
        about = [slug for slug in about if front[slug] >= 6 and firm[slug] >= 3]
    if not about and not city_front:
        about = _of_body(score, firm)
    if len(about) >= MANY or (not about and city_front) or (not about and len(firm) >= MANY and city):
        return [m.evidence(g.city.value) for m in (city_front or city)[:3]]
    about.sort(key=lambda slug: -score[slug])
    return [e for slug in about for e in _evidence(slug, found)]


def _of_body(score: Counter[str], firm: Counter[str]) -> list[str]:
    """The district that the body keeps coming back to, when nothing in front names one."""
    if not score:
        return []
    slug, best = score.most_common(1)[0]
    if firm[slug] >= 2 and best >= 0.6 * score.total():
        return [slug]
    return []


def _evidence(slug: str, found: Sequence[Mention]) -> list[Evidence]:
    """At most three pieces of evidence for a district, the strongest first."""
    own = [m for m in found if slug in m.slugs]
    own.sort(key=lambda m: -PLACE[m.place] * m.strength)
    return [m.evidence(slug) for m in own[:3]]
