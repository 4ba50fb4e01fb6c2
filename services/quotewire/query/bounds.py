"""Ranges over dates and numbers. Dates without a zone are UTC; a shorter one means all of its day, month or year."""

import re
from datetime import UTC, datetime, timedelta

from quotewire.errors import QueryError
from quotewire.query.fields import Field, FieldKind
from quotewire.query.tree import Range

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")


def milliseconds(at: datetime) -> int:
    """Since 1970 UTC, rounded down: the precision in which all readings compare dates."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def build_range(field: Field, bounds: tuple[str, str], include: tuple[bool, bool], clause: str, at: int) -> Range:
    """``*`` is an open bound. Raises ``QueryError`` for bounds that are no dates or numbers, or empty together."""
    read = _date_range if field.kind is FieldKind.DATE else _number_range
    found = read(field, bounds, include, at)
    if found.low is None and found.high is None:
        raise QueryError(f"{clause} would match everything: expected at least one bound", at)
    if found.low is not None and found.high is not None and _is_empty(found.low, found.high, found.include_high):
        raise QueryError(f"{clause} is empty: expected the lower bound first", at)
    return Range(field.name, found.low, found.high, found.include_low, found.include_high, clause)


def _is_empty(low: float, high: float, include_high: bool) -> bool:
    return low > high or (low == high and not include_high)


def build_day(field: Field, written: str, clause: str, at: int) -> Range:
    """All of the day, month or year that is named."""
    return build_range(field, (written, written), (True, True), clause, at)


def _number_range(field: Field, bounds: tuple[str, str], include: tuple[bool, bool], at: int) -> Range:
    low, high = (None if bound == "*" else _number(bound, at) for bound in bounds)
    return Range(field.name, low, high, *include)


def _number(written: str, at: int) -> float:
    if not re.fullmatch(r"-?\d+(\.\d+)?", written):
        raise QueryError(f"{written} is no number: expected one such as 0.7", at)
    return float(written)


def _date_range(field: Field, bounds: tuple[str, str], include: tuple[bool, bool], at: int) -> Range:
    """Half-open in milliseconds: each bound is the beginning or the end of what it names."""
    low, high = (None if bound == "*" else _period(bound, at) for bound in bounds)
    start = None if low is None else milliseconds(low[0] if include[0] else low[1])
    end = None if high is None else milliseconds(high[1] if include[1] else high[0])
    return Range(field.name, start, end, include_low=True, include_high=False)


def _period(written: str, at: int) -> tuple[datetime, datetime]:
    """First moment of what is named, and the first moment after it."""
    try:
        found = _DATE.match(written)
        if not found:
            moment = datetime.fromisoformat(written)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return moment, moment + timedelta(milliseconds=1)
        year, month, day = (int(part) if part else None for part in found.groups())
        start = datetime(year or 1, month or 1, day or 1, tzinfo=UTC)
        return start, _next(start, month, day)
    except (ValueError, OverflowError) as error:
        raise QueryError(f"{written} is no date: expected one such as 2023-05-03 or 2023-05-03T10:00Z", at) from error


def _next(start: datetime, month: int | None, day: int | None) -> datetime:
    if day:
        return start + timedelta(days=1)
    if month:
        return (start + timedelta(days=32)).replace(day=1)
    return start.replace(year=start.year + 1)
