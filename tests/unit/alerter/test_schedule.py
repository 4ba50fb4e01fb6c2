"""When alerts travel, over changes of the clocks too."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire.alerter.restrain import day_start
from quotewire.alerter.schedule import Departure, next_digest, next_window, schedule
from quotewire.model.watch import AlertMode, AlertPolicy

_START = datetime(2023, 1, 1, tzinfo=UTC)
_MOMENTS = st.integers(0, 4 * 366 * 86_400).map(lambda seconds: _START + timedelta(seconds=seconds))


def _digest(at: str, zone: str) -> AlertPolicy:
    return AlertPolicy(mode=AlertMode.DIGEST, digest_at=at, time_zone=zone)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_immediate_alert_travels_now_and_alone() -> None:
    now = _utc("2024-03-01T12:03:04")
    assert schedule(AlertPolicy(), now) == Departure(now)


def test_alerts_of_one_window_share_their_departure_and_those_of_the_next_do_not() -> None:
    policy = AlertPolicy(mode=AlertMode.COALESCED, window_minutes=15)
    first, last, next_one = (
        schedule(policy, _utc(f"2024-03-01T{at}")) for at in ("12:00:00", "12:14:59.999", "12:15:00")
    )
    assert first == last == Departure(_utc("2024-03-01T12:15:00"), "coalesced 15 min 2024-03-01T12:15Z")
    assert next_one.due_at == _utc("2024-03-01T12:30:00")


@pytest.mark.parametrize(
    ("zone", "at", "now", "due"),
    [
        ("UTC", "08:00", "2024-03-01T07:59:59", "2024-03-01T08:00:00"),
        ("UTC", "08:00", "2024-03-01T08:00:00", "2024-03-02T08:00:00"),
        ("Asia/Tokyo", "08:00", "2024-03-01T00:00:00", "2024-03-01T23:00:00"),
        # New York skips 02:00-03:00 on 10 March 2024 and has 01:00-02:00 twice on 3 November
        ("America/New_York", "08:00", "2024-03-09T20:00:00", "2024-03-10T12:00:00"),
        ("America/New_York", "02:30", "2024-03-10T06:00:00", "2024-03-10T07:30:00"),
        ("America/New_York", "01:30", "2024-11-03T05:00:00", "2024-11-03T05:30:00"),
        ("America/New_York", "01:30", "2024-11-03T05:45:00", "2024-11-04T06:30:00"),
    ],
)
def test_a_digest_is_due_when_the_clocks_there_show_its_time(zone: str, at: str, now: str, due: str) -> None:
    assert next_digest(_digest(at, zone), _utc(now)) == _utc(due)


@given(_MOMENTS, st.integers(1, 1440))
def test_a_window_ends_within_its_length(now: datetime, minutes: int) -> None:
    assert timedelta(0) < next_window(minutes, now) - now <= timedelta(minutes=minutes)


@given(
    _MOMENTS,
    st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"]),
    st.times().map(lambda at: f"{at:%H:%M}"),
)
def test_there_is_a_digest_every_day(now: datetime, zone: str, at: str) -> None:
    policy = _digest(at, zone)
    first = next_digest(policy, now)
    assert timedelta(0) < first - now <= timedelta(hours=25)
    assert timedelta(hours=23) <= next_digest(policy, first) - first <= timedelta(hours=25)


def test_a_day_begins_at_midnight_there() -> None:
    assert day_start(_utc("2024-03-01T22:00:00"), "Asia/Tokyo") == _utc("2024-03-01T15:00:00")
    assert day_start(_utc("2024-11-03T20:00:00"), "America/New_York") == _utc("2024-11-03T04:00:00")
