"""Dates as pages and texts write them, with their time zone; UTC is assumed where none is given."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ZONES = {  # hours east of UTC; "IST" and the like, which mean several, are left out
    "utc": 0, "gmt": 0, "z": 0, "bst": 1, "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3,
    "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "jst": 9,
    "aest": 10, "aedt": 11,
}  # fmt: skip
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_CLOCK = r"(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)(?:[:.][0-5]\d)?\s*(?P<half>[ap]\.?m\.?)?"
_ZONE = r"(?P<zone>[a-z]{1,4}|(?:utc|gmt)?\s*[+-]\d{1,2}:?(?:\d\d)?)"
_BETWEEN = r"[\s,;|•·–—-]*(?:at\s+)?"
_WHEN = rf"(?:{_BETWEEN}{_CLOCK}(?:,?\s*\(?{_ZONE}\)?)?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_LEAD = r"(?:(?P<lead>(?:first |last |originally )?(?:published|updated|posted|modified|created|date)(?: on| at)?)\s*:?\s*)?"
_FORMS = [
    re.compile(rf"{_LEAD}{_WEEKDAY}{form}{_WHEN}\s*\.?", re.IGNORECASE)
    for form in (
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}-(?P<month>[01]\d)-{_DAY}(?:T(?=\d))?",
    )
]
_CLOCK_FIRST = re.compile(rf"({_LEAD})({_CLOCK}(?:\s*\(?{_ZONE}\)?)?)[\s,;|•·–—-]+(.+)", re.IGNORECASE)
_LONGEST = 80
_EARLIEST_YEAR, _LATEST_YEAR = 1600, 9000  # also keeps arithmetic with time zones in range


def parse_timestamp(text: object) -> datetime | None:
    """A machine-written date (ISO 8601, RFC 2822) or a human one; None when it is neither."""
    value = text.strip()[:_LONGEST] if isinstance(text, str) else ""
    if not value:
        return None
    return (
        _read_with(datetime.fromisoformat, value) or parse_date_line(value) or _read_with(parsedate_to_datetime, value)
    )


def _read_with(read: Callable[[str], datetime], value: str) -> datetime | None:
    try:
        return _aware(read(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def parse_date_line(line: str) -> datetime | None:
    """The date of a line that says nothing else: "Published: Wednesday 3 May 2023, 14:05 BST"."""
    if len(line) > _LONGEST or not any(character.isdigit() for character in line):
        return None
    for form in _FORMS:
        if match := form.fullmatch(_clock_last(line.strip())):
            return _datetime_of(match)
    return None


def is_update(line: str) -> bool:
    return bool(re.match(r"(?:last )?(?:updated|modified)\b", line, re.IGNORECASE))


def _clock_last(line: str) -> str:
    """ "10:42, 4 MAY 2023" with its time after the date."""
    match = _CLOCK_FIRST.fullmatch(line)
    return f"{match.group(1)}{match.group(match.lastindex or 0)}, {match.group(3)}" if match else line


def _datetime_of(match: re.Match[str]) -> datetime | None:
    month = match["month"].lower()
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    number = int(month) if month.isdigit() else _MONTHS[month[:3]]
    try:
        return datetime(int(match["year"]), number, int(match["day"]), hour, minute, tzinfo=_zone_of(match["zone"]))
    except ValueError:
        return None


def _zone_of(zone: str | None) -> timezone:
    name = (zone or "").lower().strip()
    if offset := re.search(r"([+-])(\d{1,2}):?(\d\d)?$", name):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes)) if minutes < 1440 else UTC
    return timezone(timedelta(hours=_ZONES.get(name, 0)))


def _aware(at: datetime) -> datetime:
    if not _EARLIEST_YEAR <= at.year <= _LATEST_YEAR:
        raise ValueError("no article was written then")
    return at if at.tzinfo else at.replace(tzinfo=UTC)
