"""Work off the outbox: send, retry with growing pauses, give up visibly."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from quotewire.model.alert import Delivery, DeliveryStatus
from quotewire.ports.channel import Channel, Receipt
from quotewire.ports.state import State

BATCH = 50
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)
_GIVE_UP_AFTER = timedelta(days=1)


def deliver_due(state: State, channels: Mapping[str, Channel], now: datetime) -> int:
    """Try every delivery whose time has come, each in a transaction of its own; returns how many were tried.

    A crash between sending and settling sends again with the same alert id, by which receivers can tell.
    """
    with state.transaction() as tx:
        due = tx.outbox.due(now, BATCH)
    for delivery in due:
        _attempt(delivery, state, channels, now)
    return len(due)


def _attempt(delivery: Delivery, state: State, channels: Mapping[str, Channel], now: datetime) -> None:
    channel = channels.get(delivery.channel)
    with state.transaction() as tx:
        alert = tx.alerts.get(delivery.alert_id)
    if channel is None or alert is None:
        missing = "channel is not configured" if channel is None else "alert was erased"
        receipt, created = Receipt(False, False, missing), now
    else:
        receipt, created = channel.send((alert,)), alert.created_at
    with state.transaction() as tx:
        tx.outbox.settle(settle(delivery, receipt, created, now), now)


def settle(delivery: Delivery, receipt: Receipt, created: datetime, now: datetime) -> Delivery:
    """The delivery after an attempt: sent, failed for good, parked after a day, or due again later."""
    tried = replace(delivery, attempts=delivery.attempts + 1, last_response=receipt.response)
    if receipt.delivered:
        return replace(tried, status=DeliveryStatus.SENT)
    if not receipt.retryable:
        return replace(tried, status=DeliveryStatus.FAILED)
    if now - created >= _GIVE_UP_AFTER:
        return replace(tried, status=DeliveryStatus.PARKED)
    return replace(tried, due_at=now + (receipt.retry_after or pause_after(tried)))


def pause_after(delivery: Delivery) -> timedelta:
    """Doubles with each attempt; spread by up to a quarter, by the alert's id so that it can be computed again."""
    pause = min(_FIRST_PAUSE * (1 << min(delivery.attempts, 12)), _LONGEST_PAUSE)
    spread = int(delivery.alert_id[-2:], 16) / 255
    return pause * (1 + spread / 4)
