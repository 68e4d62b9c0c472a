"""The day of a publication as a reader in Hà Nội would name it."""

from __future__ import annotations

from datetime import datetime

from indexer.hanoi_time import HANOI


def day_in_hanoi(published: str | None) -> str | None:
    """The date (YYYY-MM-DD) of an ISO 8601 time in Hà Nội: 2023-12-31T17:30:00Z is 2024-01-01. A date without a time,
    a time without an offset, and what is no full date are taken as they stand; None without a year."""
    if not published or not published[:4].isdigit():
        return None
    if "T" in published[10:11] or " " in published[10:11]:
        try:
            stated = datetime.fromisoformat(published)
            return (stated.astimezone(HANOI) if stated.tzinfo else stated).date().isoformat()
        except (ValueError, OverflowError):
            pass
    return published[:10]
