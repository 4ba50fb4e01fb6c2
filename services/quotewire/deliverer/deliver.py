"""Work off the outbox: send, retry with growing pauses, give up visibly."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from quotewire.errors import Unavailable
from quotewire.model.alert import Alert, Delivery, DeliveryStatus
from quotewire.model.notice import Notice
from quotewire.ports.channel import Channel, Receipt
from quotewire.ports.state import State, Transaction

MESSAGES = 200
"""Most messages to one channel in a round."""
LEASE = timedelta(seconds=30)
"""Renewed while a message is being sent, however long that takes; after a crash, a message waits for so long."""
_CHANNELS_AT_ONCE = 8
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)
_GIVE_UP_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to a channel at once: deliveries, and the alerts or the notice that they are of."""

    deliveries: Sequence[Delivery]
    first_tried: datetime
    alerts: tuple[Alert, ...]
    notice: Notice | None = None


def ignore(_delivery: Delivery) -> None:
    """What most want to do with a delivery that was just tried."""


def deliver_due(
    state: State, channels: Mapping[str, Channel], now: datetime, tried: Callable[[Delivery], None] = ignore
) -> int:
    """Try every message whose time has come; returns how many were tried. Any number of workers may do so at once.

    Channels do not wait for each other. A crash between sending and settling sends the same alerts again with the same
    id, by which receivers can tell. ``tried`` hears of each delivery as it stands after an attempt.
    """
    with state.reading() as tx:
        due = tx.outbox.channels_due(now)
    work = partial(_work_off, state, channels, now, tried)
    if len(due) <= 1:
        return sum(map(work, due))
    with ThreadPoolExecutor(_CHANNELS_AT_ONCE) as pool:
        return sum(pool.map(work, due))


def _work_off(
    state: State, channels: Mapping[str, Channel], now: datetime, tell: Callable[[Delivery], None], name: str
) -> int:
    """Message by message, so that none is held while another is sent; a channel that fails rests until the next round.

    One commit a message: what became of one and the claim of the next are written together.
    """
    passing, tried = _clock_from(now), 0
    with state.transaction() as tx:
        message = _claim(name, tx, passing())
    while message:
        tried += 1
        with _held(message, state, passing):
            receipt, latency = _timed(partial(_send, message, channels.get(name)))
        rests = tried == MESSAGES or (not receipt.delivered and receipt.retryable)
        with state.transaction() as tx:
            settled = _settle_all(message, receipt, latency, tx, passing())
            message = None if rests else _claim(name, tx, passing())
        for delivery in settled:
            tell(delivery)
    return tried


def _clock_from(now: datetime) -> Callable[[], datetime]:
    """The time that ``now`` has become: a round may take longer than a lease."""
    start = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - start)


@contextmanager
def _held(message: Message, state: State, passing: Callable[[], datetime]) -> Iterator[None]:
    """Renews the lease until the message was sent, so that a lease may be short and yet no slow one is sent twice."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(LEASE.total_seconds() / 3):
            with suppress(Unavailable), state.transaction() as tx:  # the next renewal may be in time yet
                tx.outbox.renew(message.deliveries, passing(), LEASE)

    keeper = threading.Thread(target=renew, name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _settle_all(message: Message, receipt: Receipt, latency: int, tx: Transaction, now: datetime) -> Sequence[Delivery]:
    settled = [
        settle(replace(delivery, latency_ms=latency), receipt, message.first_tried, now)
        for delivery in message.deliveries
    ]
    for delivery in settled:
        tx.outbox.settle(delivery, now)
    return settled


def _claim(channel: str, tx: Transaction, now: datetime) -> Message | None:
    claimed = tx.outbox.claim_due(channel, now, LEASE)
    if not claimed:
        return None
    first = claimed[0]
    tried = (at for at, attempt in tx.outbox.attempts(first.alert_id) if attempt.channel == first.channel)
    found = (tx.alerts.get(delivery.alert_id) for delivery in claimed)
    alerts = tuple(sorted(filter(None, found), key=lambda alert: (alert.created_at, alert.id)))
    return Message(claimed, next(tried, now), alerts, None if alerts else tx.notices.get(first.alert_id))


def _send(message: Message, channel: Channel | None) -> Receipt:
    if channel is None:
        return Receipt(False, False, "channel is not configured")
    if message.notice:
        return channel.notify(message.notice)
    return channel.send(message.alerts) if message.alerts else Receipt(False, False, "alert was erased")


def _timed(send: Callable[[], Receipt]) -> tuple[Receipt, int]:
    """The receipt, and how many milliseconds it took."""
    start = time.monotonic()
    receipt = send()
    return receipt, round((time.monotonic() - start) * 1000)


def settle(delivery: Delivery, receipt: Receipt, first_tried: datetime, now: datetime) -> Delivery:
    """The delivery after an attempt: sent, failed for good, parked after a day of attempts, or due again later."""
    tried = replace(delivery, attempts=delivery.attempts + 1, last_response=receipt.response)
    if receipt.delivered:
        return replace(tried, status=DeliveryStatus.SENT)
    if not receipt.retryable:
        return replace(tried, status=DeliveryStatus.FAILED)
    if now - first_tried >= _GIVE_UP_AFTER:
        return replace(tried, status=DeliveryStatus.PARKED)
    return replace(tried, due_at=now + (receipt.retry_after or pause_after(tried)))


def pause_after(delivery: Delivery) -> timedelta:
    """Doubles with each attempt; spread by up to a quarter, by the message's id so that it can be computed again."""
    pause = min(_FIRST_PAUSE * (1 << min(delivery.attempts, 12)), _LONGEST_PAUSE)
    spread = int(delivery.message[-2:] or "0", 16) / 255
    return pause * (1 + spread / 4)
