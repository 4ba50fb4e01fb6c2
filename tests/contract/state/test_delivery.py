"""Deliverers that share an outbox, are slow or are killed between any two steps, and a receiver that does as it likes.

Each worker is a process of its own on the real state and sends real webhooks; ``kill -9`` is real.
"""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from tests.contract.state.samples import MINUTE, NOON, make_alert
from tests.delivering import deliver_due
from tests.unit.deliverer.story import Receiver, receiving

from quotewire.adapters.channels.webhook import WebhookChannel
from quotewire.adapters.state import SqlState
from quotewire.deliverer import deliver
from quotewire.model.alert import Alert, Delivery, DeliveryStatus
from quotewire.ports.channel import Receipt
from quotewire.ports.state import State

_SECRET = "whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0"
_AFTER_A_CRASH = NOON + deliver.LEASE + timedelta(seconds=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def _put(state: State, count: int, channel: str = "desk") -> None:
    with state.transaction() as tx:
        for number in range(count):
            alert = replace(make_alert(f"202405-l{number:02}"), title=f"{number:02}")
            tx.alerts.raise_alert(alert)
            tx.outbox.put(Delivery(alert.id, channel, DeliveryStatus.PENDING, NOON))


def _open(receiver: Receiver, seconds: float = 0.3) -> WebhookChannel:
    return WebhookChannel("desk", receiver.url, (_SECRET,), lambda: NOON, True, seconds=seconds)


def _statuses(state: State, count: int) -> set[DeliveryStatus]:
    with state.reading() as tx:
        return {tx.outbox.of(f"202405-l{number:02}")[0].status for number in range(count)}


def _names(count: int) -> list[str]:
    return [f"{number:02}" for number in range(count)]


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class KilledState:
    """Its process is killed in the ``number``-th transaction that writes, before or after the commit."""

    state: State
    number: int
    committed: bool
    count: int = 0

    def reading(self) -> Any:
        return self.state.reading()

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        self.count += 1
        with self.state.transaction() as tx:
            yield tx
            if self.count == self.number and not self.committed:
                _kill()
        if self.count == self.number:
            _kill()


@dataclass
class _KilledChannel:
    """Its process is killed before or after the message went out."""

    channel: WebhookChannel
    sent: bool
    id: str = "desk"

    def send(self, alerts: tuple[Alert, ...]) -> Receipt:
        if self.sent:
            self.channel.send(alerts)
        _kill()
        raise AssertionError


def _in_another_process(work: Callable[[], object]) -> int:
    """The status with which it ended, as ``os.waitpid`` gives it."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.waitpid(child, 0)[1]


_STEPS: dict[str, tuple[Callable[[State], Any], Callable[[WebhookChannel], Any], int]] = {
    # how the worker's state and channel are, and how many messages are sent twice
    "before the claim is committed": (lambda state: KilledState(state, 1, False), lambda channel: channel, 0),
    "after the claim": (lambda state: KilledState(state, 1, True), lambda channel: channel, 0),
    "before it is sent": (lambda state: state, lambda channel: _KilledChannel(channel, False), 0),
    "after it was sent": (lambda state: state, lambda channel: _KilledChannel(channel, True), 1),
    "before it is written down": (lambda state: KilledState(state, 2, False), lambda channel: channel, 1),
    "after it was written down": (lambda state: KilledState(state, 2, True), lambda channel: channel, 0),
}


@pytest.mark.parametrize("step", _STEPS)
def test_killed_between_any_two_steps(state: State, url: str, receiver: Receiver, step: str) -> None:
    """None is lost, and at most the message in hand comes again, under the same id; others wait for nothing."""
    wrap, make, repeated = _STEPS[step]
    _put(state, 3)

    def work() -> None:
        deliver_due(wrap(SqlState(url)), {"desk": make(_open(receiver))}, NOON)

    assert os.WTERMSIG(_in_another_process(work)) == signal.SIGKILL
    deliver_due(state, {"desk": _open(receiver)}, NOON)
    assert len(receiver.accepted) >= 2
    deliver_due(state, {"desk": _open(receiver)}, _AFTER_A_CRASH)
    assert sorted(receiver.accepted.values()) == _names(3)
    assert len(receiver.repeated) == repeated
    assert _statuses(state, 3) == {DeliveryStatus.SENT}


def test_processes_that_share_an_outbox_never_send_twice(state: State, url: str, receiver: Receiver) -> None:
    _put(state, 40)

    def work() -> None:
        deliver_due(SqlState(url), {"desk": _open(receiver, seconds=10)}, NOON)

    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            work()
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert sorted(receiver.accepted.values()) == _names(40)
    assert receiver.repeated == []


def test_a_message_that_is_sent_for_longer_than_a_lease_is_sent_once(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "LEASE", timedelta(seconds=0.6))
    _put(state, 1)
    sent: list[str] = []
    sending = threading.Event()

    class Slow:
        id = "desk"

        def send(self, alerts: tuple[Alert, ...]) -> Receipt:
            sent.extend(alert.id for alert in alerts)
            sending.set()
            time.sleep(2)
            return Receipt(True, False, "200")

    start = time.monotonic()
    slow = threading.Thread(target=deliver_due, args=(state, {"desk": Slow()}, NOON))
    slow.start()
    assert sending.wait(10)
    while slow.is_alive():
        elapsed = timedelta(seconds=time.monotonic() - start)
        deliver_due(state, {"desk": Slow()}, NOON + elapsed)  # type: ignore[dict-item]
        time.sleep(0.05)
    assert sent == ["202405-l00"]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_receiver_does_each_arrives_once(state: State, url: str, receiver: Receiver, seed: int) -> None:
    """Two deliverers for an hour, of which some are killed; the receiver is slow, fails, hangs, cuts and asks to wait."""
    rng = random.Random(seed)
    _put(state, 8)
    for minute in range(60):
        trouble = ("200", "slow", "500", "503", "408", "429 90", "hangs", "cuts", "cuts body")
        receiver.answer = rng.choice(trouble) if minute < 20 else "200"
        now = NOON + minute * MINUTE
        if minute in (1, 5, 9):
            wrap, make, _ = _STEPS[rng.choice(list(_STEPS))]
            _in_another_process(
                lambda wrap=wrap, make=make, now=now: deliver_due(  # type: ignore[misc]
                    wrap(SqlState(url)), {"desk": make(_open(receiver))}, now
                )
            )
        other = threading.Thread(target=partial(deliver_due, state, {"desk": _open(receiver)}, now))
        other.start()
        deliver_due(state, {"desk": _open(receiver)}, now)
        other.join()
    assert sorted(receiver.accepted.values()) == _names(8)
    assert _statuses(state, 8) == {DeliveryStatus.SENT}
