"""Idempotent writes, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Rows = dict[str, Any] | Sequence[dict[str, Any]]


def insert_new(connection: Connection, table: Table, rows: Rows) -> bool:
    """Insert what is not there yet, by any of the table's keys. For a single row: whether it was new."""
    return bool(rows) and connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows).rowcount > 0


def upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert, or replace the row of the same primary key."""
    if not rows:
        return
    statement = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    replaced = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=replaced), rows)


def _insert(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    # SQLAlchemy keeps the count of rows for updates and deletes only, unless told so.
    return insert(table).inline().execution_options(preserve_rowcount=True)
