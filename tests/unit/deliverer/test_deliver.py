"""What becomes of a delivery after an attempt."""

from datetime import UTC, datetime, timedelta

import pytest

from quotewire.deliverer.deliver import pause_after, settle
from quotewire.model.alert import Delivery, DeliveryStatus
from quotewire.ports.channel import Receipt

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
PENDING = Delivery("202403-0123456789abcdef0123", "desk", DeliveryStatus.PENDING, NOW)


def test_what_was_delivered_is_sent() -> None:
    done = settle(PENDING, Receipt(True, False, "200"), NOW, NOW)
    assert (done.status, done.attempts, done.last_response) == (DeliveryStatus.SENT, 1, "200")


def test_a_final_no_fails_visibly() -> None:
    assert settle(PENDING, Receipt(False, False, "404"), NOW, NOW).status is DeliveryStatus.FAILED


def test_a_passing_fault_is_tried_again_later_and_later() -> None:
    first = settle(PENDING, Receipt(False, True, "503"), NOW, NOW)
    second = settle(first, Receipt(False, True, "503"), NOW, NOW)
    assert first.status is second.status is DeliveryStatus.PENDING
    assert NOW < first.due_at < second.due_at


def test_a_receiver_that_asks_for_a_pause_gets_it() -> None:
    asked = Receipt(False, True, "429", retry_after=timedelta(minutes=7))
    assert settle(PENDING, asked, NOW, NOW).due_at == NOW + timedelta(minutes=7)


def test_after_a_day_it_is_parked() -> None:
    late = NOW + timedelta(days=1)
    assert settle(PENDING, Receipt(False, True, "503"), NOW, late).status is DeliveryStatus.PARKED


@pytest.mark.parametrize("attempts", [1, 5, 20, 1000])
def test_pauses_are_bounded(attempts: int) -> None:
    tried = Delivery(PENDING.alert_id, "desk", DeliveryStatus.PENDING, NOW, attempts)
    assert timedelta(seconds=5) <= pause_after(tried) <= timedelta(hours=1, minutes=15)
