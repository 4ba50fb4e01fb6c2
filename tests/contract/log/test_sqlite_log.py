"""What only the log in a file has to stand: other processes, sudden ends, retention, disks."""

import os
import signal
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from tests.contract.state.processes import run_in_processes

from quotewire.adapters import sqlite_file
from quotewire.adapters.clock import SystemClock
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.errors import LogUnavailable
from quotewire.ports.log import Message

TOPIC = "articles"


class SteppingClock:
    """A minute later at every look."""

    def __init__(self) -> None:
        self.time = datetime(2024, 5, 3, 12, tzinfo=UTC)

    def now(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def open_log(folder: Path) -> SqliteLog:
    return SqliteLog(folder / "log.db", SystemClock(), wait_seconds=0)


def append_some(folder: Path, start: int) -> None:
    log = open_log(folder)
    for number in range(start, start + 30):
        log.append(TOPIC, [Message("key", str(number).encode())])
    log.close()


def append_for_ever(folder: Path, acknowledged: Path) -> None:
    log = open_log(folder)
    with acknowledged.open("ab", buffering=0) as note:
        for number in range(1_000_000):
            log.append(TOPIC, [Message("key", str(number).encode()), Message("key", b"twin")])
            note.write(f"{number}\n".encode())


class TestProcesses:
    def test_appends_of_several_processes_interleave_without_loss(self, tmp_path: Path) -> None:
        run_in_processes(append_some, [(tmp_path, 0), (tmp_path, 30), (tmp_path, 60)])
        records = list(open_log(tmp_path).replay(TOPIC))
        assert [record.offset for record in records] == list(range(90))
        assert {int(record.value) for record in records} == set(range(90))

    def test_a_reader_sees_what_another_process_appends(self, tmp_path: Path) -> None:
        log = open_log(tmp_path)
        assert log.read(TOPIC, "group", 1) == []
        run_in_processes(append_some, [(tmp_path, 0)])
        assert len(log.read(TOPIC, "group", 100)) == 30


class TestSuddenEnd:
    @pytest.mark.parametrize("seconds", [0.15, 0.4])
    def test_what_was_acknowledged_survives_kill_9(self, tmp_path: Path, seconds: float) -> None:
        acknowledged = tmp_path / "acknowledged"
        process = get_context("fork").Process(target=append_for_ever, args=(tmp_path, acknowledged))
        process.start()
        while not acknowledged.exists() or not acknowledged.stat().st_size:
            time.sleep(0.01)
        time.sleep(seconds)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        kept = [record.value for record in open_log(tmp_path).replay(TOPIC)]
        promised = acknowledged.read_bytes().split()
        assert kept[: 2 * len(promised) : 2] == promised
        assert len(kept) % 2 == 0, "a batch is appended whole or not at all"
        append_some(tmp_path, 0)


class TestRetention:
    def test_trims_what_is_old_and_keeps_counting(self, tmp_path: Path) -> None:
        clock = SteppingClock()
        log = SqliteLog(tmp_path / "log.db", clock, wait_seconds=0)
        for number in range(10):
            log.append(TOPIC, [Message("key", str(number).encode())])
        assert log.trim(TOPIC, clock.time - timedelta(minutes=4)) == 5
        assert [record.offset for record in log.replay(TOPIC)] == [5, 6, 7, 8, 9]
        assert log.lag(TOPIC, "group") == 5
        assert log.trim(TOPIC, clock.time + timedelta(minutes=1)) == 5
        log.append(TOPIC, [Message("key", b"next")])
        assert [record.offset for record in log.read(TOPIC, "group", 10)] == [10]

    def test_never_trims_what_a_group_has_still_to_read(self, tmp_path: Path) -> None:
        clock = SteppingClock()
        log = SqliteLog(tmp_path / "log.db", clock, wait_seconds=0)
        log.append(TOPIC, [Message("key", b"1"), Message("key", b"2"), Message("key", b"3")])
        log.commit("slow", log.read(TOPIC, "slow", 1))
        log.commit("fast", log.read(TOPIC, "fast", 3))
        assert log.trim(TOPIC, clock.time + timedelta(days=1)) == 1
        assert [record.value for record in log.read(TOPIC, "slow", 5)] == [b"2", b"3"]

    def test_committing_old_records_again_does_not_go_back(self, tmp_path: Path) -> None:
        log = open_log(tmp_path)
        log.append(TOPIC, [Message("key", b"1"), Message("key", b"2")])
        both = log.read(TOPIC, "group", 2)
        log.commit("group", both)
        log.commit("group", both[:1])
        assert log.read(TOPIC, "group", 2) == []


class TestDisks:
    def test_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(LogUnavailable, match="check that the folder exists"):
            open_log(tmp_path / "absent")

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "log.db").write_text("This is a letter to my aunt. " * 100)
        with pytest.raises(LogUnavailable, match="is not a database; move the file away"):
            open_log(tmp_path)

    def test_a_full_disk_and_space_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def prepare_small(connection: sqlite3.Connection) -> None:
            prepare(connection)
            connection.execute("PRAGMA max_page_count = 30")

        prepare = sqlite_file.prepare
        monkeypatch.setattr(sqlite_file, "prepare", prepare_small)
        log = open_log(tmp_path)
        log.append(TOPIC, [Message("key", b"fits")])
        with pytest.raises(LogUnavailable, match=r"log\.db: the disk is full; free some space"):
            log.append(TOPIC, [Message("key", bytes(500_000))])
        assert [record.value for record in log.read(TOPIC, "group", 5)] == [b"fits"]
        log.close()
        monkeypatch.setattr(sqlite_file, "prepare", prepare)
        open_log(tmp_path).append(TOPIC, [Message("key", bytes(500_000))])

    def test_a_lock_held_too_long(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite_file, "LOCK_SECONDS", 0.1)
        log = open_log(tmp_path)
        holder = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnavailable, match="locked by another process for too long"):
            log.append(TOPIC, [Message("key", b"1")])
        holder.close()
        log.append(TOPIC, [Message("key", b"1")])
