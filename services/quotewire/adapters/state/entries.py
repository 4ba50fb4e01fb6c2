"""One article's entry into the ledger of claims and utterances: all of its statements in each question.

An article has a handful of statements, and a question for each of them would cost a dozen times as many journeys to the
database as the answers are worth.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    func,
    select,
)

from quotewire.adapters.state.claim_merges import standing
from quotewire.adapters.state.claims import search_keys
from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.groups import Groups, read_groups
from quotewire.adapters.state.merges import followed
from quotewire.adapters.state.several import among, each
from quotewire.adapters.state.tables import (
    claim_merges,
    claim_terms,
    claims,
    positions,
    utterance_outlets,
    utterances,
)
from quotewire.adapters.state.writing import insert_new, upsert
from quotewire.model.claim import Claim, Position, Utterance
from quotewire.model.statement import Stance
from quotewire.ports.entries import Sought

_CLAIM = Codec(Claim)
_POSITION = Codec(Position)
_UTTERANCE = Codec(Utterance)

# A union, because PostgreSQL uses no index for "is it or is it merged into it".
_NAMED = each("claims", Text()).table_valued("value", name="value")
_MERGED = select(claim_merges.c.claim_id).where(among(claim_merges.c.into_id, "claims"))
_CARRIED_AS = select(_NAMED.c.value).union(_MERGED)

_CLAIMS = (
    select(_NAMED.c.value, claims.c.payload).select_from(_NAMED).join(claims, claims.c.id == standing(_NAMED.c.value))
)
_HOLDS = (
    select(positions.c.statement_id)
    .where(positions.c.claim_id.in_(_CARRIED_AS), among(positions.c.stance, "stances"))
    .limit(1)
)
_SHOWN = {
    "speaker_key": followed(positions.c.speaker_key),
    "claim_id": standing(positions.c.claim_id).label("claim_id"),
}
_TAKEN = (
    select(*(_SHOWN.get(column.name, column) for column in positions.c))
    .where(positions.c.claim_id.in_(_CARRIED_AS))
    .subquery()
)
_ONE = (_TAKEN.c.claim_id, _TAKEN.c.speaker_key)
_COMING = (_TAKEN.c.at, _TAKEN.c.statement_id)
_GOING = (_TAKEN.c.at.desc(), _TAKEN.c.statement_id.desc())
_RANKED = select(
    *_TAKEN.c,
    func.row_number().over(partition_by=_ONE, order_by=_GOING).label("rank"),
    func.first_value(_TAKEN.c.at).over(partition_by=_ONE, order_by=_COMING).label("began"),
    func.first_value(_TAKEN.c.statement_id).over(partition_by=_ONE, order_by=_COMING).label("by"),
).subquery()
_LATEST = (
    select(*(_RANKED.c[column.name] for column in positions.c))
    .where(_RANKED.c.rank == 1)
    .order_by(_RANKED.c.began, _RANKED.c.by)
)

_HEARD_COLUMNS = [
    standing(column).label("claim_id") if column.name == "claim_id" else column for column in utterances.c
]
_HEARD = (
    select(*_HEARD_COLUMNS)
    .where(among(utterances.c.speaker_key, "keys"), utterances.c.last_at >= bindparam("since"))
    .order_by(utterances.c.last_at.desc(), utterances.c.id)
)
_NEWEST = _HEARD.limit(bindparam("most"))
_ON_CLAIMS = _HEARD.where(utterances.c.claim_id.in_(_CARRIED_AS))
_OUTLETS = (
    select(utterance_outlets.c.utterance_id, utterance_outlets.c.outlet)
    .where(among(utterance_outlets.c.utterance_id, "utterances"))
    .order_by(utterance_outlets.c.arrival)
)


class SqlEntries:
    """``ports.state.EntryStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def candidates(self, sought: Sequence[Sought], since: datetime, limit: int) -> list[list[Claim]]:
        found: list[list[Claim]] = [[] for _ in sought]
        read: dict[str, Claim] = {}
        for number, claim_id, payload in self._candidates(sought, since, limit):
            if claim_id not in read:
                read[claim_id] = _CLAIM.load(payload)
            found[number].append(read[claim_id])
        return found

    def claims(self, claim_ids: Collection[str]) -> dict[str, Claim]:
        if not claim_ids:
            return {}
        rows = self._connection.execute(_CLAIMS, {"claims": sorted(claim_ids)})
        return {claim_id: _CLAIM.load(payload) for claim_id, payload in rows}

    def is_held(self, claim_id: str, stances: Collection[Stance]) -> bool:
        asked = {"claims": [claim_id], "stances": sorted(stances)}
        return self._connection.scalar(_HOLDS, asked) is not None

    def latest_positions(self, claim_ids: Collection[str]) -> list[Position]:
        if not claim_ids:
            return []
        rows = self._connection.execute(_LATEST, {"claims": sorted(claim_ids)})
        return [_POSITION.load_row(row) for row in rows.mappings()]

    def heard(
        self, speaker_keys: Collection[str], claim_ids: Collection[str], since: datetime, most: int
    ) -> Mapping[str, list[Utterance]]:
        groups = read_groups(self._connection, speaker_keys)
        by_standing = {
            name: self._heard_of(name, groups, {"since": since, "most": most, "claims": sorted(claim_ids)})
            for name in {groups.standing(key) for key in speaker_keys}
        }
        return {key: by_standing[groups.standing(key)] for key in speaker_keys}

    def write(
        self,
        founded: Sequence[Claim],
        changed: Sequence[Claim],
        taken: Sequence[Position],
        heard: Sequence[Utterance],
    ) -> None:
        rows = [
            {"id": claim.id, "last_seen": claim.last_seen, "payload": _CLAIM.dump(claim)}
            for claim in (*founded, *changed)
        ]
        filed = [
            {"term": key, "claim_id": claim.id}
            for claim in founded
            for key in search_keys(claim.terms, claim.entity_ids)
        ]
        upsert(self._connection, claims, rows)
        insert_new(self._connection, claim_terms, filed)
        upsert(self._connection, positions, [_POSITION.row(one) for one in taken])
        upsert(self._connection, utterances, [_UTTERANCE.row(one) for one in heard])

    def carry(
        self, utterance_ids: Sequence[str], outlet: str, article_id: str, at: datetime
    ) -> Mapping[str, Sequence[str]]:
        named = list(dict.fromkeys(utterance_ids))
        if not named:
            return {}
        shared = {"outlet": outlet, "article_id": article_id, "at": at}
        insert_new(self._connection, utterance_outlets, [{"utterance_id": one, **shared} for one in named])
        outlets: dict[str, list[str]] = {one: [] for one in named}
        for utterance_id, name in self._connection.execute(_OUTLETS, {"utterances": named}):
            outlets[utterance_id].append(name)
        return outlets

    def _candidates(self, sought: Sequence[Sought], since: datetime, limit: int) -> Sequence[Row[int, str, str]]:
        groups = read_groups(self._connection, {name for one in sought for name in one.entity_ids})
        keys = [
            (number, key)
            for number, one in enumerate(sought)
            for key in search_keys(one.terms, {name for of in one.entity_ids for name in groups.all_names(of)})
        ]
        if not keys:
            return []
        statement = _sharing_most(self._connection.dialect.name)
        return self._connection.execute(statement, {"sought": json.dumps(keys), "since": since, "limit": limit}).all()

    def _heard_of(self, name: str, groups: Groups, asked: Mapping[str, Any]) -> list[Utterance]:
        named = {**asked, "keys": sorted(groups.all_names(name))}
        heard = [_read(row, name) for row in self._connection.execute(_NEWEST, named)]
        if len(heard) < asked["most"]:
            return heard
        known = {one.id for one in heard}
        older = (_read(row, name) for row in self._connection.execute(_ON_CLAIMS, named))
        return heard + [one for one in older if one.id not in known]


def _read(row: tuple[Any, ...], speaker_key: str) -> Utterance:
    """Without the checks of a codec: a speaker may have hundreds."""
    name, _, claim_id, stance, text, statement_id, first_at, last_at = row
    return Utterance(name, speaker_key, claim_id, Stance(stance), text, statement_id, first_at, last_at)


@cache
def _sharing_most(dialect: str) -> Select[Any]:
    """For each number, the claims that share most of the keys sought under it."""
    wanted, number, key = _sought(dialect)
    shared = (
        select(number.label("number"), claim_terms.c.claim_id, func.count().label("shared"))
        .select_from(wanted)
        .join(claim_terms, claim_terms.c.term == key)
        .join(claims, claims.c.id == claim_terms.c.claim_id)
        .where(claims.c.last_seen >= bindparam("since"))
        .group_by(number, claim_terms.c.claim_id)
        .subquery()
    )
    most = (shared.c.shared.desc(), shared.c.claim_id)
    place = func.row_number().over(partition_by=shared.c.number, order_by=most).label("place")
    placed = select(shared, place).subquery()
    return (
        select(placed.c.number, placed.c.claim_id, claims.c.payload)
        .join(claims, claims.c.id == placed.c.claim_id)
        .where(placed.c.place <= bindparam("limit"))
        .order_by(placed.c.number, placed.c.place)
    )


def _sought(dialect: str) -> tuple[FromClause, ColumnElement[int], ColumnElement[str]]:
    """The parameter ``sought``, pairs of number and key in JSON, as rows."""
    pairs = bindparam("sought", type_=Text)
    if dialect == "sqlite":
        wanted = func.json_each(pairs).table_valued("value", name="wanted")
        return wanted, func.json_extract(wanted.c.value, "$[0]"), func.json_extract(wanted.c.value, "$[1]")
    wanted = func.json_array_elements(cast(pairs, JSON(none_as_null=True))).table_valued("value", name="wanted")
    return wanted, cast(wanted.c.value.op("->>")(0), Integer), wanted.c.value.op("->>")(1)
