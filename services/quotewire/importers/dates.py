"""Dates as lists write them: a day, a month or only a year."""

import re
from calendar import monthrange
from datetime import date

_DATE = re.compile(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:.]*Z?)?")


def first_day(text: str | None) -> date | None:
    """The earliest day that the text may mean; None for a blank or for what is no date."""
    return _day(text, last=False)


def last_day(text: str | None) -> date | None:
    """The latest day that the text may mean; None for a blank or for what is no date."""
    return _day(text, last=True)


def _day(text: str | None, last: bool) -> date | None:
    found = _DATE.fullmatch(str(text).strip()) if text else None
    if found is None:
        return None
    year, month, day = (int(part) if part and int(part) else None for part in found.groups())
    if year is None or not 1 <= (month or 1) <= 12:
        return None
    month = month or (12 if last else 1)
    longest = monthrange(year, month)[1]
    return date(year, month, min(day or (longest if last else 1), longest))
