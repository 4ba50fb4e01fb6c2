"""Watches in force and how each came to be what it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.revision import hold_revision
from quotewire.adapters.state.tables import watch_errors, watch_history, watches
from quotewire.adapters.state.writing import upsert
from quotewire.model.watch import Watch, WatchError

_WATCH = Codec(Watch)
_ERROR = Codec(WatchError)
_LATEST = select(func.max(watch_history.c.entry)).group_by(watch_history.c.watch_id)


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

    def authors(self) -> Mapping[str, str]:
        columns = watch_history.c
        latest = select(columns.watch_id, columns.author).where(
            columns.entry.in_(_LATEST), columns.payload.is_not(None)
        )
        return {row.watch_id: row.author for row in self._connection.execute(latest)}

    def revision(self) -> int:
        """The last entry of the history: one writer at a time makes entries, so that they are committed in their order."""
        return self._connection.scalar(select(func.max(watch_history.c.entry))) or 0

    def changed_since(self, revision: int) -> Mapping[str, Watch | None]:
        columns = watch_history.c
        later = select(columns.watch_id, columns.payload).where(columns.entry > revision).order_by(columns.entry)
        latest = {row.watch_id: row.payload for row in self._connection.execute(later)}
        return {watch_id: None if payload is None else _WATCH.load(payload) for watch_id, payload in latest.items()}

    def report(self, file: str, errors: Sequence[WatchError]) -> None:
        self._connection.execute(delete(watch_errors).where(watch_errors.c.file == file))
        if errors:
            self._connection.execute(insert(watch_errors), [_ERROR.row(error) for error in errors])

    def errors(self) -> list[WatchError]:
        columns = watch_errors.c
        ordered = select(columns.file, columns.line, columns.column, columns.message, columns.watch_id)
        rows = self._connection.execute(ordered.order_by(columns.file, columns.line, columns.column, columns.entry))
        return [_ERROR.load_row(row) for row in rows.mappings()]

    def _enter(self, watch_id: str, author: str, at: datetime, payload: str | None) -> None:
        entry = {"watch_id": watch_id, "at": at, "author": author, "payload": payload}
        self._connection.execute(insert(watch_history), entry)
