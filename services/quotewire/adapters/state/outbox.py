"""Alerts on their way to channels, who is at it now, and every attempt made."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, update

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.revision import hold_revision
from quotewire.adapters.state.tables import delivery_log, outbox
from quotewire.adapters.state.writing import insert_new
from quotewire.model import ids
from quotewire.model.alert import Delivery, DeliveryStatus

_DELIVERY = Codec(Delivery)
_ORDER = (outbox.c.due_at, outbox.c.alert_id, outbox.c.channel)


class SqlOutbox:
    """``ports.state.Outbox``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, delivery: Delivery) -> bool:
        return insert_new(self._connection, outbox, _DELIVERY.row(delivery))

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        return self._load(select(outbox).where(_is_due(now)).order_by(*_ORDER).limit(limit))

    def channels_due(self, now: datetime) -> list[str]:
        free = select(outbox.c.channel).where(_is_due(now), _is_free(now)).distinct()
        return list(self._connection.scalars(free.order_by(outbox.c.channel)))

    def waiting(self) -> dict[str, int]:
        pending = select(outbox.c.channel, func.count()).where(outbox.c.status == DeliveryStatus.PENDING)
        rows = self._connection.execute(pending.group_by(outbox.c.channel).order_by(outbox.c.channel))
        return {channel: int(count) for channel, count in rows}

    def claim_due(self, channel: str, now: datetime, lease: timedelta) -> list[Delivery]:
        hold_revision(self._connection, f"outbox of {channel}")
        free = select(outbox).where(outbox.c.channel == channel, _is_due(now), _is_free(now))
        first = self._load(free.order_by(*_ORDER).limit(1))
        if not first:
            return []
        claimed = self._load(free.where(_travels_with(first[0])).order_by(outbox.c.alert_id))
        claimed = _name_message(claimed)
        self._lease(claimed, now + lease)
        return claimed

    def renew(self, claimed: Sequence[Delivery], now: datetime, lease: timedelta) -> None:
        for delivery in claimed:
            held = update(outbox).where(_is_entry(delivery), outbox.c.leased_until > now)
            self._connection.execute(held.values(leased_until=now + lease))

    def settle(self, delivery: Delivery, at: datetime) -> None:
        row = _DELIVERY.row(delivery)
        pending = and_(_is_entry(delivery), outbox.c.status == DeliveryStatus.PENDING)
        self._connection.execute(update(outbox).where(pending).values(row | {"leased_until": None}))
        insert_new(self._connection, delivery_log, row | {"at": at})

    def of(self, alert_id: str) -> list[Delivery]:
        return self._load(select(outbox).where(outbox.c.alert_id == alert_id).order_by(outbox.c.channel))

    def attempts(self, alert_id: str) -> list[tuple[datetime, Delivery]]:
        columns = delivery_log.c
        rows = self._connection.execute(
            select(delivery_log)
            .where(columns.alert_id == alert_id)
            .order_by(columns.at, columns.channel, columns.attempts)
        )
        return [(row["at"], _DELIVERY.load_row(row)) for row in rows.mappings()]

    def _load(self, statement: Select[tuple[object, ...]]) -> list[Delivery]:
        return [_DELIVERY.load_row(row) for row in self._connection.execute(statement).mappings()]

    def _lease(self, claimed: Sequence[Delivery], until: datetime) -> None:
        for delivery in claimed:
            held = update(outbox).where(_is_entry(delivery))
            self._connection.execute(held.values(message=delivery.message, leased_until=until))


def _is_entry(delivery: Delivery) -> ColumnElement[bool]:
    return and_(outbox.c.alert_id == delivery.alert_id, outbox.c.channel == delivery.channel)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.status == DeliveryStatus.PENDING, outbox.c.due_at <= now)


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)


def _travels_with(first: Delivery) -> ColumnElement[bool]:
    """A message that was tried keeps its alerts; one that is new takes all of its window that are in no message yet."""
    if first.message:
        return outbox.c.message == first.message
    if first.batch:
        return and_(outbox.c.message == "", outbox.c.batch == first.batch)
    return _is_entry(first)


def _name_message(claimed: Sequence[Delivery]) -> list[Delivery]:
    named = claimed[0].message or ids.digest("message", claimed[0].channel, *(one.alert_id for one in claimed))
    return [replace(one, message=named) for one in claimed]
