"""The rows that a query finds, in the order of a listing."""

from sqlite3 import Connection
from typing import NamedTuple

from quotewire.adapters.fts.cursor import Place
from quotewire.ports.search import Kind
from quotewire.query.fts import FtsQuery

_UNRANKED = "SELECT 0 AS rowid, 0.0 AS rank WHERE 0"
_DIGITS = 9
"""FTS5 adds scores up in no promised order; what is beyond these digits would make equal hits unequal."""


class Row(NamedTuple):
    """``payload`` is the article's for articles and statements, the claim's for claims."""

    score: float
    published: int
    name: str
    payload: str


def select(connection: Connection, condition: FtsQuery, kind: Kind, limit: int, start: Place | None) -> list[Row]:
    """Up to ``limit`` rows after ``start``: best first, then newest, then by id."""
    following, place = _following(start)
    # Every piece of text is this package's or query.fts's own; what users wrote is among the parameters.
    query = f"""
        WITH ranking AS MATERIALIZED ({condition.ranking_sql or _UNRANKED}),
        found AS (
            SELECT d.id, d.name, d.article, d.published, coalesce(round(-ranking.rank, {_DIGITS}), 0.0) AS score
            FROM documents d LEFT JOIN ranking ON ranking.rowid = {condition.ranking_key}
            WHERE d.kind = ? AND ({condition.where_sql})
        )
        SELECT found.score, found.published, found.name, holder.payload
        FROM found JOIN documents holder ON holder.id = coalesce(found.article, found.id)
        WHERE {following} ORDER BY found.score DESC, found.published DESC, found.name LIMIT ?"""  # noqa: S608
    values = (*condition.ranking_params, kind, *condition.params, *place, limit)
    return [Row(*row) for row in connection.execute(query, values)]


def count(connection: Connection, condition: FtsQuery, kind: Kind) -> int:
    query = f"SELECT count(*) FROM documents d WHERE d.kind = ? AND ({condition.where_sql})"  # noqa: S608 - as above
    (found,) = connection.execute(query, (kind, *condition.params)).fetchone()
    return int(found)


def _following(start: Place | None) -> tuple[str, tuple[float | str, ...]]:
    if start is None:
        return "1", ()
    score, published, name = start
    return "(-found.score, -found.published, found.name) > (?, ?, ?)", (-score, -published, name)
