"""Which claim stands for which, after people merged claims and moved statements between them.

Rows of positions and utterances keep the claim they were written with, and recorded articles what they were recorded
with; reading follows the merges and moves. A move rewrites its positions, so that a claim's are found by the claim.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, bindparam, delete, func, or_, select, update

from quotewire.adapters.state.tables import claim_merges, claim_moves, claim_terms, positions, utterances
from quotewire.adapters.state.writing import upsert
from quotewire.model.claim import ClaimDecision, DecisionKind

_merges, _moves = claim_merges.c, claim_moves.c
_INTO = select(_merges.into_id).where(_merges.claim_id == bindparam("claim"))
_MERGES = select(_merges.claim_id, _merges.into_id)
_MOVES = select(_moves.statement_id, _moves.claim_id)
_MERGED_INTO = select(claim_merges).where(_merges.into_id == bindparam("claim"))
_MOVED = select(claim_moves).where(or_(_moves.claim_id == bindparam("claim"), _moves.from_id == bindparam("claim")))


def stands_for(connection: Connection, claim_id: str) -> str:
    return connection.scalar(_INTO, {"claim": claim_id}) or claim_id


def standing(claim: ColumnElement[str]) -> ColumnElement[str]:
    """The id that stands for the one in a column or parameter."""
    into = select(_merges.into_id).where(_merges.claim_id == claim).scalar_subquery()
    return func.coalesce(into, claim)


def carries(key: Column[str], claim: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a column names the claim, or one that was merged into it.

    One list of names: PostgreSQL answers "this or one of those" by reading the whole table.
    """
    return key.in_(select(claim).union_all(select(_merges.claim_id).where(_merges.into_id == claim)))


def merge(connection: Connection, claim_id: str, into: str, author: str, at: datetime) -> bool:
    """False when they are one already."""
    target = stands_for(connection, into)
    if target in (claim_id, stands_for(connection, claim_id)):
        return False
    upsert(connection, claim_merges, {"claim_id": claim_id, "into_id": target, "author": author, "at": at})
    connection.execute(update(claim_merges).where(_merges.into_id == claim_id).values(into_id=target))
    connection.execute(delete(claim_terms).where(claim_terms.c.claim_id == claim_id))
    return True


def revive(connection: Connection, claim_id: str, author: str, at: datetime) -> bool:
    """False when it was never merged away."""
    into = stands_for(connection, claim_id)
    if into == claim_id:
        return False
    own = connection.scalars(select(positions.c.statement_id).where(positions.c.claim_id == claim_id))
    move(connection, list(own), into, author, at)
    connection.execute(update(utterances).where(utterances.c.claim_id == claim_id).values(claim_id=into))
    connection.execute(delete(claim_merges).where(_merges.claim_id == claim_id))
    return True


def move(connection: Connection, statement_ids: Collection[str], into: str, author: str, at: datetime) -> None:
    wanted = sorted(statement_ids)
    if not wanted:
        return
    target = stands_for(connection, into)
    taken = connection.execute(
        select(positions, standing(positions.c.claim_id).label("stood")).where(positions.c.statement_id.in_(wanted))
    )
    rows = [dict(row) for row in taken.mappings()]
    shared = {"claim_id": target, "author": author, "at": at}
    upsert(
        connection, claim_moves, [{"statement_id": r["statement_id"], "from_id": r["stood"], **shared} for r in rows]
    )
    connection.execute(delete(positions).where(positions.c.statement_id.in_(wanted)))
    upsert(connection, positions, [{**without(row, "stood"), "claim_id": target} for row in rows])
    founded = update(utterances).where(utterances.c.first_statement_id.in_(wanted))
    connection.execute(founded.values(claim_id=target))


def without(row: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != name}


def decisions_on(connection: Connection, claim_id: str) -> list[ClaimDecision]:
    """In order of time."""
    merged = (
        ClaimDecision(DecisionKind.MERGED, row.into_id, row.claim_id, row.author, row.at)
        for row in connection.execute(_MERGED_INTO, {"claim": claim_id})
    )
    moves: defaultdict[tuple[datetime, str, str, str], list[str]] = defaultdict(list)
    for row in connection.execute(_MOVED.order_by(_moves.statement_id), {"claim": claim_id}):
        moves[row.at, row.author, row.from_id, row.claim_id].append(row.statement_id)
    moved = (
        ClaimDecision(DecisionKind.MOVED, into, left, author, at, tuple(statements))
        for (at, author, left, into), statements in moves.items()
    )
    return sorted([*merged, *moved], key=lambda decision: (decision.at, decision.kind, decision.from_id))


@dataclass(frozen=True, slots=True)
class Standing:
    """All decisions of people, read at once: they are few."""

    merged: dict[str, str]
    moved: dict[str, str]

    @classmethod
    def read(cls, connection: Connection) -> "Standing":
        merged = {row.claim_id: row.into_id for row in connection.execute(_MERGES)}
        return cls(merged, {row.statement_id: row.claim_id for row in connection.execute(_MOVES)})

    def claim_of(self, statement_id: str, recorded_as: str) -> str:
        """The claim that a statement is on now."""
        claim_id = self.moved.get(statement_id, recorded_as)
        return self.merged.get(claim_id, claim_id)

    def touches(self, claim_ids: Iterable[str], statement_ids: Iterable[str]) -> bool:
        return not self.merged.keys().isdisjoint(claim_ids) or not self.moved.keys().isdisjoint(statement_ids)
