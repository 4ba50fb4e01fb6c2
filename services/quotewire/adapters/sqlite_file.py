"""One SQLite file in WAL mode, safe to use from threads and processes, whose refusals are explained.

``synchronous=FULL``: with NORMAL a killed process loses nothing either, but a power cut may take the last commits of
one file while those of another survive, and an article would be lost between the log and the state.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from quotewire.adapters.sqlite_faults import advise
from quotewire.errors import Unavailable

LOCK_SECONDS = 30.0
"""How long anything waits for a lock before the file counts as unavailable."""

_PAUSE_SECONDS = 0.05


def prepare(connection: sqlite3.Connection) -> None:
    """Settings of every connection. Transactions begin and end by hand from here on."""
    connection.isolation_level = None  # the driver's own BEGIN comes too late to take the write lock first
    connection.execute(f"PRAGMA busy_timeout = {int(LOCK_SECONDS * 1000)}")
    connection.execute("PRAGMA synchronous = FULL")
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Changing the mode needs the file alone for a moment, and SQLite does not wait for that by itself."""
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE_SECONDS)


class SqliteFile:
    """Connections to one file, whose refusals are raised as ``unavailable``. ``schema`` runs at every opening."""

    def __init__(self, path: Path, schema: Sequence[str], unavailable: type[Unavailable]) -> None:
        self._path = path
        self._unavailable = unavailable
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._turn = threading.Lock()
        with self.writing() as connection:
            for statement in schema:
                connection.execute(statement)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one moment of the file until the block ends."""
        with self._explained(), self._lent() as connection, _transaction(connection, "BEGIN"):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection that holds the write lock; what it wrote is durable when the block ends, or undone if it raises.

        Threads of one process queue here: SQLite's own queue sleeps between looks and may starve a thread.
        """
        with (
            self._explained(),
            self._taken_turn(),
            self._lent() as connection,
            _transaction(connection, "BEGIN IMMEDIATE"),
        ):
            yield connection

    def close(self) -> None:
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _taken_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=LOCK_SECONDS):
            raise self._unavailable(f"{self._path}: in use by this process for {LOCK_SECONDS:.0f} s; try again")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        connection = self._take()
        try:
            yield connection
        finally:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            pass
        connection = sqlite3.connect(self._path, timeout=LOCK_SECONDS, check_same_thread=False)
        try:
            prepare(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            advice = advise(error, str(self._path))
            if advice is None:
                raise
            raise self._unavailable(advice) from error


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
