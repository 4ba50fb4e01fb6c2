"""Idempotent writes, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert
Rows = dict[str, Any] | Sequence[dict[str, Any]]


def insert_new(connection: Connection, table: Table, rows: Rows) -> bool:
    """Insert what is not there yet, by any of the table's keys. For a single row: whether it was new."""
    return bool(rows) and connection.execute(_keeping(connection.dialect.name, table), rows).rowcount > 0


def upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert, or replace the row of the same primary key."""
    if not rows:
        return
    connection.execute(_replacing(connection.dialect.name, table), rows)


def insert_selected(connection: Connection, table: Table, rows: Select[Any], values: dict[str, Any]) -> None:
    """Insert what a query gives, in the order of the table's columns, as far as it is not there yet."""
    connection.execute(_keeping_selected(connection.dialect.name, table, rows), values)


# Statements are built once: building one costs more than running it.
@cache
def _keeping(dialect: str, table: Table) -> Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _keeping_selected(dialect: str, table: Table, rows: Select[Any]) -> Insert:
    # SQLite would take "ON CONFLICT" for the condition of a join where the query has no other.
    telling_apart = rows.where(literal_column("1") == literal_column("1"))
    return _insert(dialect, table).from_select(table.columns.keys(), telling_apart).on_conflict_do_nothing()


@cache
def _replacing(dialect: str, table: Table) -> Insert:
    statement = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    replaced = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=replaced)


def _insert(dialect: str, table: Table) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    # SQLAlchemy keeps the count of rows for updates and deletes only, unless told so.
    return insert(table).inline().execution_options(preserve_rowcount=True)
