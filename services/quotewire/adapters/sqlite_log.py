"""The log in one SQLite file: one partition a topic, for services that share a machine."""

import json
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from quotewire.adapters.sqlite_file import SqliteFile
from quotewire.errors import LogUnavailable, MessageTooLarge
from quotewire.ports.clock import Clock
from quotewire.ports.log import Message, Record

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS topics (topic TEXT PRIMARY KEY, next_offset INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS records (
        topic TEXT NOT NULL, record_offset INTEGER NOT NULL, record_key TEXT NOT NULL, headers TEXT NOT NULL,
        appended_at TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (topic, record_offset)
    )""",
    """CREATE TABLE IF NOT EXISTS commits (
        topic TEXT NOT NULL, reader_group TEXT NOT NULL, next_offset INTEGER NOT NULL,
        PRIMARY KEY (topic, reader_group)
    ) WITHOUT ROWID""",
)
_INSERT = """
    INSERT INTO records (topic, record_offset, record_key, value, headers, appended_at) VALUES (?, ?, ?, ?, ?, ?)"""
_SELECT = """
    SELECT record_offset, record_key, value, headers, appended_at FROM records
    WHERE topic = ? AND record_offset >= ? ORDER BY record_offset LIMIT ?"""
_LAG = """
    SELECT next_offset - max(:done, coalesce((SELECT min(record_offset) FROM records WHERE topic = :topic), next_offset))
    FROM topics WHERE topic = :topic"""
_SIZE = (
    "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
)
_REPLAY_CHUNK = 200


class SqliteLog:
    """``ports.log.Log``. ``read`` waits up to ``wait_seconds`` for a first record, and wakes when one is appended.

    An append of this process wakes readers at once; one of another process is seen when the wait is over.
    """

    def __init__(self, path: Path, clock: Clock, max_bytes: int = 16 * 1024 * 1024, wait_seconds: float = 0.05) -> None:
        self._file = SqliteFile(path, _SCHEMA, LogUnavailable)
        self._clock = clock
        self._max_bytes = max_bytes
        self._wait_seconds = wait_seconds
        self._appended = threading.Condition()

    def append(self, topic: str, messages: Sequence[Message]) -> None:
        for message in messages:
            self._check_size(topic, message)
        if not messages:
            return
        with self._file.writing() as connection:
            _append(connection, topic, messages, self._clock.now())
        with self._appended:
            self._appended.notify_all()

    def read(self, topic: str, group: str, limit: int) -> list[Record]:
        with self._appended:
            records = self._read(topic, group, limit)
            if records or not self._appended.wait(self._wait_seconds):
                return records
        return self._read(topic, group, limit)

    def commit(self, group: str, records: Sequence[Record]) -> None:
        done: dict[str, int] = {}
        for record in records:
            done[record.topic] = max(done.get(record.topic, 0), record.offset + 1)
        if done:
            with self._file.writing() as connection:
                connection.executemany(
                    "INSERT INTO commits VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                    " SET next_offset = max(next_offset, excluded.next_offset)",
                    [(topic, group, offset) for topic, offset in done.items()],
                )

    def lag(self, topic: str, group: str) -> int:
        with self._file.reading() as connection:
            row = connection.execute(_LAG, {"topic": topic, "done": _committed(connection, topic, group)}).fetchone()
        return int(row[0]) if row else 0

    def end(self, topic: str) -> int:
        with self._file.reading() as connection:
            row = connection.execute("SELECT next_offset FROM topics WHERE topic = ?", (topic,)).fetchone()
        return int(row[0]) if row else 0

    def replay(self, topic: str) -> Iterator[Record]:
        start = 0
        while chunk := self._from(topic, start, _REPLAY_CHUNK):
            yield from chunk
            start = chunk[-1].offset + 1

    def trim(self, topic: str, before: datetime) -> int:
        """Drop records appended before then, but none that a group still has to read; returns how many went."""
        query = (
            "DELETE FROM records WHERE topic = :topic AND appended_at < :before AND record_offset <"
            " coalesce((SELECT min(next_offset) FROM commits WHERE topic = :topic), 9223372036854775807)"
        )
        with self._file.writing() as connection:
            return connection.execute(query, {"topic": topic, "before": before.isoformat()}).rowcount

    def size(self) -> int:
        """Bytes in use. The file does not shrink when records are dropped; their room is used again."""
        with self._file.reading() as connection:
            return int(connection.execute(_SIZE).fetchone()[0])

    def close(self) -> None:
        self._file.close()

    def _check_size(self, topic: str, message: Message) -> None:
        if len(message.value) > self._max_bytes:
            size = f"{len(message.value):,} bytes where {self._max_bytes:,} are allowed"
            raise MessageTooLarge(f"{topic}: the message {message.key!r} has {size}")

    def _read(self, topic: str, group: str, limit: int) -> list[Record]:
        with self._file.reading() as connection:
            return _select(connection, topic, _committed(connection, topic, group), limit)

    def _from(self, topic: str, start: int, limit: int) -> list[Record]:
        with self._file.reading() as connection:
            return _select(connection, topic, start, limit)


def _append(connection: Connection, topic: str, messages: Sequence[Message], at: datetime) -> None:
    row = connection.execute("SELECT next_offset FROM topics WHERE topic = ?", (topic,)).fetchone()
    start = row[0] if row else 0
    connection.executemany(
        _INSERT,
        [
            (topic, offset, message.key, message.value, json.dumps(dict(message.headers)), at.isoformat())
            for offset, message in enumerate(messages, start)
        ],
    )
    connection.execute("INSERT OR REPLACE INTO topics VALUES (?, ?)", (topic, start + len(messages)))


def _committed(connection: Connection, topic: str, group: str) -> int:
    query = "SELECT next_offset FROM commits WHERE topic = ? AND reader_group = ?"
    row = connection.execute(query, (topic, group)).fetchone()
    return int(row[0]) if row else 0


def _select(connection: Connection, topic: str, start: int, limit: int) -> list[Record]:
    return [
        Record(topic, 0, offset, key, value, json.loads(headers), datetime.fromisoformat(at))
        for offset, key, value, headers, at in connection.execute(_SELECT, (topic, start, limit))
    ]
