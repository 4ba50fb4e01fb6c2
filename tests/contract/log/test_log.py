"""What ``ports.log.Log`` promises."""

import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.contract.log.conftest import OpenLog

from quotewire.errors import MessageTooLarge
from quotewire.ports.log import Log, Message, Record

PATIENCE_SECONDS = 20


@pytest.fixture
def topic() -> str:
    return f"test-{uuid4().hex[:8]}"


def make_messages(count: int, start: int = 0) -> list[Message]:
    return [Message(f"key-{number % 3}", str(number).encode()) for number in range(start, start + count)]


def read_all(log: Log, topic: str, group: str, expected: int) -> list[Record]:
    """Commits as it goes; a log on a network may need some reads before the first record comes."""
    found: list[Record] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(found) < expected and time.monotonic() < deadline:
        records = log.read(topic, group, 100)
        log.commit(group, records)
        found += records
    return found


def values(records: list[Record]) -> set[int]:
    return {int(record.value) for record in records}


class TestLog:
    def test_an_unknown_topic_is_empty(self, log: Log, topic: str) -> None:
        assert log.read(topic, "group", 10) == []
        assert log.lag(topic, "group") == 0
        assert list(log.replay(topic)) == []

    def test_a_message_comes_back_as_it_was(self, log: Log, topic: str) -> None:
        before = datetime.now(UTC) - timedelta(seconds=1)
        log.append(topic, [Message("Ключ", b"\0\xff\n", {"schema": "article", "version": "1"})])
        (record,) = read_all(log, topic, "group", 1)
        assert (record.topic, record.key, record.value) == (topic, "Ключ", b"\0\xff\n")
        assert record.headers == {"schema": "article", "version": "1"}
        assert before < record.appended_at < datetime.now(UTC) + timedelta(seconds=1)

    def test_messages_of_one_key_keep_their_order(self, log: Log, topic: str) -> None:
        for start in range(0, 60, 20):
            log.append(topic, make_messages(20, start))
        records = read_all(log, topic, "group", 60)
        assert len(records) == 60
        for key in ("key-0", "key-1", "key-2"):
            of_key = [int(record.value) for record in records if record.key == key]
            assert of_key == sorted(of_key)

    def test_offsets_rise_within_a_partition(self, log: Log, topic: str) -> None:
        log.append(topic, make_messages(30))
        records = read_all(log, topic, "group", 30)
        for partition in {record.partition for record in records}:
            offsets = [record.offset for record in records if record.partition == partition]
            assert offsets == sorted(set(offsets))

    def test_reads_no_more_than_the_limit(self, log: Log, topic: str) -> None:
        log.append(topic, make_messages(10))
        seen: list[Record] = []
        while len(seen) < 10:
            records = log.read(topic, "group", 3)
            assert len(records) <= 3
            log.commit("group", records)
            seen += records
        assert values(seen) == set(range(10))

    def test_what_was_not_committed_is_read_again_after_a_restart(self, open_log: OpenLog, topic: str) -> None:
        log = open_log()
        log.append(topic, make_messages(10))
        first = read_all(log, topic, "group", 10)
        assert values(first) == set(range(10))
        log.append(topic, make_messages(5, 10))
        while not log.read(topic, "group", 10):
            pass
        log.close()
        again = open_log()
        assert values(read_all(again, topic, "group", 5)) == set(range(10, 15))
        again.close()

    def test_lag_counts_what_is_not_committed(self, log: Log, topic: str) -> None:
        log.append(topic, make_messages(10))
        assert log.lag(topic, "group") == 10
        read_all(log, topic, "group", 10)
        assert log.lag(topic, "group") == 0
        log.append(topic, make_messages(2))
        assert log.lag(topic, "group") == 2

    def test_end_counts_all_that_was_appended(self, log: Log, topic: str) -> None:
        assert log.end(topic) == 0
        log.append(topic, make_messages(7))
        read_all(log, topic, "group", 7)
        assert log.end(topic) == 7

    def test_groups_do_not_disturb_each_other(self, log: Log, topic: str) -> None:
        log.append(topic, make_messages(5))
        assert len(read_all(log, topic, "one", 5)) == 5
        assert len(read_all(log, topic, "two", 5)) == 5

    def test_replay_shows_everything_and_moves_no_group(self, log: Log, topic: str) -> None:
        log.append(topic, make_messages(450))
        read_all(log, topic, "group", 450)
        assert values(list(log.replay(topic))) == set(range(450))
        assert log.lag(topic, "group") == 0

    def test_a_message_that_is_too_large_is_refused_with_its_batch(self, log: Log, topic: str) -> None:
        with pytest.raises(MessageTooLarge, match="2,000,000 bytes where"):
            log.append(topic, [Message("small", b"1"), Message("large", bytes(2_000_000))])
        assert log.lag(topic, "group") == 0
        log.append(topic, [Message("small", b"1")])
        assert len(read_all(log, topic, "group", 1)) == 1

    def test_a_waiting_reader_notices_an_append(self, log: Log, topic: str) -> None:
        log.append(topic, make_messages(1))
        read_all(log, topic, "group", 1)
        found: list[tuple[float, list[Record]]] = []

        def wait_for_one() -> None:
            records = read_all(log, topic, "group", 1)
            found.append((time.monotonic(), records))

        reader = threading.Thread(target=wait_for_one)
        reader.start()
        time.sleep(0.2)
        appended = time.monotonic()
        log.append(topic, make_messages(1, 7))
        reader.join(PATIENCE_SECONDS)
        assert values(found[0][1]) == {7}
        assert found[0][0] - appended < 2

    def test_concurrent_appenders_lose_nothing(self, log: Log, topic: str) -> None:
        def append(start: int) -> None:
            for number in range(start, start + 25):
                log.append(topic, make_messages(1, number))

        threads = [threading.Thread(target=append, args=(start,)) for start in (0, 25, 50, 75)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        records = read_all(log, topic, "group", 100)
        assert len(records) == 100
        assert values(records) == set(range(100))
