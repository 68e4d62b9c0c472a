"""Days as people type them.

`2021`, `2021-05`, `3/5/2021` and the like become ISO days.
"""

from __future__ import annotations

import re
from calendar import monthrange


def iso_date(text: str, last: bool = False) -> str | None:
    """An ISO day from `2021`, `2021-05`, `2021-05-03`, `3/5/2021`, `5/2021`; `last` gives the last day of a
    year or month instead of the first. None when it is no date."""
    if match := re.fullmatch(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", text):
        year, month, day = match[1], match[2], match[3]
    elif match := re.fullmatch(r"(?:(\d{1,2})[-/])?(\d{1,2})[-/](\d{4})", text):
        day, month, year = match[1], match[2], match[3]
    else:
        return None
    number = int(month) if month else (12 if last else 1)
    if not (1 <= number <= 12 and int(year) >= 1):
        return None
    length = monthrange(int(year), number)[1]
    which = int(day) if day else (length if last else 1)
    return f"{int(year):04}-{number:02}-{which:02}" if 1 <= which <= length else None
