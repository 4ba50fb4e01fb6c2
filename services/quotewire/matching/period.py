"""Spans of time as people write them."""

from datetime import timedelta

from quotewire.errors import ConfigurationError

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(weeks=520)


def read_period(written: str) -> timedelta:
    """A number of hours, days or weeks: ``36h``, ``30d``, ``4w``. Raises ConfigurationError for anything else."""
    number, unit = written[:-1], written[-1:]
    if unit in _UNITS and number.isascii() and number.isdigit() and len(number) < 9 and int(number):
        return min(int(number) * _UNITS[unit], LONGEST)
    raise ConfigurationError(f"expected a number of hours, days or weeks such as 36h, 30d or 4w, not {written!r}")
