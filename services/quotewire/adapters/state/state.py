"""``ports.state.State`` on SQLAlchemy Core."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select

from quotewire.adapters.sqlite_file import LOCK_SECONDS
from quotewire.adapters.state.actions import SqlActions
from quotewire.adapters.state.alerts import SqlAlerts
from quotewire.adapters.state.articles import SqlArticles
from quotewire.adapters.state.claims import SqlClaims
from quotewire.adapters.state.engine import begin_reading, open_engine, read_url
from quotewire.adapters.state.entities import SqlEntities
from quotewire.adapters.state.entries import SqlEntries
from quotewire.adapters.state.erasures import SqlErasures
from quotewire.adapters.state.faults import explained
from quotewire.adapters.state.fingerprints import SqlFingerprints
from quotewire.adapters.state.mutes import SqlMutes
from quotewire.adapters.state.notices import SqlNotices
from quotewire.adapters.state.outbox import SqlOutbox
from quotewire.adapters.state.outcomes import SqlOutcomes
from quotewire.adapters.state.sources import SqlSources
from quotewire.adapters.state.steps import SqlSteps
from quotewire.adapters.state.utterances import SqlUtterances
from quotewire.adapters.state.watches import SqlWatches
from quotewire.errors import StateUnavailable


class SqlTransaction:
    """``ports.state.Transaction``: all stores on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.articles = SqlArticles(connection)
        self.fingerprints = SqlFingerprints(connection)
        self.claims = SqlClaims(connection)
        self.utterances = SqlUtterances(connection)
        self.entries = SqlEntries(connection)
        self.watches = SqlWatches(connection)
        self.entities = SqlEntities(connection)
        self.alerts = SqlAlerts(connection)
        self.mutes = SqlMutes(connection)
        self.actions = SqlActions(connection)
        self.outbox = SqlOutbox(connection)
        self.notices = SqlNotices(connection)
        self.outcomes = SqlOutcomes(connection)
        self.steps = SqlSteps(connection)
        self.sources = SqlSources(connection)
        self.erasures = SqlErasures(connection)

    def take_turn(self, number: int) -> None:
        """Wait until no other transaction has the turn of this number, and keep it to the end of this one.

        On SQLite there is only one writer anyway.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(number)))


class SqlState:
    """State in the database at ``url``, which ``migrate`` has prepared. Safe to share between threads and processes."""

    def __init__(self, url: str) -> None:
        self._url = read_url(url)
        self._engine = open_engine(self._url)
        self._turn = _Turn() if self._url.get_backend_name() == "sqlite" else None

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        with self._taken_turn(), explained(self._url), self._engine.begin() as connection:
            yield SqlTransaction(connection)

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        with explained(self._url), begin_reading(self._engine) as connection:
            yield SqlTransaction(connection)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _taken_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
        else:
            with self._turn.taken():
                yield


class _Turn:
    """Threads of one process queue here; SQLite's own queue sleeps between looks and may starve a thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: int | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        if self._holder == threading.get_ident():
            raise RuntimeError("a transaction inside a transaction would wait for itself; pass the open one on")
        if not self._lock.acquire(timeout=LOCK_SECONDS):
            raise StateUnavailable(
                f"another transaction of this process held the state for {LOCK_SECONDS:.0f} s; try again"
            )
        self._holder = threading.get_ident()
        try:
            yield
        finally:
            self._holder = None
            self._lock.release()
