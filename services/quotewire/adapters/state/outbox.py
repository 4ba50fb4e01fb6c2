"""Alerts on their way to channels, and every attempt made."""

from datetime import datetime

from sqlalchemy import Connection, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.tables import delivery_log, outbox
from quotewire.adapters.state.writing import insert_new, upsert
from quotewire.model.alert import Delivery, DeliveryStatus

_DELIVERY = Codec(Delivery)


class SqlOutbox:
    """``ports.state.Outbox``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, delivery: Delivery) -> bool:
        return insert_new(self._connection, outbox, _DELIVERY.row(delivery))

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        columns = outbox.c
        rows = self._connection.execute(
            select(outbox)
            .where(columns.status == DeliveryStatus.PENDING, columns.due_at <= now)
            .order_by(columns.due_at, columns.alert_id, columns.channel)
            .limit(limit)
        )
        return [_DELIVERY.load_row(row) for row in rows.mappings()]

    def settle(self, delivery: Delivery, at: datetime) -> None:
        row = _DELIVERY.row(delivery)
        upsert(self._connection, outbox, row)
        insert_new(self._connection, delivery_log, row | {"at": at})

    def attempts(self, alert_id: str) -> list[tuple[datetime, Delivery]]:
        columns = delivery_log.c
        rows = self._connection.execute(
            select(delivery_log)
            .where(columns.alert_id == alert_id)
            .order_by(columns.at, columns.channel, columns.attempts)
        )
        return [(row["at"], _DELIVERY.load_row(row)) for row in rows.mappings()]
