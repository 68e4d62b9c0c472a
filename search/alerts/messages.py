"""The words of an alert: what is new, as text, HTML and JSON, in Vietnamese."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from html import escape
from urllib.parse import quote, urlencode, urlsplit

SHOWN = 100
"""Articles that a mail lists; more are counted."""


@dataclass(frozen=True, slots=True)
class Item:
    """One article that is new for an alert; `change` is "added" or "changed"."""

    id: str
    change: str
    title: str
    lead: str
    source: str
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class Content:
    """What one message tells."""

    alert: str
    search: tuple[tuple[str, str], ...]
    generation: int
    items: tuple[Item, ...]

    def to_json(self) -> str:
        """As it is written down, and sent to a webhook."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Content:
        """What `to_json` wrote."""
        record = json.loads(text)
        pairs = tuple((name, value) for name, value in record["search"])
        items = tuple(Item(**item) for item in record["items"])
        return cls(record["alert"], pairs, record["generation"], items)

    @property
    def subject(self) -> str:
        """The subject of the mail."""
        first = " ".join(self.items[0].title.split())
        more = f" và {len(self.items) - 1} bài khác" if len(self.items) > 1 else ""
        return f"{self.alert}: {first[:80]}{more}"

    def text(self, site: str) -> str:
        """The whole as plain text."""
        lines = [self._opening, ""]
        for item in self.items[:SHOWN]:
            lines.append(f"• {_mark(item)}{' '.join(item.title.split())}")
            lines += [f"  {line}" for line in (_facts(item), _address(item, site)) if line]
        return "\n".join([*lines, *self._closing(site)]) + "\n"

    def html(self, site: str) -> str:
        """The whole as HTML; everything that comes from an article is escaped."""
        rows = []
        for item in self.items[:SHOWN]:
            title, address = escape(" ".join(item.title.split())), _address(item, site)
            linked = f'<a href="{escape(address)}">{title}</a>' if address else title
            lead = f"<br>{escape(item.lead[:300])}" if item.lead else ""
            facts = f"<br><small>{escape(_facts(item))}</small>" if _facts(item) else ""
            rows.append(f"<li>{escape(_mark(item))}<b>{linked}</b>{lead}{facts}</li>")
        closing = "<br>".join(escape(line) for line in self._closing(site) if line)
        return (
            f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(self.subject)}</title></head>'
            f"<body><p>{escape(self._opening)}</p><ul>{''.join(rows)}</ul><p>{closing}</p></body></html>"
        )

    @property
    def _opening(self) -> str:
        changed = sum(item.change == "changed" for item in self.items)
        added = len(self.items) - changed
        parts = [f"{added} bài mới"] if added else []
        parts += [f"{changed} bài đã sửa"] if changed else []
        return f"Theo dõi “{self.alert}”: {', '.join(parts)}."

    def _closing(self, site: str) -> list[str]:
        lines = [""]
        if len(self.items) > SHOWN:
            lines.append(f"Và {len(self.items) - SHOWN} bài nữa.")
        if site:
            lines.append(f"Xem tất cả: {site}/search?{urlencode(self.search)}")
        return [*lines, "Tin Công Đoàn gửi thư này vì địa chỉ của bạn có trong danh sách theo dõi."]


def _mark(item: Item) -> str:
    return "[Đã sửa] " if item.change == "changed" else ""


def _facts(item: Item) -> str:
    day = "/".join(reversed(item.published[:10].split("-"))) if item.published else ""
    return " · ".join(fact for fact in (item.source, day) if fact)


def _address(item: Item, site: str) -> str:
    if site:
        return f"{site}/articles/{quote(item.id, safe='')}"
    return item.url if urlsplit(item.url).scheme in ("http", "https") else ""
