"""Claims, what they are found by, and who holds which position on them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Text, and_, bindparam, delete, func, select

from quotewire.adapters.state import claim_merges as hand
from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.merges import all_names, followed
from quotewire.adapters.state.revision import hold_revision, raise_revision, read_revision
from quotewire.adapters.state.tables import claim_merges, claim_terms, claims, positions
from quotewire.adapters.state.writing import insert_new, upsert
from quotewire.model.claim import Claim, ClaimDecision, Position

_CLAIM = Codec(Claim)
_POSITION = Codec(Position)

_GET = select(claims.c.payload).where(claims.c.id == hand.standing(bindparam("id", type_=Text)))
_LATEST = (
    select(claims.c.payload)
    .where(claims.c.id.not_in(select(claim_merges.c.claim_id)))
    .order_by(claims.c.last_seen.desc(), claims.c.id)
    .limit(bindparam("limit"))
)
_SHARED = (
    select(claim_terms.c.claim_id, func.count().label("shared"))
    .join(claims, claims.c.id == claim_terms.c.claim_id)
    .where(claim_terms.c.term.in_(bindparam("terms", expanding=True)), claims.c.last_seen >= bindparam("since"))
    .group_by(claim_terms.c.claim_id)
    .order_by(func.count().desc(), claim_terms.c.claim_id)
    .limit(bindparam("limit"))
    .subquery()
)
_CANDIDATES = (
    select(claims.c.payload)
    .join(_SHARED, _SHARED.c.claim_id == claims.c.id)
    .order_by(_SHARED.c.shared.desc(), claims.c.id)
)
_REMOVE_TERMS = delete(claim_terms).where(claim_terms.c.claim_id == bindparam("claim"))
_SHOWN = {
    "speaker_key": followed(positions.c.speaker_key),
    "claim_id": hand.standing(positions.c.claim_id).label("claim_id"),
}
_POSITIONS = (
    select(*(_SHOWN.get(column.name, column) for column in positions.c))
    .where(hand.carries(positions.c.claim_id, bindparam("claim", type_=Text)))
    .order_by(positions.c.at, positions.c.statement_id)
)
_CLAIM_OF = select(_SHOWN["claim_id"]).where(positions.c.statement_id == bindparam("statement")).limit(1)
_REVISED = "claims"


class SqlClaims:
    """``ports.state.ClaimStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, claim_id: str) -> Claim | None:
        payload = self._connection.scalar(_GET, {"id": claim_id})
        return None if payload is None else _CLAIM.load(payload)

    def candidates(
        self, terms: Collection[str], entity_ids: Collection[str], since: datetime, limit: int
    ) -> list[Claim]:
        known = all_names(self._connection, entity_ids) if entity_ids else ()
        wanted = {"terms": search_keys(terms, known), "since": since, "limit": limit}
        return [_CLAIM.load(payload) for payload in self._connection.scalars(_CANDIDATES, wanted)]

    def save(self, claim: Claim) -> None:
        before = self.get(claim.id)
        if before == claim:
            return
        row = {"id": claim.id, "last_seen": claim.last_seen, "payload": _CLAIM.dump(claim)}
        upsert(self._connection, claims, row)
        if before is None or (before.terms, before.entity_ids) != (claim.terms, claim.entity_ids):
            self._file_under(claim)

    def take_back(self, statement_ids: Collection[str]) -> None:
        ids = sorted(statement_ids)
        theirs = positions.c.statement_id.in_(ids)
        left = set(self._connection.scalars(select(positions.c.claim_id).where(theirs)))
        self._connection.execute(delete(positions).where(theirs))
        held = select(positions.c.claim_id).union(select(claim_merges.c.claim_id), select(claim_merges.c.into_id))
        unheld = and_(claims.c.id.in_(sorted(left)), claims.c.id.not_in(held))
        gone = list(self._connection.scalars(select(claims.c.id).where(unheld)))
        self._connection.execute(delete(claim_terms).where(claim_terms.c.claim_id.in_(gone)))
        self._connection.execute(delete(claims).where(claims.c.id.in_(gone)))

    def take(self, position: Position) -> None:
        upsert(self._connection, positions, _POSITION.row(position))

    def positions(self, claim_id: str) -> list[Position]:
        rows = self._connection.execute(_POSITIONS, {"claim": self.merged_into(claim_id)})
        return [_POSITION.load_row(row) for row in rows.mappings()]

    def latest(self, limit: int) -> list[Claim]:
        return [_CLAIM.load(payload) for payload in self._connection.scalars(_LATEST, {"limit": limit})]

    def claim_of(self, statement_id: str) -> str | None:
        claim_id: str | None = self._connection.scalar(_CLAIM_OF, {"statement": statement_id})
        return claim_id

    def merged_into(self, claim_id: str) -> str:
        return hand.stands_for(self._connection, claim_id)

    def merge(self, claim_id: str, into: str, author: str, at: datetime) -> None:
        hold_revision(self._connection, _REVISED)
        if hand.merge(self._connection, claim_id, into, author, at):
            raise_revision(self._connection, _REVISED)

    def revive(self, claim_id: str, author: str, at: datetime) -> None:
        hold_revision(self._connection, _REVISED)
        if hand.revive(self._connection, claim_id, author, at):
            raise_revision(self._connection, _REVISED)

    def move(self, statement_ids: Collection[str], into: str, author: str, at: datetime) -> None:
        hold_revision(self._connection, _REVISED)
        hand.move(self._connection, statement_ids, into, author, at)
        raise_revision(self._connection, _REVISED)

    def decisions(self, claim_id: str) -> list[ClaimDecision]:
        return hand.decisions_on(self._connection, self.merged_into(claim_id))

    def revision(self) -> int:
        return read_revision(self._connection, _REVISED)

    def _file_under(self, claim: Claim) -> None:
        self._connection.execute(_REMOVE_TERMS, {"claim": claim.id})
        rows = [{"term": key, "claim_id": claim.id} for key in search_keys(claim.terms, claim.entity_ids)]
        insert_new(self._connection, claim_terms, rows)


def search_keys(terms: Collection[str], entity_ids: Collection[str]) -> list[str]:
    """Terms and entities side by side in one column, told apart by their first letter."""
    return sorted({f"t {term}" for term in terms} | {f"e {entity_id}" for entity_id in entity_ids})
