"""A collector goes on while Kafka is absent, within bounds, and nothing is lost or reordered."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.errors import LogUnavailable
from quotewire.ports.log import Message
from quotewire.runtime.streaming.spool import SpooledLog

TOPIC = "articles"


class FlakyLog(SqliteLog):
    """A log that can be cut off."""

    absent = False
    asked = 0

    def append(self, topic: str, messages: Sequence[Message]) -> None:
        self.asked += 1
        if self.absent:
            raise LogUnavailable("no answer")
        super().append(topic, messages)


@pytest.fixture
def log(tmp_path: Path) -> FlakyLog:
    return FlakyLog(tmp_path / "log.db", SystemClock(), wait_seconds=0)


def spooled(log: FlakyLog, folder: Path, most: int = 1 << 20) -> SpooledLog:
    return SpooledLog(log, folder / "spool.db", (TOPIC,), most)


def numbers(log: FlakyLog) -> list[int]:
    return [int(record.value) for record in log.replay(TOPIC)]


def send(log: SpooledLog, *values: int) -> None:
    for value in values:
        log.append(TOPIC, [Message("key", str(value).encode(), {"schema": "x/1"})])


def test_what_was_spooled_goes_first_when_the_log_is_back(log: FlakyLog, tmp_path: Path) -> None:
    spool = spooled(log, tmp_path)
    send(spool, 1)
    log.absent = True
    send(spool, 2, 3)
    assert (numbers(log), spool.waiting()) == ([1], 2)
    log.absent = False
    send(spool, 4)
    assert spool.waiting() == 3, "in their order"
    assert spool.drain() == 3
    send(spool, 5)
    assert (numbers(log), spool.waiting()) == ([1, 2, 3, 4, 5], 0)
    assert {record.headers["schema"] for record in log.replay(TOPIC)} == {"x/1"}


def test_the_spool_outlives_the_collector(log: FlakyLog, tmp_path: Path) -> None:
    log.absent = True
    first = spooled(log, tmp_path)
    send(first, 1, 2)
    first.close()
    again = FlakyLog(tmp_path / "log.db", SystemClock(), wait_seconds=0)
    assert spooled(again, tmp_path).drain() == 2
    assert numbers(again) == [1, 2]


def test_a_full_spool_says_so(log: FlakyLog, tmp_path: Path) -> None:
    log.absent = True
    spool = spooled(log, tmp_path, most=200_000)
    spool.append(TOPIC, [Message("key", bytes(100_000))])
    with pytest.raises(LogUnavailable, match="is full as well"):
        spool.append(TOPIC, [Message("key", bytes(100_000))])
    assert spool.waiting() == 1


def test_an_absent_log_is_waited_for_once_and_not_with_each_message(log: FlakyLog, tmp_path: Path) -> None:
    log.absent = True
    send(spooled(log, tmp_path), *range(20))
    assert log.asked == 1


def test_a_spool_that_was_full_once_has_its_room_again(log: FlakyLog, tmp_path: Path) -> None:
    """The file of the spool does not shrink."""
    spool = spooled(log, tmp_path, most=400_000)
    kept = [fill(log, spool) for _ in range(3)]
    assert kept[0] == kept[1] == kept[2] >= 6


def fill(log: FlakyLog, spool: SpooledLog) -> int:
    """How many messages an outage leaves in the spool until it is full; all are sent afterwards."""
    log.absent = True
    with pytest.raises(LogUnavailable, match="is full as well"):
        append_for_ever(spool)
    log.absent = False
    return spool.drain()


def append_for_ever(spool: SpooledLog) -> None:
    while True:
        spool.append(TOPIC, [Message("key", bytes(50_000))])
