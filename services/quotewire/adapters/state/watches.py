"""Watches in force and how each came to be what it is."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.revision import hold_revision, raise_revision, read_revision
from quotewire.adapters.state.tables import watch_history, watches
from quotewire.adapters.state.writing import upsert
from quotewire.model.watch import Watch

_WATCH = Codec(Watch)


class SqlWatches:
    """``ports.state.WatchStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Watch]:
        rows = self._connection.scalars(select(watches.c.payload).order_by(watches.c.id))
        return [_WATCH.load(payload) for payload in rows]

    def get(self, watch_id: str) -> Watch | None:
        payload = self._connection.scalar(select(watches.c.payload).where(watches.c.id == watch_id))
        return None if payload is None else _WATCH.load(payload)

    def save(self, watch: Watch, author: str, at: datetime) -> bool:
        hold_revision(self._connection, "watches")
        if self.get(watch.id) == watch:
            return False
        payload = _WATCH.dump(watch)
        upsert(self._connection, watches, {"id": watch.id, "payload": payload})
        self._enter(watch.id, author, at, payload)
        return True

    def delete(self, watch_id: str, author: str, at: datetime) -> bool:
        hold_revision(self._connection, "watches")
        if not self._connection.execute(delete(watches).where(watches.c.id == watch_id)).rowcount:
            return False
        self._enter(watch_id, author, at, None)
        return True

    def history(self, watch_id: str) -> list[tuple[datetime, str, Watch | None]]:
        columns = watch_history.c
        rows = self._connection.execute(
            select(columns.at, columns.author, columns.payload)
            .where(columns.watch_id == watch_id)
            .order_by(columns.entry)
        )
        return [(at, author, None if payload is None else _WATCH.load(payload)) for at, author, payload in rows]

    def revision(self) -> int:
        return read_revision(self._connection, "watches")

    def _enter(self, watch_id: str, author: str, at: datetime, payload: str | None) -> None:
        entry = {"watch_id": watch_id, "at": at, "author": author, "payload": payload}
        self._connection.execute(insert(watch_history), entry)
        raise_revision(self._connection, "watches")
