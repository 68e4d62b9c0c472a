"""Moments as programs write them: seconds since 1970 and ISO 8601."""

from __future__ import annotations

from datetime import UTC, datetime

from indexer.hanoi_time import HANOI


def iso(moment: int) -> str:
    """Seconds since 1970 as ISO 8601 in UTC, in the form that an address holds unescaped."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_generation(text: str) -> bool:
    """Is it the number of a generation, rather than a day without hyphens (20260131)?"""
    return text.isascii() and text.isdigit() and len(text) < 10 and not _is_day(text)


def seconds(text: str) -> int | None:
    """Seconds since 1970 of an ISO moment or day, without a zone that of Hà Nội; None if it is neither."""
    try:
        # The plus of a zone becomes a space in an address that does not escape it.
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=HANOI)).timestamp())
    except (ValueError, OverflowError):
        return None


def _is_day(text: str) -> bool:
    try:
        return len(text) == 8 and text[:2] in ("19", "20") and bool(datetime.strptime(text, "%Y%m%d"))
    except ValueError:
        return False
