"""What speakers said, once each, and who carried it."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.merges import all_names, followed
from quotewire.adapters.state.tables import utterance_outlets, utterances
from quotewire.adapters.state.writing import insert_new, upsert
from quotewire.model.claim import Utterance

_UTTERANCE = Codec(Utterance)


class SqlUtterances:
    """``ports.state.UtteranceStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_speaker(self, speaker_key: str, since: datetime) -> list[Utterance]:
        keys = sorted(all_names(self._connection, {speaker_key}))
        columns = [column for column in utterances.c if column.name != "speaker_key"]
        rows = self._connection.execute(
            select(*columns, followed(utterances.c.speaker_key).label("speaker_key"))
            .where(utterances.c.speaker_key.in_(keys), utterances.c.last_at >= since)
            .order_by(utterances.c.last_at.desc(), utterances.c.id)
        )
        return [_UTTERANCE.load_row(row) for row in rows.mappings()]

    def save(self, utterance: Utterance) -> None:
        upsert(self._connection, utterances, _UTTERANCE.row(utterance))

    def add_outlet(self, utterance_id: str, outlet: str, article_id: str, at: datetime) -> None:
        row = {"utterance_id": utterance_id, "outlet": outlet, "article_id": article_id, "at": at}
        insert_new(self._connection, utterance_outlets, row)

    def outlets(self, utterance_id: str) -> list[str]:
        columns = utterance_outlets.c
        return list(
            self._connection.scalars(
                select(columns.outlet).where(columns.utterance_id == utterance_id).order_by(columns.arrival)
            )
        )

    def forget_before(self, at: datetime) -> None:
        old = select(utterances.c.id).where(utterances.c.last_at < at)
        self._connection.execute(delete(utterance_outlets).where(utterance_outlets.c.utterance_id.in_(old)))
        self._connection.execute(delete(utterances).where(utterances.c.last_at < at))
