"""What speakers said, once each, and who carried it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from quotewire.adapters.state.claim_merges import standing
from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.merges import all_names, followed
from quotewire.adapters.state.tables import utterance_outlets, utterances
from quotewire.adapters.state.writing import insert_new, upsert
from quotewire.model.claim import Utterance

_UTTERANCE = Codec(Utterance)

_SHOWN = {
    "speaker_key": followed(utterances.c.speaker_key),
    "claim_id": standing(utterances.c.claim_id).label("claim_id"),
}
_OF_SPEAKER = (
    select(*(_SHOWN.get(column.name, column) for column in utterances.c))
    .where(utterances.c.speaker_key.in_(bindparam("keys", expanding=True)), utterances.c.last_at >= bindparam("since"))
    .order_by(utterances.c.last_at.desc(), utterances.c.id)
)
_OUTLETS = (
    select(utterance_outlets.c.outlet)
    .where(utterance_outlets.c.utterance_id == bindparam("utterance"))
    .order_by(utterance_outlets.c.arrival)
)


class SqlUtterances:
    """``ports.state.UtteranceStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_speaker(self, speaker_key: str, since: datetime) -> list[Utterance]:
        keys = sorted(all_names(self._connection, {speaker_key}))
        rows = self._connection.execute(_OF_SPEAKER, {"keys": keys, "since": since})
        return [_UTTERANCE.load_row(row) for row in rows.mappings()]

    def save(self, utterance: Utterance) -> None:
        upsert(self._connection, utterances, _UTTERANCE.row(utterance))

    def add_outlet(self, utterance_id: str, outlet: str, article_id: str, at: datetime) -> None:
        row = {"utterance_id": utterance_id, "outlet": outlet, "article_id": article_id, "at": at}
        insert_new(self._connection, utterance_outlets, row)

    def outlets(self, utterance_id: str) -> list[str]:
        return list(self._connection.scalars(_OUTLETS, {"utterance": utterance_id}))

    def forget_before(self, at: datetime) -> None:
        old = select(utterances.c.id).where(utterances.c.last_at < at)
        self._connection.execute(delete(utterance_outlets).where(utterance_outlets.c.utterance_id.in_(old)))
        self._connection.execute(delete(utterances).where(utterances.c.last_at < at))
