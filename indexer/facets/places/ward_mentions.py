"""Mentions of wards and former units in a text: which of them act, and where they lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from indexer.facets.district_gazetteer import gazetteer
from indexer.facets.gazetteer import Hit
from indexer.facets.match_text import Surface, tone_placements
from indexer.facets.patterns import compile_words
from indexer.facets.places.province_mentions import SCHOOL
from indexer.facets.places.wards import Unit, by_bare_name


class WardMention(NamedTuple):
    """A ward or former unit in a text.

    `how`: `acts` (a body of it), `site` (the address of a workplace), `name` (plain), `venue` (where something
    happens), `lives` (somebody's home). `old`: the text says that it is a unit of before: `district` by the district
    right behind it, `former` by "cũ", "nay là". `away`: the province right behind it, if another than Hà Nội; `here`:
    Hà Nội stands right behind it.
    """

    unit: Unit
    start: int
    end: int
    how: str
    surface: Surface
    old: str = ""
    away: str | None = None
    here: bool = False


_NUMBERS = ("các", "những", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "cac")
_NUMBER = "(?:" + "|".join(_NUMBERS) + r"|\d{1,3})"
_COUNTED = r"(?:(?:công đoàn(?: cơ sở)?|cđ|đoàn viên|cong doan)\s+)?"
_BODIES = (
    r"(?:công đoàn(?: cơ sở| cơ quan| giáo dục| y tế| viên chức| khối(?: [^\s,.]+){1,3}| ngành giáo dục)?|cong doan|cđ|cđcs|công đoàn viên|"
    r"đoàn viên(?: công đoàn)?|cán bộ công đoàn|đảng ủy|đảng uỷ|đảng bộ|hđnd|hội đồng nhân dân|ubnd|ủy ban nhân dân|uỷ ban nhân dân|"
    r"mttq|ubmttq|ủy ban mttq|mttq việt nam|mặt trận tổ quốc|mặt trận tổ quốc việt nam|đoàn thanh niên|hội lhpn|hội liên hiệp phụ nữ|hội phụ nữ|chính quyền|lãnh đạo|"
    r"cnvclđ|cnlđ|liên đoàn lao động|lđlđ|hội nông dân|hội cựu chiến binh|trung tâm phục vụ hành chính công|ngành giáo dục|chủ tịch|"
    r"ban chấp hành công đoàn|bch công đoàn|người lao động)"
)
_ACTS = compile_words(
    r"(?<!\w)" + _BODIES + r"(?:\s*\([^()]{1,20}\))?[\s,]*(?:của\s+|trên địa bàn\s+|" + _NUMBER + r"\s+)*$"
)
_VENUE = re.compile(
    r"(?<!\w)(?:tại|tai|ở|trên địa bàn|đến|tới|về|qua|từ|gần|khu vực|thuộc|o|dia ban)\s+(?:"
    + _NUMBER
    + r"\s+)?(?:địa bàn\s+)?$"
)
_STREET = compile_words(
    r"(?<!\w)(?:đường|(?<!thành )phố|ngõ|ngách|hẻm|số nhà|số \d+|tổ dân phố|tổ|khu|thôn|xóm|chung cư|tòa nhà|toà nhà|khu đô thị|chợ|cầu)\s[^.;()\n]{1,50},\s*$"
)
"""A street or house right before a name: the ward is part of an address."""
_VENUE_OF_BODY = re.compile(
    r"(?<!\w)(?:(?:tại|ở|tới|đến)\s+(?:[^\s.;()]+\s+){0,3}?(?:trụ sở|hội trường|sân|nhà văn hóa|nhà văn hoá|trung tâm|khuôn viên|quảng trường)[^.;()]{0,25})$"
)
_VENUES = compile_words("trụ sở|hội trường|sân|nhà văn|trung tâm|khuôn viên|quảng trường")
_LIVES = compile_words(
    r"(?<!\w)(?:trú|ngụ|quê|hộ khẩu|hktt|thường trú|tạm trú|cư trú|nhà ở|nhà|sống|thuê trọ|ở trọ|phòng trọ|khu trọ|xóm trọ|trọ|sinh ra|lớn lên|"
    r"gia đình|về quê|que|tru|ngu|song|tuổi|sinh năm|sn|sinh ngày)(?!\w)[^.;()\"]{0,50}$"
)
_WORKPLACE = (
    r"(?:công ty|cty|cong ty|công đoàn|cđ|cđcs|cong doan|"
    + SCHOOL
    + r"|truong|bệnh viện|nhà máy|xí nghiệp|hợp tác xã|htx|doanh nghiệp|mầm non|tiểu học|thcs|thpt|"
    r"tập đoàn|chi nhánh|phòng khám|trung tâm|viện|siêu thị|xưởng|khách sạn|cơ sở|làng nghề|cụm công nghiệp|công trường|hợp tác|nhà hàng|ngân hàng)"
)
_PLACED_AT = r"(?:tại |ở |đóng tại |đóng ở |trụ sở tại |trụ sở ở |địa chỉ:? |thuộc )?"
_IN_ADDRESS = compile_words(
    r"(?<!\w)" + _WORKPLACE + r"(?!\w)(?!\s+(?:các |phường|xã))"
    r"(?:[^,;!?\n()]{0,90}(?:,|\s-)\s*|[^;!?\n()]{0,110}\(\s*(?:[^(),;]{1,40},\s+)?)" + _PLACED_AT + "$"
)
_BASED = compile_words(
    r"(?<!\w)(?:đóng (?:trên địa bàn|tại|ở)|đặt (?:tại|ở)|có trụ sở (?:tại|ở)|trụ sở (?:tại|ở)|địa chỉ(?: tại)?:?|nằm (?:ở|tại|trên địa bàn)|có nhà máy (?:tại|ở)|hoạt động (?:tại|trên địa bàn))\s+$"
)
_HAPPENS = r"(?!tổ chức|họp|trao|tặng|thăm|khai mạc|làm việc|gặp|phát động|tuyên|tập huấn|diễn ra|dự|đến|hội|khám|bàn giao|ra quân)"
_WORKPLACE_AT = compile_words(
    r"(?<!\w)(?!công đoàn|cong doan|cđ)"
    + _WORKPLACE
    + r"(?!\w)(?:\s+"
    + _HAPPENS
    + r"[^\s.;!?,()]+){0,8}\s+(?:tại|ở|thuộc|của|trên địa bàn)\s+$"
)
_FORMER = compile_words(
    r"\s*(?:\(\s*(?:trước đây|cũ)|(?:trước đây|cũ)(?!\w)|"
    r"[,(]?\s*(?:thuộc\s+)?(?:địa bàn\s+)?(?:quận|huyện|thị xã|q\.|h\.)\s*[^.;()]{2,20}?\s*\(?(?:cũ|trước đây)\)?\)?,?\s*\(?(?:nay|hiện nay|hiện)(?!\w)|"
    r"\)?,?\s*\(?\s*(?:nay|hiện) (?:là|thuộc|đã))"
)
_OLD_DISTRICT = re.compile(
    r"\s*[,(-]?\s*(?:thuộc\s+|của\s+)?(?:quận|huyện|thị xã|quan|huyen|q\.|h\.)\s*([^.;():\n]{2,24})",
    re.IGNORECASE,
)
_PLACE_FOLLOWS = compile_words(
    r"\s*(?:[,;()-]|của|thuộc|thành|thanh|tp|t\.p|thủ|hà nội|ha noi|hn|trước|cũ|quận|huyện|thị xã|quan|huyen|q\.|h\.|nay|hiện)"
)
"""What stands right behind a name before a place or a word on its past: the first part of the patterns that follow."""
_HERE = compile_words(
    r"\s*[,(-]?\s*(?:(?:của|thuộc|-)\s+)?(?:thành phố|tp\.?|t\.p\.?|thanh pho|thủ đô)?\s*(?:hà nội|ha noi|hn|thủ đô)(?!\w)"
)
_KIND_WORD = compile_words(r"phường|phuong|xã(?! hội)|xa(?!\w)")
_BEFORE_KIND = compile_words(r"(?<!\w)" + _NUMBER + r"\s+" + _COUNTED + r"$")
_BEFORE_WORDS = frozenset((*_NUMBERS, "đoàn", "sở", "cđ", "viên", "doan"))
"""The last words of what `_BEFORE_KIND` finds, but for digits."""
_LIST = compile_words(
    r"(?<!\w)"
    + _NUMBER
    + r"\s+"
    + _COUNTED
    + r"(phường,? xã|xã,? phường|phường (?:và )?xã|phường|xã|phuong|xa)(?:\s+(?:mới|gồm|sau|là))*\s*[:(]?\s+"
)
_TO_COLON = re.compile(r"[^.;:()\n]{1,70}:\s+")
"""What stands between the word and the names: "mười phường, xã nhận cờ thi đua gồm: …"."""
_BETWEEN = re.compile(r"\s*(?:,\s*và|,|;|&|/|và|va)\s*(?:(?:phường|xã|p\.)\s*)?")
_NEXT_WORD = re.compile(r" (?:-\s)?([^\W\d_]\w*|\d+)")


def is_home_of_someone(lower: str, at: int) -> bool:
    """Whether the place that begins at `at` is where somebody lives or comes from."""
    return _LIVES.search(lower[max(0, at - 70) : at]) is not None


def lists(surface: Surface) -> list[re.Match[str]]:
    """Where "các phường", "ba xã" … stands in a field: names without a word of their own may follow."""
    lower = surface.lower
    if not surface.unaccented and "phường" not in lower and lower.count(" xã") == lower.count(" xã hội"):
        return []
    heads = []
    for kind in _KIND_WORD.finditer(lower):
        word = lower[lower.rfind(" ", 0, kind.start() - 1) + 1 : kind.start() - 1]
        if word not in _BEFORE_WORDS and not word[-1:].isdigit():
            continue
        number = _BEFORE_KIND.search(lower, max(0, kind.start() - 40), kind.start())
        if number and (head := _LIST.match(lower, number.start())):
            heads.append(head)
    return heads


def mentions(
    surface: Surface, hits: Sequence[Hit], lists: Sequence[re.Match[str]], places: Sequence[tuple[int, str]]
) -> list[WardMention]:
    """The mentions of wards and former units in one field, in order.

    `lists`: where names without a word of their own may follow; `places`: (start, slug) of the provinces in the field.
    """
    spans: dict[int, tuple[int, Unit]] = {}
    for hit in hits:
        if hit.unmarked and not surface.unaccented:
            continue
        if _is_name(surface, hit.start, hit.end):
            spans[hit.start] = (hit.end, hit.entry)
    first_of_list: dict[int, int] = {}
    for match in lists:
        _read_list(surface, match, spans, first_of_list)
    found: list[WardMention] = []
    listed: dict[int, WardMention] = {}
    for start in sorted(spans):
        end, unit = spans[start]
        mention = _mention(
            surface, (first_of_list.get(start, start), start), end, unit, places, found[-1] if found else None
        )
        leader = listed.get(first_of_list.get(start, -1))
        if leader:
            mention = mention._replace(how=leader.how, old=leader.old or mention.old)
        elif start in first_of_list:
            listed[first_of_list[start]] = mention
        elif found and mention.how == "name" and _BETWEEN.fullmatch(surface.lower[found[-1].end : start]):
            mention = mention._replace(how=found[-1].how)
        found.append(mention)
    return _with_common_place(found, surface)


def _is_name(surface: Surface, start: int, end: int) -> bool:
    """Whether the name is written as one, and is no part of a longer one."""
    plain = surface.plain
    bare = plain[start:end].split()[-1].rpartition(".")[2]
    if not surface.unaccented and not (bare[:1].isupper() or bare.isdigit()):
        return False
    if plain[start:end].isupper() or surface.unaccented:
        return True
    following = _NEXT_WORD.match(plain, end)
    if not following or following[0].startswith(" -"):
        return True
    word = following[1]
    return not (word[0].isupper() or word.isdigit()) or _HERE.match(surface.lower, end) is not None


def _read_list(
    surface: Surface, match: re.Match[str], spans: dict[int, tuple[int, Unit]], first_of_list: dict[int, int]
) -> None:
    """Add the units that stand behind one word: "các phường X, Y và Z"."""
    word = match[1]
    kinds = [
        kind
        for kind, forms in (("phường", ("phường", "phuong")), ("xã", ("xã", "xa")))
        if any(f in word for f in forms)
    ]
    at = match.end()
    found = _unit_at(surface, at, kinds)
    if not found and (colon := _TO_COLON.match(surface.lower, match.end(1))):
        at = colon.end()
        found = _unit_at(surface, at, kinds)
    while found:
        unit, end = found
        start = next((s for s in spans if s <= at < spans[s][0]), at)
        spans[start] = (end, unit)
        first_of_list[start] = match.start(1)
        between = _BETWEEN.match(surface.lower, end)
        if not between or not between[0].strip():
            return
        at = between.end()
        if "xã" in between[0] or "phường" in between[0]:
            kinds = ["xã" if "xã" in between[0] else "phường"]
        found = _unit_at(surface, at, kinds)


def _unit_at(surface: Surface, at: int, kinds: Sequence[str]) -> tuple[Unit, int] | None:
    """The unit of one of `kinds` whose bare name begins at an offset, and where the name ends."""
    for end in _ends(surface.plain, at):
        text = surface.lower[at:end]
        for kind in kinds:
            table = by_bare_name()[kind]
            unit = table.get(text) or (table.get("~" + text) if surface.unaccented else None)
            if unit:
                return unit, end
    return None


def _ends(plain: str, at: int) -> list[int]:
    """Where a name that begins at `at` may end, the longest first: after up to six capitalised words."""
    ends = [match.end() for match in re.finditer(r"[^\W\d_]+(?: \d)?", plain[at : at + 45])][:6]
    return [at + end for end in reversed(ends)]


def _mention(
    surface: Surface,
    starts: tuple[int, int],
    end: int,
    unit: Unit,
    places: Sequence[tuple[int, str]],
    last: WardMention | None,
) -> WardMention:
    """The mention of a name; `starts`: of the list in which it stands, else its own, and its own."""
    lower = surface.lower
    first, start = starts
    before = lower[max(0, first - 160) : first]
    following = lower[end : end + 60]
    here, away, old = False, None, ""
    if _PLACE_FOLLOWS.match(following):
        here = _HERE.match(following) is not None or _district_behind().match(following) is not None
        if _FORMER.match(following):
            old = "former"
        elif (
            (named := _OLD_DISTRICT.match(following)) and "cũ" not in named[1] and "trước đây" not in named[1]
        ):
            old = "district"
    if places and not here:
        away = _province_behind(following, [(at - end, slug) for at, slug in places if 0 <= at - end < 60])
        if away == "ha-noi":
            away, here = None, True
    if _VENUES.search(before, max(0, len(before) - 90)) and _VENUE_OF_BODY.search(before[-90:]):
        how = "venue"
    elif _ACTS.search(before[-60:]):
        how = "acts"
    elif _LIVES.search(before[-70:]):
        how = "lives"
    elif _IN_ADDRESS.search(before) or _BASED.search(before[-40:]) or _WORKPLACE_AT.search(before[-110:]):
        how = "site"
    elif (
        last
        and last.old == "former"
        and re.search(r"(?<!\w)(?:nay|hiện)(?!\w)", lower[last.end : start])
        and start - last.end < 60
    ):
        how = last.how
    elif _VENUE.search(before[-40:]) or _STREET.search(before[-70:]):
        how = "venue"
    else:
        how = "name"
    if surface.field in ("title", "kicker") and how == "name" and not before.strip():
        how = "acts"
    return WardMention(unit, start, end, how, surface, old, away, here)


_BEHIND = re.compile(
    r"\s*(?:[,(-]|của|thuộc)?\s*(?:(?:(?:quận|huyện|thị xã|thành phố|tp\.?)\s+[^,.;()]{2,25}|(?!công |cđ |trường |hà nội)[^\s,.;()]+(?: [^\s,.;()]+){0,2})[,-]\s*)?(?:tỉnh|thành phố|tp\.?|t\.|tinh)?\s*"
)


@cache
def _district_behind() -> re.Pattern[str]:
    """The name of a district right behind a ward's: "phường Trung Văn, Nam Từ Liêm"."""
    forms = {form for row in gazetteer().districts.values() for form in tone_placements(row.label)}
    return re.compile(r"\s*[,(]\s*(?:" + "|".join(sorted(forms, key=len, reverse=True)) + r")(?!\w)")


def _province_behind(following: str, places: Sequence[tuple[int, str]]) -> str | None:
    """The province right behind a name: "xã X, huyện Y, tỉnh P"; `places` are offsets into `following`."""
    for at, slug in places:
        if _BEHIND.fullmatch(following[:at]) and following[:at].strip(" "):
            return slug
    return None


def _with_common_place(found: list[WardMention], surface: Surface) -> list[WardMention]:
    """A list takes the province that stands behind its last name."""
    for at in range(len(found) - 2, -1, -1):
        this, following = found[at], found[at + 1]
        if not this.here and not this.away and _BETWEEN.fullmatch(surface.lower[this.end : following.start]):
            found[at] = this._replace(here=following.here, away=following.away, old=this.old or following.old)
    return found
