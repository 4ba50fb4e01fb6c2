"""Figures of the streaming services: what they count, and that no label grows with what people write."""

from datetime import UTC, datetime

from prometheus_client import CollectorRegistry

from quotewire.model.alert import Delivery, DeliveryStatus
from quotewire.runtime.streaming.meter import Meter

NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)


def test_attempts_are_told_by_channel_and_result_and_unknown_channels_together() -> None:
    meter = Meter(CollectorRegistry())
    meter.begin_channels(["desk"])
    for channel, status in (
        ("desk", "sent"),
        ("desk", "pending"),
        ("desk", "pending"),
        ("typo", "failed"),
        ("tpyo", "failed"),
    ):
        meter.tried(Delivery("a", channel, DeliveryStatus(status), NOON), {"desk"})

    def count(channel: str, result: str) -> float | None:
        return meter.registry.get_sample_value("quotewire_deliveries_total", {"channel": channel, "result": result})

    assert [count("desk", result) for result in ("sent", "again", "failed", "parked")] == [1, 2, 0, 0]
    assert count("unknown", "failed") == 2
    assert count("typo", "failed") is None


def test_a_stage_shows_its_figures_before_it_has_done_anything() -> None:
    meter = Meter(CollectorRegistry())
    meter.begin("record")
    for name in ("quotewire_records_total", "quotewire_stage_waiting", "quotewire_stage_stalled_seconds"):
        labels = {"stage": "record"} | ({"result": "done"} if name.endswith("total") else {})
        assert meter.registry.get_sample_value(name, labels) == 0


def test_records_in_hand_are_told_while_they_are() -> None:
    meter = Meter(CollectorRegistry())
    with meter.working("record", NOON, NOON):
        assert meter.registry.get_sample_value("quotewire_stage_at_work", {"stage": "record"}) == 1
    assert meter.registry.get_sample_value("quotewire_stage_at_work", {"stage": "record"}) == 0
