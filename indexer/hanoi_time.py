"""The time zone of the papers: what a moment without a zone is in."""

from __future__ import annotations

from datetime import timedelta, timezone

HANOI_MINUTES = 7 * 60
HANOI = timezone(timedelta(minutes=HANOI_MINUTES))
