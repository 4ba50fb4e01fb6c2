"""What happened to each collected version, stage by stage."""

from sqlalchemy import Connection, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.tables import steps
from quotewire.adapters.state.writing import insert_new
from quotewire.model.outcome import Step

_STEP = Codec(Step)


class SqlSteps:
    """``ports.state.StepStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, *noted: Step) -> None:
        insert_new(self._connection, steps, [_STEP.row(step) for step in noted])

    def of(self, article_id: str) -> list[Step]:
        columns = steps.c
        rows = self._connection.execute(
            select(steps).where(columns.article_id == article_id).order_by(columns.at, columns.entry)
        )
        return [_STEP.load_row(row) for row in rows.mappings()]
