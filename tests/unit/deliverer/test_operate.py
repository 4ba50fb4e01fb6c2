"""Silence, less than usual and standing still are told, once each; nights and weekends are not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from quotewire.deliverer.operate import Operations
from quotewire.deliverer.usual import Drop, find_drop, find_silence
from quotewire.model.alert import DeliveryStatus
from quotewire.model.notice import NoticeKind
from quotewire.ports.state import State

_START = datetime(2024, 4, 1, tzinfo=UTC)  # a Monday
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def _office_hours(days: int) -> list[datetime]:
    """An article every half hour from 8 to 18, Monday to Friday."""
    midnights = [_START + day * _DAY for day in range(days) if day % 7 < 5]
    return [at + 8 * _HOUR + half * _HOUR / 2 for at in midnights for half in range(20)]


def test_a_usual_weekend_is_no_silence_but_a_longer_one_is() -> None:
    times = _office_hours(26)  # until Friday, 26 April
    friday = times[-1]
    assert find_silence(times, friday + 62 * _HOUR) is None
    assert find_silence(times, friday + 95 * _HOUR) == 95 * _HOUR


def test_one_earlier_outage_does_not_hide_the_next() -> None:
    hourly = [_START + n * _HOUR for n in range(200) if not 50 <= n < 98]
    assert find_silence(hourly, hourly[-1] + 2 * _HOUR) == 2 * _HOUR


@pytest.mark.parametrize(
    "times",
    [
        [],
        [_START + n * _HOUR for n in range(19)],
        [_START + n * timedelta(seconds=1) for n in range(500)],  # a first poll of a long feed
        [_START + n * timedelta(minutes=5) for n in range(500)],  # less than three days
    ],
)
def test_too_little_history_says_nothing(times: list[datetime]) -> None:
    assert find_silence(times, _START + 30 * _DAY) is None
    assert find_drop(times, _START + 5 * _DAY) is None


def test_a_day_below_half_of_the_quietest_is_a_drop() -> None:
    hourly = [_START + n * _HOUR for n in range(24 * 10)]
    now = hourly[-1] + _DAY
    assert find_drop([*hourly, *(hourly[-1] + n * 3 * _HOUR for n in range(1, 8))], now) == Drop(7, 24)
    assert find_drop([*hourly, *(hourly[-1] + n * 2 * _HOUR for n in range(1, 13))], now) is None
    few = [_START + n * 4 * _HOUR for n in range(60)]
    assert find_drop(few, few[-1] + _DAY) is None


def test_a_silence_is_told_once_and_the_next_one_again(state: State) -> None:
    with state.transaction() as tx:
        for n in range(100):
            tx.sources.mark_seen("bell", str(n), "d", _START + n * _HOUR)
    operations = Operations(state, ("bell", "never-polled"), "desk")
    silent = _START + 103 * _HOUR
    assert [one.kind for one in operations.check({}, silent)] == [NoticeKind.SILENT_SOURCE]
    assert operations.check({}, silent + _HOUR) == []
    with state.transaction() as tx:
        assert [one.channel for one in tx.outbox.due(silent, 10)] == ["desk"]
        tx.sources.mark_seen("bell", "back", "d", silent + _HOUR)
    assert operations.check({}, silent + 2 * _HOUR) == []
    assert len(operations.check({}, silent + 12 * _HOUR)) == 1


def test_a_stage_that_stands_still_before_work_is_told(state: State) -> None:
    operations = Operations(state, ())
    told = [
        bool(operations.check({"alert": waiting}, _START + n * timedelta(minutes=3)))
        for n, waiting in enumerate([(5, 0), (5, 0), (5, 2), (5, 2), (5, 2), (6, 1), (6, 1)])
    ]
    assert told == [False, False, False, True, False, False, False]


def test_a_heartbeat_comes_at_its_interval_also_after_a_restart(state: State) -> None:
    beats = [_beat(state, _START + n * timedelta(minutes=20), arrives=True) for n in range(6)]
    assert beats == [1, 0, 0, 1, 0, 0]


def test_a_channel_that_comes_back_hears_the_latest_heartbeat_and_not_all_it_missed(state: State) -> None:
    beats = [_beat(state, _START + n * _HOUR, arrives=False) for n in range(4)]
    with state.reading() as tx:
        waiting = tx.outbox.due(_START + 3 * _HOUR, 10)
    assert (beats, [one.due_at for one in waiting]) == ([1, 1, 1, 1], [_START + 3 * _HOUR])


def _beat(state: State, now: datetime, arrives: bool) -> int:
    """How many heartbeats are new, by a service that was just started; whether what waits arrives then."""
    beats = Operations(state, (), "desk", _HOUR).check({}, now)
    with state.transaction() as tx:
        for delivery in tx.outbox.due(now, 10) if arrives else ():
            tx.outbox.settle(replace(delivery, status=DeliveryStatus.SENT), now)
    return len(beats)


def test_several_lookers_tell_a_stage_that_stands_still_once(state: State) -> None:
    lookers = [Operations(state, ()) for _ in range(2)]
    told = [
        notice
        for minute in (0, 1, 6, 8)
        for looker in lookers
        for notice in looker.check({"alert": (5, 2)}, _START + minute * timedelta(minutes=1))
    ]
    assert [notice.subject for notice in told] == ["alert"]


def test_a_worker_that_ends_itself_again_at_the_same_record_is_told_once(state: State) -> None:
    told = [Operations(state, (), "desk").tell_ended("record", done, "stuck", _START) for done in (5, 5, 6)]
    assert [len(notices) for notices in told] == [1, 0, 1]
    with state.reading() as tx:
        assert tx.outbox.waiting() == {"desk": 2}
