"""Engines that keep the promises of ``ports.state``: durable commits, one writer at a time on SQLite, bounded waits."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

from quotewire.adapters.sqlite_file import LOCK_SECONDS, prepare

_CONNECT_SECONDS = 10
_READING = "quotewire_reading"


def read_url(url: str) -> URL:
    """The URL with its driver: ``sqlite:///path`` or ``postgresql://user@host/name`` (through psycopg 3)."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.get_backend_name() == "postgresql" else parsed


def open_engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT_SECONDS})
    event.listen(engine, "connect", _bound_waits)
    return engine


@contextmanager
def begin_reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment of the database and may not write."""
    snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    options = {_READING: True} if engine.dialect.name == "sqlite" else snapshot
    with engine.connect() as connection, connection.execution_options(**options).begin():
        yield connection


def _open_sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": LOCK_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    prepare(connection)


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock before it reads, so that nobody changes what it decides by."""
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reading)}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _bound_waits(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = '{LOCK_SECONDS:.0f}s'")
    connection.execute("SET timezone = 'UTC'")
    connection.commit()
