"""Work off the outbox: send, retry with growing pauses, give up visibly."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from quotewire.curator.mute import are_withdrawn, is_muted
from quotewire.errors import Unavailable
from quotewire.model.alert import Alert, Delivery, DeliveryStatus, Withheld, WithheldReason
from quotewire.model.notice import Notice
from quotewire.ports.channel import Channel, Receipt
from quotewire.ports.state import State, Transaction

_logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
"""Renewed while a message is being sent, however long that takes; after a crash, a message waits for so long."""
LONGEST = timedelta(minutes=5)
"""For one attempt; a digest by mail to many may take minutes."""
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


class Deliverer:
    """Works off the outbox, round after round. Any number may do so at once, in one process or in several.

    A channel that is slow, or never comes back, keeps no other waiting: each is worked off in a thread of its own. A crash
    between sending and settling sends the same alerts again with the same id, by which receivers can tell. ``tried`` hears
    of each delivery as it stands after an attempt.
    """

    def __init__(
        self, state: State, channels: Mapping[str, Channel], tried: Callable[[Delivery], None] = ignore
    ) -> None:
        self._state = state
        self._channels = channels
        self._tried = tried
        self._threads: dict[str, threading.Thread] = {}
        self._faults: list[Exception] = []
        self._closing = False

    def begin(self, now: datetime) -> None:
        """Begin with every channel that has something due and is not at it, and wait for none.

        Raises what put an end to an earlier round of one of them.
        """
        with self._state.reading() as tx:
            due = tx.outbox.channels_due(now)
        for name in due:
            if name not in self._threads or not self._threads[name].is_alive():
                thread = threading.Thread(target=self._work, args=(name, now), name=f"deliver {name}", daemon=True)
                self._threads[name] = thread
                thread.start()
        self._raise_fault()

    def wait(self, seconds: float | None = None) -> None:
        """Until what was begun is done, or for so long. Raises like ``begin``."""
        end = None if seconds is None else time.monotonic() + seconds
        for thread in self._threads.values():
            thread.join(None if end is None else max(0.0, end - time.monotonic()))
        self._raise_fault()

    def close(self, seconds: float) -> None:
        """No further message; those in hand have so long to be sent and written down."""
        self._closing = True
        self.wait(seconds)

    def _raise_fault(self) -> None:
        if self._faults:
            raise self._faults.pop()

    def _work(self, name: str, now: datetime) -> None:
        try:
            self._work_off(name, _clock_from(now))
        except Exception as error:  # noqa: BLE001  # the edge of the thread: whoever begins the next round is told
            self._faults.append(error)

    def _work_off(self, name: str, passing: Callable[[], datetime]) -> None:
        """Message by message, so that none is held while another is sent; a channel that fails rests until the next round.

        One commit a message: what became of one and the claim of the next are written together.
        """
        with self._state.transaction() as tx:
            message = _claim(name, tx, passing())
        while message:
            if not message.deliveries:  # all of it was muted; a transaction each, as there may be many
                with self._state.transaction() as tx:
                    message = None if self._closing else _claim(name, tx, passing())
                continue
            receipt, latency = _timed(partial(_send_held, message, self._channels.get(name), self._state, passing))
            rests = self._closing or (not receipt.delivered and receipt.retryable)
            with self._state.transaction() as tx:
                settled = _settle_all(message, receipt, latency, tx, passing())
                message = None if rests else _claim(name, tx, passing())
            for delivery in settled:
                self._tried(delivery)


def _clock_from(now: datetime) -> Callable[[], datetime]:
    """The time that ``now`` has become: a round may take longer than a lease."""
    start = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - start)


def _send_held(message: Message, channel: Channel | None, state: State, passing: Callable[[], datetime]) -> Receipt:
    """Renews the lease until the message was sent, so that a lease may be short and yet no slow one is sent twice.

    A receiver may keep a connection alive for ever, byte by byte; so that this does not stop a channel for good, the
    message is given up after a while and tried again like any other that failed.
    """
    sending = _Sending(message, channel)
    sending.start()
    end = time.monotonic() + LONGEST.total_seconds()
    while time.monotonic() < end:
        sending.join(min(LEASE, LONGEST).total_seconds() / 3)
        if sending.receipt is not None:
            return sending.receipt
        with suppress(Unavailable), state.transaction() as tx:  # the next renewal may be in time yet
            tx.outbox.renew(message.deliveries, passing(), LEASE)
    return Receipt(False, retryable=True, response=f"no end after {LONGEST.total_seconds():g} s")


class _Sending(threading.Thread):
    """One attempt; ``receipt`` is set when it has ended."""

    def __init__(self, message: Message, channel: Channel | None) -> None:
        super().__init__(name="send", daemon=True)
        self._message = message
        self._channel = channel
        self.receipt: Receipt | None = None

    def run(self) -> None:
        try:
            self.receipt = _send(self._message, self._channel)
        except Exception as error:  # the edge of what others wrote: a message that is never settled is sent for ever
            _logger.exception("channel %s failed on a message", self._message.deliveries[0].channel)
            self.receipt = Receipt(False, retryable=True, response=f"{type(error).__name__}: {error}"[:200])


def _settle_all(message: Message, receipt: Receipt, latency: int, tx: Transaction, now: datetime) -> Sequence[Delivery]:
    settled = [
        settle(replace(delivery, latency_ms=latency), receipt, message.first_tried, now)
        for delivery in message.deliveries
    ]
    for delivery in settled:
        tx.outbox.settle(delivery, now)
    return settled


def _claim(channel: str, tx: Transaction, now: datetime) -> Message | None:
    """The channel's next message, without what was muted while it waited: without deliveries if all of it was."""
    claimed = tx.outbox.claim_due(channel, now, LEASE)
    if not claimed:
        return None
    found = {delivery.alert_id: tx.alerts.get(delivery.alert_id) for delivery in claimed}
    kept = [one for one in claimed if not _withdraw_muted(one, found[one.alert_id], tx, now)]
    if not kept:
        return Message((), now, ())
    first = kept[0]
    tried = (at for at, attempt in tx.outbox.attempts(first.alert_id) if attempt.channel == first.channel)
    alerts = [alert for one in kept if (alert := found[one.alert_id])]
    alerts.sort(key=lambda alert: (alert.created_at, alert.id))
    return Message(kept, next(tried, now), tuple(alerts), None if alerts else tx.notices.get(first.alert_id))


def _withdraw_muted(delivery: Delivery, alert: Alert | None, tx: Transaction, now: datetime) -> bool:
    """Whether it is muted and was never tried; what was tried stays, as a message keeps its alerts at every attempt."""
    if alert is None or delivery.attempts or not is_muted(alert, tx, now):
        return False
    tx.outbox.settle(replace(delivery, status=DeliveryStatus.WITHDRAWN, last_response="muted"), now)
    if are_withdrawn(tx.outbox.of(alert.id)):
        tx.alerts.withhold(Withheld.of(alert, WithheldReason.MUTED, now))
    return True


def _send(message: Message, channel: Channel | None) -> Receipt:
    if channel is None:
        return Receipt(False, True, "channel is not configured")  # whoever adds it within a day misses nothing
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
