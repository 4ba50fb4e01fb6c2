"""Counters that grow with every change of a store."""

from sqlalchemy import Connection, bindparam, select, update

from quotewire.adapters.state.tables import revisions
from quotewire.adapters.state.writing import insert_new

_READ = select(revisions.c.revision).where(revisions.c.of == bindparam("store"))


def read_revision(connection: Connection, of: str) -> int:
    return connection.scalar(_READ, {"store": of}) or 0


def hold_revision(connection: Connection, of: str) -> None:
    """Let no other transaction change the store until this one ends, so that "did it change?" has one answer."""
    insert_new(connection, revisions, {"of": of, "revision": 0})
    connection.execute(select(revisions.c.revision).where(revisions.c.of == of).with_for_update())


def raise_revision(connection: Connection, of: str) -> None:
    connection.execute(update(revisions).where(revisions.c.of == of).values(revision=revisions.c.revision + 1))
