"""What an Article says about its time, as numbers to compare; the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from indexer.article import Article
from indexer.hanoi_time import HANOI, HANOI_MINUTES

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTES_A_DAY = 24 * 60
_EPOCH_DAY = EPOCH.toordinal()


@dataclass(frozen=True, slots=True)
class Moments:
    """`day_low`, `day_high`: the days (since 1970-01-01, as the page states them, in its own time zone) between which an
    Article appeared; equal if it is dated, a whole year if only the year was inferred. `minute`: for sorting, minutes
    since 1970-01-01 UTC; an inferred year counts as its first day. `stated`: what the page says, with a zone; None if
    the year was inferred.
    """

    day_low: int
    day_high: int
    minute: int
    stated: datetime | None = None


def added(article: Article) -> int:
    """Return when the index took an Article, in seconds since 1970; 0 if nothing says so."""
    try:
        stated = datetime.fromisoformat(article.added or "")
        return max(0, int((stated if stated.tzinfo else stated.replace(tzinfo=UTC)).timestamp()))
    except (ValueError, OverflowError):
        return 0


def moments(article: Article) -> Moments | None:
    """Return when an Article appeared; None if nothing says so."""
    if article.published:
        try:
            stated = datetime.fromisoformat(article.published)
            day = stated.toordinal() - _EPOCH_DAY
            stated = stated if stated.tzinfo else stated.replace(tzinfo=HANOI)
            return Moments(day, day, (stated - EPOCH) // timedelta(minutes=1), stated)
        except (ValueError, OverflowError):
            pass
    if article.year is not None and 1 <= article.year <= 9999:
        first = date(article.year, 1, 1).toordinal() - _EPOCH_DAY
        last = date(article.year, 12, 31).toordinal() - _EPOCH_DAY
        return Moments(first, last, first * MINUTES_A_DAY - HANOI_MINUTES)
    return None
