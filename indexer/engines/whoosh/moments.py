"""What an Article says about its time, as numbers to compare.

`day_low`, `day_high`: the days (since 1970-01-01, as the page states them, in its own time zone) between
which it appeared; equal if it is dated, a whole year if only the year was inferred. `minute`: for
sorting, minutes since 1970-01-01 UTC; an inferred year counts as its first day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from indexer.article import Article
from indexer.engines.whoosh.array_layout import NO_DAY_HIGH, NO_DAY_LOW, NO_MINUTE

_EPOCH_DAY = date(1970, 1, 1).toordinal()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HANOI_MINUTES = 7 * 60
MINUTES_A_DAY = 24 * 60
_HANOI = timezone(timedelta(minutes=HANOI_MINUTES))


def moments(article: Article) -> tuple[int, int, int]:
    """`(day_low, day_high, minute)` of an Article."""
    if article.published:
        try:
            stated = datetime.fromisoformat(article.published)
            day = stated.date().toordinal() - _EPOCH_DAY
            moment = stated if stated.tzinfo else stated.replace(tzinfo=_HANOI)
            return day, day, (moment - EPOCH) // timedelta(minutes=1)
        except (ValueError, OverflowError):
            pass
    if article.year is not None and 1 <= article.year <= 9999:
        first = date(article.year, 1, 1).toordinal() - _EPOCH_DAY
        last = date(article.year, 12, 31).toordinal() - _EPOCH_DAY
        return first, last, first * MINUTES_A_DAY - HANOI_MINUTES
    return NO_DAY_LOW, NO_DAY_HIGH, NO_MINUTE
