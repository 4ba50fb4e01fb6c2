"""What keeps a new alert from going out: a person's mute, or more than the watch may raise in a day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from quotewire.curator.mute import are_withdrawn, is_muted
from quotewire.model.alert import Alert, AlertKind, DeliveryStatus, WithheldReason
from quotewire.model.watch import AlertPolicy
from quotewire.ports.state import Transaction


def restrain(alert: Alert, policy: AlertPolicy, tx: Transaction, now: datetime) -> WithheldReason | None:
    """Why the alert is not raised, if so. What was held back once is held back for its later copies too.

    A correction is never capped: what it corrects has gone out. Nor is a look-back alert, which somebody asked for by
    name; it does not count either, nor does what was muted while it waited.
    """
    before = tx.alerts.withheld_as(alert.id)
    if before is not None:
        return before
    if is_muted(alert, tx, now):
        return WithheldReason.MUTED
    if policy.max_per_day is None or alert.kind is AlertKind.CORRECTION or alert.look_back:
        return None
    raised = tx.alerts.count_since(alert.watch_id, day_start(now, policy.time_zone))
    if raised < policy.max_per_day:
        return None
    beside = sum(one.look_back or _goes_nowhere(one, tx, now) for one in tx.alerts.list(alert.watch_id, limit=raised))
    return WithheldReason.CAPPED if raised - beside >= policy.max_per_day else None


def _goes_nowhere(alert: Alert, tx: Transaction, now: datetime) -> bool:
    """Whether it was withdrawn, or waits and is muted now."""
    deliveries = tx.outbox.of(alert.id)
    if {(one.status, one.attempts) for one in deliveries} == {(DeliveryStatus.PENDING, 0)}:
        return is_muted(alert, tx, now)
    return are_withdrawn(deliveries)


def day_start(now: datetime, time_zone: str) -> datetime:
    """The last midnight there; where a change of clocks skips midnight, the day's first moment."""
    local = now.astimezone(ZoneInfo(time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)
