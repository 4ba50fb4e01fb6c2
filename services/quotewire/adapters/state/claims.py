"""Claims, what they are found by, and who holds which position on them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.merges import all_names, followed
from quotewire.adapters.state.tables import claim_terms, claims, positions
from quotewire.adapters.state.writing import insert_new, upsert
from quotewire.model.claim import Claim, Position

_CLAIM = Codec(Claim)
_POSITION = Codec(Position)


class SqlClaims:
    """``ports.state.ClaimStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, claim_id: str) -> Claim | None:
        payload = self._connection.scalar(select(claims.c.payload).where(claims.c.id == claim_id))
        return None if payload is None else _CLAIM.load(payload)

    def candidates(
        self, terms: Collection[str], entity_ids: Collection[str], since: datetime, limit: int
    ) -> list[Claim]:
        known = all_names(self._connection, entity_ids) if entity_ids else ()
        columns = claim_terms.c
        shared = (
            select(columns.claim_id, func.count().label("shared"))
            .join(claims, claims.c.id == columns.claim_id)
            .where(columns.term.in_(_keys(terms, known)), claims.c.last_seen >= since)
            .group_by(columns.claim_id)
            .order_by(func.count().desc(), columns.claim_id)
            .limit(limit)
            .subquery()
        )
        best = select(claims.c.payload).join(shared, shared.c.claim_id == claims.c.id)
        return self._load(best.order_by(shared.c.shared.desc(), claims.c.id))

    def save(self, claim: Claim) -> None:
        before = self.get(claim.id)
        if before == claim:
            return
        upsert(self._connection, claims, {"id": claim.id, "last_seen": claim.last_seen, "payload": _CLAIM.dump(claim)})
        if before is None or (before.terms, before.entity_ids) != (claim.terms, claim.entity_ids):
            self._file_under(claim)

    def take(self, position: Position) -> None:
        upsert(self._connection, positions, _POSITION.row(position))

    def positions(self, claim_id: str) -> list[Position]:
        columns = [column for column in positions.c if column.name != "speaker_key"]
        rows = self._connection.execute(
            select(*columns, followed(positions.c.speaker_key).label("speaker_key"))
            .where(positions.c.claim_id == claim_id)
            .order_by(positions.c.at, positions.c.statement_id)
        )
        return [_POSITION.load_row(row) for row in rows.mappings()]

    def latest(self, limit: int) -> list[Claim]:
        return self._load(select(claims.c.payload).order_by(claims.c.last_seen.desc(), claims.c.id).limit(limit))

    def _load(self, statement) -> list[Claim]:  # type: ignore[no-untyped-def]
        return [_CLAIM.load(payload) for payload in self._connection.scalars(statement)]

    def _file_under(self, claim: Claim) -> None:
        self._connection.execute(delete(claim_terms).where(claim_terms.c.claim_id == claim.id))
        rows = [{"term": key, "claim_id": claim.id} for key in _keys(claim.terms, claim.entity_ids)]
        insert_new(self._connection, claim_terms, rows)


def _keys(terms: Collection[str], entity_ids: Collection[str]) -> list[str]:
    """Terms and entities side by side in one column, told apart by their first letter."""
    return sorted({f"t {term}" for term in terms} | {f"e {entity_id}" for entity_id in entity_ids})
