"""What ``ports.state.Outbox`` promises to workers that share it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.contract.state.samples import DAY, MINUTE, NOON

from quotewire.model.alert import Delivery, DeliveryStatus
from quotewire.ports.state import State


def _delivery(number: int, batch: str = "", channel: str = "desk") -> Delivery:
    return Delivery(f"202405-l{number:02}", channel, DeliveryStatus.PENDING, NOON, batch=batch)


def _put(state: State, *deliveries: Delivery) -> None:
    with state.transaction() as tx:
        for delivery in deliveries:
            assert tx.outbox.put(delivery)


def _claim(state: State, at: object = NOON, channel: str = "desk") -> list[str]:
    with state.transaction() as tx:
        return [one.alert_id[-2:] for one in tx.outbox.claim_due(channel, at, MINUTE)]  # type: ignore[arg-type]


def test_a_claimed_delivery_is_given_to_nobody_else_until_its_lease_ends(state: State) -> None:
    _put(state, _delivery(1))
    assert _claim(state, NOON - MINUTE) == []
    assert [_claim(state) for _ in range(2)] == [["01"], []]
    assert _claim(state, NOON + MINUTE) == ["01"]


def test_a_lease_that_is_renewed_holds_on_and_one_that_ended_does_not_come_back(state: State) -> None:
    _put(state, _delivery(1), _delivery(2))
    second = MINUTE / 60
    with state.transaction() as tx:
        held = tx.outbox.claim_due("desk", NOON, MINUTE)
        tx.outbox.renew(held, NOON + MINUTE - second, MINUTE)
    assert _claim(state, NOON + MINUTE) == ["02"]
    with state.transaction() as tx:
        tx.outbox.renew(held, NOON + 3 * MINUTE, MINUTE)
    assert _claim(state, NOON + 3 * MINUTE) == ["01"]


def test_channels_are_independent(state: State) -> None:
    _put(state, _delivery(1), _delivery(1, channel="mail"))
    with state.transaction() as tx:
        assert tx.outbox.channels_due(NOON) == ["desk", "mail"]
    assert (_claim(state), _claim(state, channel="mail")) == (["01"], ["01"])
    with state.transaction() as tx:
        assert tx.outbox.channels_due(NOON) == []


def test_racing_workers_get_each_delivery_once(state: State) -> None:
    _put(state, *map(_delivery, range(20)))
    with ThreadPoolExecutor(6) as pool:
        claimed = [alert for got in pool.map(lambda _: _claim(state), range(30)) for alert in got]
    assert sorted(claimed) == [f"{number:02}" for number in range(20)]


def test_racing_workers_get_each_window_whole(state: State) -> None:
    _put(state, *(_delivery(number, "noon" if number % 2 else "one") for number in range(12)))
    with ThreadPoolExecutor(6) as pool:
        claimed = sorted(filter(None, pool.map(lambda _: _claim(state), range(6))))
    assert claimed == [[f"{n:02}" for n in range(0, 12, 2)], [f"{n:02}" for n in range(1, 12, 2)]]


def test_a_message_keeps_its_alerts_when_another_joins_the_window_late(state: State) -> None:
    _put(state, _delivery(1, "noon"), _delivery(2, "noon"))
    assert _claim(state) == ["01", "02"]
    _put(state, _delivery(0, "noon"))
    later = NOON + MINUTE
    assert [_claim(state, later) for _ in range(3)] == [["00"], ["01", "02"], []]


def test_a_message_keeps_its_id_at_every_attempt(state: State) -> None:
    _put(state, _delivery(1), _delivery(2))
    with state.transaction() as tx:
        (first,), (other,) = (tx.outbox.claim_due("desk", NOON, MINUTE) for _ in range(2))
        tx.outbox.settle(replace(first, attempts=1), NOON)
        (again,) = tx.outbox.claim_due("desk", NOON, MINUTE)
    assert again == replace(first, attempts=1)
    assert first.message != other.message


def test_a_worker_that_comes_too_late_does_not_undo_a_success(state: State) -> None:
    _put(state, _delivery(1))
    with state.transaction() as tx:
        (slow,) = tx.outbox.claim_due("desk", NOON, MINUTE)
        (quick,) = tx.outbox.claim_due("desk", NOON + MINUTE, MINUTE)
        tx.outbox.settle(replace(quick, attempts=1, status=DeliveryStatus.SENT), NOON + MINUTE)
        tx.outbox.settle(replace(slow, attempts=1, last_response="timed out"), NOON + 2 * MINUTE)
        assert tx.outbox.claim_due("desk", NOON + DAY, MINUTE) == []
        assert [one.status for one in tx.outbox.of("202405-l01")] == [DeliveryStatus.SENT]
        assert len(tx.outbox.attempts("202405-l01")) == 2
