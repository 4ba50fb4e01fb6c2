"""What is usual for a source, told from the times of its articles alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

HISTORY = timedelta(days=28)
"""How far back the times should go: four weekends."""
_LEAST_ARRIVALS = 20
_LEAST_SPAN = timedelta(days=3)
_SHORTEST = timedelta(minutes=30)
_ONE_POLL = timedelta(minutes=1)
_FACTOR = 1.5
_DAY = timedelta(days=1)
_DAYS = 14
_LEAST_DAYS = 7
_LEAST_A_DAY = 10


@dataclass(frozen=True, slots=True)
class Drop:
    """Articles of the last 24 hours, and of the quietest of the days before."""

    count: int
    quietest: int


def find_silence(times: Sequence[datetime], now: datetime) -> timedelta | None:
    """How long the source has been silent, if that is unusual; ``times`` ascend.

    Unusual is half as long again as the longest pause but one: nights and weekends are in the history, and a single
    earlier outage does not hide the next. Nothing is said from fewer than 20 arrivals or 3 days.
    """
    arrivals = _arrivals(times)
    if len(arrivals) < _LEAST_ARRIVALS or arrivals[-1] - arrivals[0] < _LEAST_SPAN:
        return None
    pauses = sorted(later - earlier for earlier, later in pairwise(arrivals))
    silent = now - arrivals[-1]
    return silent if silent > max(pauses[-2] * _FACTOR, _SHORTEST) else None


def find_drop(times: Sequence[datetime], now: datetime) -> Drop | None:
    """Whether the last 24 hours brought fewer than half of the quietest of up to 14 days before, each of 24 hours.

    Nothing is said from fewer than 7 days, or of sources with days of fewer than 10 articles.
    """
    if not times:
        return None
    days = min((now - times[0]) // _DAY - 1, _DAYS)
    if days < _LEAST_DAYS:
        return None
    counts = [sum(now - (day + 1) * _DAY < at <= now - day * _DAY for at in times) for day in range(days + 1)]
    drop = Drop(counts[0], min(counts[1:]))
    return drop if drop.quietest >= _LEAST_A_DAY and drop.count * 2 < drop.quietest else None


def _arrivals(times: Sequence[datetime]) -> list[datetime]:
    """Articles that one poll brought together count as one arrival."""
    arrivals: list[datetime] = []
    for at in times:
        if not arrivals or at - arrivals[-1] > _ONE_POLL:
            arrivals.append(at)
    return arrivals
