"""When an alert travels, and with which others: at once, every N minutes, or once a day."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quotewire.model.watch import AlertMode, AlertPolicy

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Departure:
    """``batch`` is equal for the alerts of one window, whichever watch they are of; empty for an alert on its own."""

    due_at: datetime
    batch: str = ""


def schedule(policy: AlertPolicy, now: datetime) -> Departure:
    """Computed from the policy and the time alone, so that a restart changes nothing."""
    if policy.mode is AlertMode.IMMEDIATE:
        return Departure(now)
    due = next_window(policy.window_minutes, now) if policy.mode is AlertMode.COALESCED else next_digest(policy, now)
    length = f" {policy.window_minutes} min" if policy.mode is AlertMode.COALESCED else ""
    return Departure(due, f"{policy.mode.value}{length} {due:%Y-%m-%dT%H:%MZ}")


def next_window(minutes: int, now: datetime) -> datetime:
    """The end of the window that ``now`` lies in; windows are counted from the Unix epoch."""
    length = minutes * 60
    return datetime.fromtimestamp((int(now.timestamp()) // length + 1) * length, UTC)


def next_digest(policy: AlertPolicy, now: datetime) -> datetime:
    """The next time that a clock in the policy's zone shows ``digest_at``, in UTC.

    An hour that the clocks skip is taken as if they had not been moved yet (02:30 is then shown as 03:30); of an hour
    that comes twice, the first counts, so that every day has one digest.
    """
    zone = ZoneInfo(policy.time_zone)
    clock = time.fromisoformat(policy.digest_at)
    today = now.astimezone(zone).date()
    days = (datetime.combine(today + day * _DAY, clock, zone).astimezone(UTC) for day in range(3))
    return next(at for at in days if at > now)
