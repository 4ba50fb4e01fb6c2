"""How each collected version ended."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.tables import outcomes
from quotewire.adapters.state.writing import upsert
from quotewire.model.outcome import Outcome

_OUTCOME = Codec(Outcome)


class SqlOutcomes:
    """``ports.state.OutcomeStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def settle(self, outcome: Outcome) -> None:
        upsert(self._connection, outcomes, _OUTCOME.row(outcome))

    def get(self, version_id: str) -> Outcome | None:
        rows = self._connection.execute(select(outcomes).where(outcomes.c.version_id == version_id))
        row = rows.mappings().first()
        return None if row is None else _OUTCOME.load_row(row)

    def counts(self) -> Mapping[str, int]:
        columns = outcomes.c
        rows = self._connection.execute(
            select(columns.kind, func.count()).group_by(columns.kind).order_by(columns.kind)
        )
        return {kind: int(count) for kind, count in rows}
