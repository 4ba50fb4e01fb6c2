"""What was collected from where, and how the last poll of each source went."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from quotewire.adapters.state.articles import digest_of
from quotewire.adapters.state.tables import source_items, source_reports
from quotewire.adapters.state.writing import upsert

_SEEN = select(source_items.c.digest).where(
    source_items.c.source_id == bindparam("source"), source_items.c.item_digest == bindparam("item")
)

_ARRIVALS = (
    select(source_items.c.at)
    .where(source_items.c.source_id == bindparam("source"), source_items.c.at >= bindparam("since"))
    .order_by(source_items.c.at)
)


class SqlSources:
    """``ports.state.SourceStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def seen(self, source_id: str, item: str) -> str | None:
        return self._connection.scalar(_SEEN, {"source": source_id, "item": digest_of(item)})

    def mark_seen(self, source_id: str, item: str, digest: str, at: datetime) -> None:
        row = {"source_id": source_id, "item_digest": digest_of(item), "item": item, "digest": digest, "at": at}
        upsert(self._connection, source_items, row)

    def arrivals(self, source_id: str, since: datetime) -> list[datetime]:
        return list(self._connection.scalars(_ARRIVALS, {"source": source_id, "since": since}))

    def report(self, source_id: str, status: str, detail: str, at: datetime) -> None:
        row = {"source_id": source_id, "status": status, "detail": detail, "at": at}
        upsert(self._connection, source_reports, row)

    def health(self) -> list[tuple[str, str, str, datetime]]:
        columns = source_reports.c
        rows = self._connection.execute(
            select(columns.source_id, columns.status, columns.detail, columns.at).order_by(columns.source_id)
        )
        return [(source_id, status, detail, at) for source_id, status, detail, at in rows]
