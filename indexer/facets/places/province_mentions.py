"""The mentions of provinces in a text, and how each stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.facets.gazetteer import Hit
from indexer.facets.match_text import Surface
from indexer.facets.patterns import compile_words

FRONT = ("title", "kicker", "lead")


@dataclass(slots=True)
class ProvinceMention:
    """A province in a text. `how`, read when it is needed: `body` (its union or authority), `heads` (opens the title: "Huế: …"), `dateline`
    (opens the text), `unit` ("tỉnh P"), `site` (where a workplace or a local union is), `name` (plain), `passing`
    (somebody comes from there, a thing bears the name)."""

    slug: str
    start: int
    end: int
    surface: Surface
    _how: str = ""

    @property
    def how(self) -> str:
        if not self._how:
            self._how = _how(self.surface, self.start, self.end)
        return self._how


SCHOOL = r"(?<!môi )(?<!thị )(?<!hiện )(?<!quảng )(?<!lập )(?<!sở )trường"
"""The word for a school, where it is no part of another word (môi trường, thị trường)."""
_BODY = compile_words(
    r"(?<!\w)(?:lđlđ|ldld|liên đoàn lao động|lien doan lao dong|công đoàn|cong doan|cđ|ubnd|ủy ban nhân dân|uỷ ban nhân dân|"
    r"hđnd|tỉnh ủy|tỉnh uỷ|thành ủy|thành uỷ|mttq|mặt trận tổ quốc|ubmttq|các cấp công đoàn|công đoàn các cấp|tổ chức công đoàn|"
    r"sở [\w ]{2,25}|cnvclđ|cnlđ|công nhân lao động|công nhân|nghiệp đoàn|đoàn viên|người lao động|nld|lao động|công đoàn viên chức|"
    r"công đoàn ngành [\w ]{2,25}|công đoàn (?:các )?(?:khu công nghiệp|khu kinh tế|kcn|kkt)[\w ,&-]{0,25})"
    r"(?:\s*\([^()]{1,25}\))?\s+(?:trên địa bàn\s+|của\s+|các\s+)?(?:tỉnh|thành phố|tp\.?|tinh|thanh pho|t\.)?\s*$"
)
_UNIT = re.compile(r"(?<!\w)(?:tỉnh|thành phố|tp\.?|tinh|thanh pho)\s*$")
_PASSING = compile_words(
    r"(?<!\w)(?:(?:quê|quê ở|quê quán|quê gốc|sinh ra ở|sinh ra tại|đến từ|trọ|thuê trọ|ở trọ|sống|trú tại|trú ở|ngụ|thường trú|tạm trú|hộ khẩu|gốc|về quê)\s+[^.;)]{0,40}|"
    r"(?:xuất khẩu|thị trường|đường|(?<!thành )phố|quốc lộ|cao tốc|cầu|sông|chiến thắng|trận|nghĩa trang|đặc sản|người|khách|ra|vào)\s+[^.,;()]{0,40})$"
)
_LIVES = compile_words(
    r"(?<!\w)(?:trú|ngụ|quê|thường trú|tạm trú|hộ khẩu|hktt|cư trú|trọ|sn|sinh năm|tuổi)(?!\w)[^.;()]{0,110}$"
)
_THING = compile_words(
    r"(?<!\w)(?:bệnh viện|"
    + SCHOOL
    + r"|đại học|công ty|tổng công ty|ngân hàng|khách sạn|nhà hát|câu lạc bộ|clb|tập đoàn|nhà máy|điện lực|học viện|"
    r"nhà xuất bản|báo|đài|truyền hình|cung|ga|cảng|sân bay|bến xe|giải|cúp|cung văn hóa|bia)\s+(?:[^\s.,;:()\-]+\s+){0,6}$"
)
_SITE = compile_words(
    r"(?<!\w)(?:công đoàn|cđ|cong doan|công ty|cty|cong ty|nhà máy|xí nghiệp|"
    + SCHOOL
    + r"|bệnh viện|hợp tác xã|htx|doanh nghiệp|khu công nghiệp|kcn|"
    r"cụm công nghiệp|lđlđ|ubnd|tập đoàn|mỏ|cảng)(?!\w)[^.;!?\n]{0,120}$"
    r"|(?:^|[.!?\n]\s*)(?:phường|xã|đặc khu|thị xã|huyện)\s[^.;!?\n,(]{2,25}$"
)
_ABROAD = re.compile(r"\s*[,(-]?\s*(?:của\s+)?(?:trung quốc|đài loan|hàn quốc|nhật bản|campuchia)(?!\w)")
"""A country right behind a name: tỉnh Hà Nam (Trung Quốc) is none of ours."""
_OPENS = re.compile(r"\s*(?::|-\s|\)\s|\s*$)")
_PLACED = compile_words(
    r"(?:[,(]\s*(?:thuộc\s+)?|-\s|(?:tại|ở|thuộc|trên địa bàn|đóng ở|đóng tại)\s+)(?:tỉnh|thành phố|tp\.?|t\.|tinh|thanh pho)?\s*$"
)


def mentions(surface: Surface, hits: list[Hit], since: int) -> Iterator[ProvinceMention]:
    """The mentions of provinces among `hits`, from offset `since` on (after the sign of a paper)."""
    for hit in hits:
        if hit.start < since or (hit.unmarked and not surface.unaccented):
            continue
        plain = surface.plain[hit.start : hit.end]
        if not surface.unaccented and not plain.removeprefix("thành phố ")[0].isupper():
            continue
        if not _ABROAD.match(surface.lower, hit.end):
            yield ProvinceMention(hit.entry, hit.start, hit.end, surface)


def _how(surface: Surface, start: int, end: int) -> str:
    """How the province between two offsets stands in its field."""
    before = surface.lower[max(0, start - 160) : start]
    front = surface.field in FRONT
    if (front or surface.field == "body") and not before.strip(" (") and _OPENS.match(surface.lower, end):
        return "dateline" if surface.field in ("lead", "body") else "heads"
    near = before[-70:]
    if _BODY.search(near):
        return "body"
    if _PASSING.search(near[-50:]) or (front and _LIVES.search(before)):
        return "passing"
    placed = _PLACED.search(near[-30:])
    if placed and _SITE.search(before):
        return "site"
    if not placed and front and _THING.search(near):
        return "passing"
    if _UNIT.search(near[-12:]):
        return "unit"
    following = surface.plain[end : end + 2]
    is_longer_name = following[:1] == " " and following[1:].isupper() and not surface.plain.isupper()
    return "passing" if is_longer_name else "name"
