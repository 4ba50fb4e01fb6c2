"""Alerts raised, and matches that raised none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, update

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.revision import hold_revision
from quotewire.adapters.state.tables import alerts, withheld
from quotewire.adapters.state.writing import insert_new
from quotewire.model.alert import Alert, Withheld, WithheldReason

_ALERT = Codec(Alert)
_WITHHELD = Codec(Withheld)

_GET = select(alerts.c.payload).where(alerts.c.id == bindparam("id"))
_LASTING = (WithheldReason.MUTED, WithheldReason.CAPPED)
_WITHHELD_AS = (
    select(withheld.c.reason)
    .where(withheld.c.alert_id == bindparam("id"), withheld.c.reason.in_(_LASTING))
    .order_by(withheld.c.at)
    .limit(1)
)


class SqlAlerts:
    """``ports.state.AlertLedger``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def raise_alert(self, alert: Alert) -> bool:
        row = {
            "id": alert.id,
            "watch_id": alert.watch_id,
            "statement_id": alert.statement.id,
            "created_at": alert.created_at,
            "payload": _ALERT.dump(alert),
        }
        return insert_new(self._connection, alerts, row)

    def replace(self, alert: Alert) -> None:
        changed = update(alerts).where(alerts.c.id == alert.id)
        self._connection.execute(changed.values(payload=_ALERT.dump(alert)))

    def get(self, alert_id: str) -> Alert | None:
        payload = self._connection.scalar(_GET, {"id": alert_id})
        return None if payload is None else _ALERT.load(payload)

    def list(self, watch_id: str | None = None, after: str | None = None, limit: int = 100) -> Sequence[Alert]:
        statement = select(alerts.c.payload)
        if watch_id is not None:
            statement = statement.where(alerts.c.watch_id == watch_id)
        if after is not None:
            statement = _following(statement, after)
        return self._load(statement.order_by(alerts.c.created_at.desc(), alerts.c.id.desc()).limit(limit))

    def of_statement(self, statement_id: str) -> Sequence[Alert]:
        statement = select(alerts.c.payload).where(alerts.c.statement_id == statement_id)
        return self._load(statement.order_by(alerts.c.created_at, alerts.c.id))

    def withhold(self, withheld: Withheld) -> None:
        _keep(self._connection, withheld)

    def withheld(
        self, watch_id: str | None = None, limit: int = 100, until: datetime | None = None
    ) -> Sequence[Withheld]:
        statement = select(withheld)
        if until is not None:
            statement = statement.where(withheld.c.at <= until)
        if watch_id is not None:
            statement = statement.where(withheld.c.watch_id == watch_id)
        newest = (withheld.c.at.desc(), withheld.c.statement_id, withheld.c.watch_id, withheld.c.reason)
        rows = self._connection.execute(statement.order_by(*newest).limit(limit))
        return [_WITHHELD.load_row(row) for row in rows.mappings()]

    def withheld_as(self, alert_id: str) -> WithheldReason | None:
        reason = self._connection.scalar(_WITHHELD_AS, {"id": alert_id})
        return None if reason is None else WithheldReason(reason)

    def count_since(self, watch_id: str, since: datetime) -> int:
        hold_revision(self._connection, f"alerts of {watch_id}")
        counted = select(func.count()).where(alerts.c.watch_id == watch_id, alerts.c.created_at >= since)
        return self._connection.scalar(counted) or 0

    def _load(self, statement: Select[str]) -> Sequence[Alert]:
        return [_ALERT.load(payload) for payload in self._connection.scalars(statement)]


def _following(statement: Select[str], alert_id: str) -> Select[str]:
    """What comes after an alert in the listing; nothing when there is no such alert."""
    created = select(alerts.c.created_at).where(alerts.c.id == alert_id).scalar_subquery()
    older = alerts.c.created_at < created
    return statement.where(or_(older, and_(alerts.c.created_at == created, alerts.c.id < alert_id)))


def _keep(connection: Connection, refused: Withheld) -> None:
    insert_new(connection, withheld, _WITHHELD.row(refused))
