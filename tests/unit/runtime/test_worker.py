"""A stage's loop: what fails goes to the dead letters, what is absent is waited for, and the rest goes on."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.adapters.state.migrate import migrate
from quotewire.adapters.state.state import SqlState
from quotewire.codec import decode
from quotewire.errors import IndexUnavailable
from quotewire.model.article import CollectedArticle
from quotewire.model.dead_letter import DeadLetter
from quotewire.model.journey import RejectedArticle
from quotewire.model.outcome import OutcomeKind, RejectedReason
from quotewire.ports.log import Message
from quotewire.runtime.flow import Stage
from quotewire.runtime.messages import read_message, to_messages
from quotewire.runtime.worker import Worker
from quotewire.topics import ANALYSED, COLLECTED, DEAD_LETTERS


@pytest.fixture
def log(tmp_path: Path) -> SqliteLog:
    return SqliteLog(tmp_path / "log.db", SystemClock(), wait_seconds=0.0)


@pytest.fixture
def state(tmp_path: Path) -> SqlState:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    return SqlState(url)


class Reading:
    """A stage that rejects every article, except for those it is told to stumble over."""

    def __init__(self, **trouble: Exception) -> None:
        self.trouble = trouble
        self.seen: list[str] = []

    def run(self, message: object) -> Sequence[object]:
        assert isinstance(message, CollectedArticle)
        self.seen.append(message.article_id)
        if error := self.trouble.get(message.article_id):
            raise error
        return [RejectedArticle(message.id, message.article_id, RejectedReason.EMPTY)]


def _worker(reading: Reading, log: SqliteLog, state: SqlState) -> Worker:
    return Worker(Stage("read", COLLECTED, ANALYSED, reading.run), log, state, SystemClock(), threading.Event())


def _collect(log: SqliteLog, *names: str) -> None:
    at = datetime(2024, 3, 1, tzinfo=UTC)
    for name in names:
        article = CollectedArticle(f"{name}.1", name, f"https://e.example/{name}", "s", at, "text/plain", b"text")
        log.append(COLLECTED.name, to_messages([article]))


def test_results_go_to_the_next_topic_and_are_read_once(log: SqliteLog, state: SqlState) -> None:
    _collect(log, "a", "b")
    reading = Reading()
    worker = _worker(reading, log, state)
    assert worker.step() == 2
    assert worker.step() == 0
    results = [read_message(record) for record in log.replay(ANALYSED.name)]
    assert [result.version_id for result in results if isinstance(result, RejectedArticle)] == ["a.1", "b.1"]


def test_a_record_that_fails_becomes_a_dead_letter_and_the_rest_goes_on(log: SqliteLog, state: SqlState) -> None:
    _collect(log, "a", "b", "c")
    _worker(Reading(b=ZeroDivisionError("boom")), log, state).step()
    (record,) = log.replay(DEAD_LETTERS.name)
    letter = decode(DeadLetter, record.value, record.headers)
    assert (letter.origin_topic, letter.offset, letter.error, letter.attempt) == (
        COLLECTED.name,
        1,
        "ZeroDivisionError",
        1,
    )
    assert len(list(log.replay(ANALYSED.name))) == 2
    with state.transaction() as tx:
        outcome = tx.outcomes.get("b.1")
    assert outcome is not None
    assert (outcome.kind, outcome.stage, outcome.reason) == (OutcomeKind.DEAD_LETTER, "read", "ZeroDivisionError: boom")


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({"schema": "collected-article/99"}, "UnknownSchema"),
        ({"schema": "collected-article/1"}, "MalformedMessage"),
        ({}, "UnknownSchema"),
    ],
)
def test_what_cannot_be_read_is_kept_with_its_reason(
    log: SqliteLog, state: SqlState, headers: dict[str, str], error: str
) -> None:
    log.append(COLLECTED.name, [Message("poison", b"\x00\xff", headers)])
    _collect(log, "a")
    reading = Reading()
    _worker(reading, log, state).step()
    (record,) = log.replay(DEAD_LETTERS.name)
    letter = decode(DeadLetter, record.value, record.headers)
    assert (letter.error, letter.payload) == (error, b"\x00\xff")
    assert reading.seen == ["a"]


def test_what_is_absent_is_waited_for_and_nothing_is_skipped(log: SqliteLog, state: SqlState) -> None:
    _collect(log, "a", "b")
    reading = Reading(a=IndexUnavailable("gone"))
    worker = _worker(reading, log, state)
    with pytest.raises(IndexUnavailable):
        worker.step()
    reading.trouble.clear()
    worker.step()
    assert reading.seen == ["a", "a", "b"]
    assert list(log.replay(DEAD_LETTERS.name)) == []
