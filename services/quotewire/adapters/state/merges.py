"""Which id stands for which. Rows keep the key they were written with; reading follows the merges.

So a merge can be pointed elsewhere later, and reprocessing an old article cannot undo it.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Column, ColumnElement, Connection, func, select

from quotewire.adapters.state.tables import merges


def standing_for(connection: Connection, entity_id: str) -> str:
    """The id that stands for this one now; itself when it was never merged."""
    return connection.scalar(select(merges.c.into_id).where(merges.c.entity_id == entity_id)) or entity_id


def all_names(connection: Connection, entity_ids: Collection[str]) -> set[str]:
    """The ids, those that stand for them, and those that they stand for."""
    into = _column(connection, select(merges.c.into_id).where(merges.c.entity_id.in_(sorted(entity_ids))))
    standing = set(entity_ids) | into
    return standing | _column(connection, select(merges.c.entity_id).where(merges.c.into_id.in_(sorted(standing))))


def followed(key: Column[str]) -> ColumnElement[str]:
    """The id that stands for the one in a column."""
    into = select(merges.c.into_id).where(merges.c.entity_id == key).scalar_subquery()
    return func.coalesce(into, key)


def _column(connection: Connection, statement) -> set[str]:  # type: ignore[no-untyped-def]
    rows: Iterable[str] = connection.scalars(statement)
    return set(rows)
