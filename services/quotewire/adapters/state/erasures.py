"""Who was erased, and the removal of what is theirs."""

from collections.abc import Callable, Collection, Iterator, Sequence

from sqlalchemy import Column, Connection, Table, delete, select, update

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.merges import all_names
from quotewire.adapters.state.revision import hold_revision, raise_revision, read_revision
from quotewire.adapters.state.tables import (
    alert_actions,
    alerts,
    claim_terms,
    claims,
    delivery_log,
    entities,
    erasures,
    merges,
    mutes,
    outbox,
    positions,
    utterance_outlets,
    utterances,
    withheld,
)
from quotewire.adapters.state.writing import insert_new
from quotewire.model.care import MuteKind
from quotewire.model.claim import Claim, Position
from quotewire.model.erasure import Erasure

_ERASURE = Codec(Erasure)
_CLAIM = Codec(Claim)
_POSITION = Codec(Position)
_LOCK = 0x6572617365  # "erase"
_CHUNK = 500
_TEXTS = ((utterances, utterances.c.text), (alert_actions, alert_actions.c.text), (mutes, mutes.c.comment))


class SqlErasures:
    """``ports.state.ErasureStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        self._lock("pg_advisory_xact_lock_shared")
        return read_revision(self._connection, "erasures")

    def all(self) -> list[Erasure]:
        rows = self._connection.scalars(select(erasures.c.payload).order_by(erasures.c.at, erasures.c.id))
        return [_ERASURE.load(payload) for payload in rows]

    def enter(self, erasure: Erasure) -> None:
        self._lock("pg_advisory_xact_lock")
        row = {"id": erasure.id, "at": erasure.at, "payload": _ERASURE.dump(erasure)}
        if insert_new(self._connection, erasures, row):
            hold_revision(self._connection, "erasures")
            raise_revision(self._connection, "erasures")

    def finish(self, erasure: Erasure) -> None:
        changed = update(erasures).where(erasures.c.id == erasure.id)
        self._connection.execute(changed.values(payload=_ERASURE.dump(erasure)))

    def merged_with(self, entity_id: str) -> list[str]:
        return sorted(all_names(self._connection, {entity_id}) - {entity_id})

    def speakers(self) -> list[tuple[str, str]]:
        named = select(positions.c.speaker_key, positions.c.speaker_name).distinct()
        keyed = select(utterances.c.speaker_key).distinct()
        found = {(key, name) for key, name in self._connection.execute(named)}
        return sorted(found | {(key, "") for key in self._connection.scalars(keyed)})

    def positions_of(self, speaker_keys: Collection[str]) -> list[Position]:
        return [
            _POSITION.load_row(row)
            for keys in _chunks(speaker_keys)
            for row in self._connection.execute(select(positions).where(positions.c.speaker_key.in_(keys))).mappings()
        ]

    def claims(self) -> Iterator[Claim]:
        rows = self._connection.scalars(select(claims.c.payload), execution_options={"yield_per": _CHUNK})
        return map(_CLAIM.load, rows)

    def forget_speakers(self, speaker_keys: Collection[str]) -> None:
        self._delete(positions, positions.c.speaker_key, speaker_keys)
        for keys in _chunks(speaker_keys):
            theirs = select(utterances.c.id).where(utterances.c.speaker_key.in_(keys))
            self._connection.execute(delete(utterance_outlets).where(utterance_outlets.c.utterance_id.in_(theirs)))
            self._connection.execute(delete(mutes).where(mutes.c.kind == MuteKind.SPEAKER, mutes.c.target.in_(keys)))
        self._delete(utterances, utterances.c.speaker_key, speaker_keys)

    def forget_claims(self, claim_ids: Collection[str]) -> None:
        for table, column in ((claim_terms, claim_terms.c.claim_id), (claims, claims.c.id)):
            self._delete(table, column, claim_ids)

    def forget_withheld(self, statement_ids: Collection[str]) -> None:
        self._delete(withheld, withheld.c.statement_id, statement_ids)

    def forget_alerts(self, alert_ids: Collection[str]) -> dict[str, int]:
        counts = {  # the outbox first: who has an entry in hand writes to the others
            "deliveries": self._delete(outbox, outbox.c.alert_id, alert_ids),
            "comments": self._delete(alert_actions, alert_actions.c.alert_id, alert_ids),
        }
        self._delete(withheld, withheld.c.alert_id, alert_ids)
        self._delete(delivery_log, delivery_log.c.alert_id, alert_ids)
        self._delete(alerts, alerts.c.id, alert_ids)
        return counts

    def forget_entities(self, is_theirs: Callable[[str], bool]) -> None:
        hold_revision(self._connection, "entities")
        known = [name for name in self._connection.scalars(select(entities.c.id)) if is_theirs(name)]
        merged = [name for name in self._connection.scalars(select(merges.c.entity_id)) if is_theirs(name)]
        self._delete(entities, entities.c.id, known)
        self._delete(merges, merges.c.entity_id, merged)
        self._delete(merges, merges.c.into_id, known)
        raise_revision(self._connection, "entities")

    def rewrite_texts(self, clean: Callable[[str], str]) -> None:
        for table, column in _TEXTS:
            keys = tuple(table.primary_key)
            for *name, text in self._connection.execute(select(*keys, column)).all():
                after = clean(text)
                if after != text:
                    same = [key == value for key, value in zip(keys, name, strict=True)]
                    self._connection.execute(update(table).where(*same).values({column.name: after}))

    def _delete(self, table: Table, column: Column[str], values: Collection[str]) -> int:
        return sum(
            self._connection.execute(delete(table).where(column.in_(chunk))).rowcount for chunk in _chunks(values)
        )

    def _lock(self, function: str) -> None:
        """PostgreSQL: who records or alerts shares the lock, who enters an erasure has it alone. SQLite has one writer."""
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql(f"SELECT {function}({_LOCK})")


def _chunks(values: Collection[str]) -> Iterator[Sequence[str]]:
    ordered = sorted(values)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))
