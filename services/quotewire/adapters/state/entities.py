"""Known entities, and provisional ones that turned out to be somebody known."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, func, select, update

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.merges import standing_for
from quotewire.adapters.state.revision import hold_revision, raise_revision, read_revision
from quotewire.adapters.state.tables import entities, merges, positions
from quotewire.adapters.state.writing import upsert
from quotewire.model.entity import Entity, Provisional
from quotewire.model.ids import PROVISIONAL, is_nameless

_ENTITY = Codec(Entity)


class SqlEntities:
    """``ports.state.EntityStore``. ``all`` leaves out what was merged into another; ``get`` still shows it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Entity]:
        merged = select(merges.c.entity_id)
        standing = select(entities.c.payload).where(entities.c.id.not_in(merged))
        return [_ENTITY.load(payload) for payload in self._connection.scalars(standing.order_by(entities.c.id))]

    def get(self, entity_id: str) -> Entity | None:
        payload = self._connection.scalar(select(entities.c.payload).where(entities.c.id == entity_id))
        return None if payload is None else _ENTITY.load(payload)

    def save(self, entities: Sequence[Entity]) -> None:
        hold_revision(self._connection, "entities")
        changed = self._changed({entity.id: _ENTITY.dump(entity) for entity in entities})
        if changed:
            self._write(changed)
            raise_revision(self._connection, "entities")

    def merge(self, provisional_id: str, into: str, author: str, at: datetime) -> None:
        hold_revision(self._connection, "entities")
        target = standing_for(self._connection, into)
        if target in (provisional_id, standing_for(self._connection, provisional_id)):
            return  # they are one already
        row = {"entity_id": provisional_id, "into_id": target, "author": author, "at": at}
        upsert(self._connection, merges, row)
        followers = update(merges).where(merges.c.into_id == provisional_id)
        self._connection.execute(followers.values(into_id=target))
        raise_revision(self._connection, "entities")

    def merged_into(self, entity_id: str) -> str:
        return standing_for(self._connection, entity_id)

    def unknown(self, limit: int) -> list[Provisional]:
        known = select(entities.c.id).union(select(merges.c.entity_id))
        heard = func.count().label("heard")
        rows = self._connection.execute(
            select(positions.c.speaker_key, func.max(positions.c.speaker_name), heard)
            .where(positions.c.speaker_key.like(f"{PROVISIONAL}%"), positions.c.speaker_key.not_in(known))
            .group_by(positions.c.speaker_key)
            .order_by(heard.desc(), positions.c.speaker_key)
        )
        return list(islice((Provisional(*row) for row in rows if not is_nameless(row.speaker_key)), limit))

    def heard_as(self, speaker_key: str) -> list[str]:
        names = select(positions.c.speaker_name).where(positions.c.speaker_key == speaker_key)
        grouped = names.group_by(positions.c.speaker_name).order_by(func.count().desc(), positions.c.speaker_name)
        return list(self._connection.scalars(grouped))

    def revision(self) -> int:
        return read_revision(self._connection, "entities")

    def _changed(self, payloads: dict[str, str]) -> list[dict[str, str]]:
        columns = entities.c
        rows = self._connection.execute(
            select(columns.id, columns.payload).where(columns.id.in_(list(payloads)))
            if len(payloads) < _FEW
            else select(columns.id, columns.payload)
        )
        changed = payloads.items() - {(entity_id, payload) for entity_id, payload in rows}
        return [{"id": entity_id, "payload": payload} for entity_id, payload in sorted(changed)]

    def _write(self, rows: list[dict[str, str]]) -> None:
        upsert(self._connection, entities, rows)


_FEW = 1000
"""From here on, reading the whole table is cheaper than naming ids, and databases bound how many one may name."""
