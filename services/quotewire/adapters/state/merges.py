"""Which entity or claim stands for which. Rows keep the key they were written with; reading follows the merges.

So a merge can be pointed elsewhere later, and reprocessing an old article cannot undo it.
"""

from collections.abc import Collection

from sqlalchemy import Column, ColumnElement, Connection, bindparam, func, or_, select

from quotewire.adapters.state.tables import merges

_INTO = select(merges.c.into_id).where(merges.c.entity_id == bindparam("id"))
_TARGETS = select(merges.c.into_id).where(merges.c.entity_id.in_(bindparam("ids", expanding=True)))
_RELATED = select(merges.c.entity_id, merges.c.into_id).where(
    or_(merges.c.into_id.in_(bindparam("ids", expanding=True)), merges.c.into_id.in_(_TARGETS))
)


def standing_for(connection: Connection, entity_id: str) -> str:
    """The id that stands for this one now; itself when it was never merged."""
    return connection.scalar(_INTO, {"id": entity_id}) or entity_id


def all_names(connection: Connection, entity_ids: Collection[str]) -> set[str]:
    """The ids, those that stand for them, and those that they stand for."""
    related = connection.execute(_RELATED, {"ids": sorted(entity_ids)})
    return set(entity_ids).union(*related)


def followed(key: Column[str]) -> ColumnElement[str]:
    """The id that stands for the one in a column."""
    into = select(merges.c.into_id).where(merges.c.entity_id == key).scalar_subquery()
    return func.coalesce(into, key).label(key.name)
