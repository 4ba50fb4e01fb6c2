"""Channels that are slow, break or never come back: each hurts nobody but itself, and no message is lost by it."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.contract.state.samples import DAY, MINUTE, NOON, make_alert
from tests.delivering import deliver_due

from quotewire.adapters.channels.apprise_channel import AppriseChannel
from quotewire.deliverer import deliver
from quotewire.deliverer.deliver import Deliverer
from quotewire.errors import StateUnavailable
from quotewire.model.alert import Alert, Delivery, DeliveryStatus
from quotewire.model.notice import Notice
from quotewire.ports.channel import Receipt
from quotewire.ports.state import State

_SENT, _PENDING, _PARKED = DeliveryStatus.SENT, DeliveryStatus.PENDING, DeliveryStatus.PARKED


def _put(state: State, channel: str, *alerts: str) -> None:
    with state.transaction() as tx:
        for alert in alerts:
            tx.alerts.raise_alert(make_alert(alert))
            tx.outbox.put(Delivery(alert, channel, _PENDING, NOON))


def _standing(state: State, alert: str) -> Delivery:
    with state.reading() as tx:
        (delivery,) = tx.outbox.of(alert)
    return delivery


def _wait_until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not reached():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.01)


class _Scripted:
    """Does what it is told at each message, and keeps the ids of the alerts that it took."""

    def __init__(self, act: Callable[[], None] = lambda: None) -> None:
        self.id = "scripted"
        self.took: list[str] = []
        self._act = act

    def send(self, alerts: tuple[Alert, ...]) -> Receipt:
        self._act()
        self.took += [alert.id for alert in alerts]
        return Receipt(True, retryable=False, response="taken")

    def notify(self, _notice: Notice) -> Receipt:
        raise AssertionError


def test_a_slow_channel_keeps_no_other_waiting(state: State) -> None:
    go_on = threading.Event()
    slow, quick = _Scripted(lambda: go_on.wait(10) or None), _Scripted()  # type: ignore[func-returns-value]
    deliverer = Deliverer(state, {"slow": slow, "quick": quick})
    _put(state, "slow", "s1", "s2")
    deliverer.begin(NOON)
    for alert in ("q1", "q2"):
        _put(state, "quick", alert)
        deliverer.begin(NOON)
        _wait_until(lambda alert=alert: _standing(state, alert).status is _SENT)  # type: ignore[misc]
    assert (slow.took, quick.took) == ([], ["q1", "q2"])
    go_on.set()
    deliverer.wait()
    assert slow.took == ["s1", "s2"]


def test_a_channel_that_breaks_is_tried_again_and_takes_no_message_with_it(state: State) -> None:
    faults = iter([KeyError("surprise")])

    def act() -> None:
        for fault in faults:
            raise fault

    channel = _Scripted(act)
    _put(state, "desk", "a1", "a2")
    deliver_due(state, {"desk": channel}, NOON)
    broken = _standing(state, "a1")
    assert (broken.status, broken.attempts, broken.last_response) == (_PENDING, 1, "KeyError: 'surprise'")
    deliver_due(state, {"desk": channel}, NOON + MINUTE)
    assert sorted(channel.took) == ["a1", "a2"]


def test_a_channel_that_always_breaks_is_parked_after_a_day(state: State) -> None:
    def act() -> None:
        raise KeyError("surprise")

    _put(state, "desk", "a1")
    for at in (NOON, NOON + DAY + MINUTE):
        deliver_due(state, {"desk": _Scripted(act)}, at)
    assert _standing(state, "a1").status is _PARKED


def test_a_mail_server_that_talks_for_ever_is_given_up(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "LONGEST", timedelta(seconds=0.5))
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                while True:
                    connection.sendall(b"220-one moment\r\n")
                    time.sleep(0.05)

        threading.Thread(target=talk, daemon=True).start()
        port = server.getsockname()[1]
        address = f"mailto://127.0.0.1:{port}/?from=quotewire@e.example&to=desk@e.example&mode=insecure"
        _put(state, "desk", "a1")
        deliver_due(state, {"desk": AppriseChannel("desk", address)}, NOON)
    given_up = _standing(state, "a1")
    assert (given_up.status, given_up.last_response) == (_PENDING, "no end after 0.5 s")
    quick = _Scripted()
    deliver_due(state, {"desk": quick}, NOON + MINUTE)
    assert quick.took == ["a1"]


def test_at_the_end_the_message_in_hand_is_written_down_and_no_other_is_begun(state: State) -> None:
    sending, go_on = threading.Event(), threading.Event()

    def act() -> None:
        sending.set()
        go_on.wait(10)

    channel = _Scripted(act)
    _put(state, "desk", "a1", "a2")
    deliverer = Deliverer(state, {"desk": channel})
    deliverer.begin(NOON)
    assert sending.wait(10)
    closing = threading.Thread(target=deliverer.close, args=(10,))
    closing.start()
    _wait_until(lambda: deliverer._closing)
    go_on.set()
    closing.join()
    assert channel.took == ["a1"]
    assert [_standing(state, alert).status for alert in ("a1", "a2")] == [_SENT, _PENDING]


def test_a_channel_that_is_added_later_gets_what_waited_for_it(state: State) -> None:
    _put(state, "dsek", "a1")
    deliver_due(state, {}, NOON)
    assert _standing(state, "a1").last_response == "channel is not configured"
    channel = _Scripted()
    deliver_due(state, {"dsek": channel}, NOON + MINUTE)
    assert channel.took == ["a1"]


def test_a_state_that_is_absent_is_told_and_the_work_goes_on_afterwards(state: State) -> None:
    channel = _Scripted()
    _put(state, "desk", "a1")
    deliverer = Deliverer(_AbsentAtFirst(state), {"desk": channel})  # type: ignore[arg-type]

    def round_of_work() -> None:
        deliverer.begin(NOON)
        deliverer.wait()

    with pytest.raises(StateUnavailable):
        round_of_work()
    round_of_work()
    assert channel.took == ["a1"]


class _AbsentAtFirst:
    """A state whose first transaction that writes fails."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._failed = False
        self.reading = state.reading

    def transaction(self) -> contextlib.AbstractContextManager[object]:
        if not self._failed:
            self._failed = True
            raise StateUnavailable("away")
        return self._state.transaction()
