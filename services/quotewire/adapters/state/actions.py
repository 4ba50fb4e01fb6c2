"""What people did with alerts."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.tables import alert_actions
from quotewire.adapters.state.writing import insert_new
from quotewire.model import ids
from quotewire.model.care import ActionKind, AlertAction, Feedback

_ACTION = Codec(AlertAction)


class SqlActions:
    """``ports.state.ActionStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, action: AlertAction) -> None:
        same = ids.digest(action.alert_id, action.kind, action.author, action.at.isoformat(), action.text)
        insert_new(self._connection, alert_actions, _ACTION.row(action) | {"id": same})

    def of(self, alert_id: str) -> list[AlertAction]:
        columns = alert_actions.c
        rows = self._connection.execute(
            select(alert_actions).where(columns.alert_id == alert_id).order_by(columns.at, columns.id)
        )
        return [_ACTION.load_row(row) for row in rows.mappings()]

    def feedback(self) -> Mapping[str, Mapping[Feedback, int]]:
        columns = alert_actions.c
        counted = (
            select(columns.watch_id, columns.text, func.count(columns.alert_id.distinct()))
            .where(columns.kind == ActionKind.FEEDBACK)
            .group_by(columns.watch_id, columns.text)
            .order_by(columns.watch_id, columns.text)
        )
        counts: dict[str, dict[Feedback, int]] = {}
        for watch_id, feedback, count in self._connection.execute(counted):
            counts.setdefault(watch_id, {})[Feedback(feedback)] = count
        return counts
