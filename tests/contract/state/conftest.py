"""The same tests on every database. To add one, write a fixture that returns a fresh URL and name it below."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.servers.postgres import PostgresServer, own_postgres, postgres

from quotewire.adapters.state import SqlState, migrate
from quotewire.adapters.state.tables import metadata
from quotewire.ports.state import State

__all__ = ["own_postgres", "postgres"]

DATABASES = ["sqlite_url", pytest.param("postgresql_url", marks=pytest.mark.servers)]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("state") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_database(postgres: PostgresServer) -> str:
    url = postgres.url(postgres.create_database())
    migrate(url)
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "state.db")
    return f"sqlite:///{tmp_path / 'state.db'}"


@pytest.fixture
def postgresql_url(postgresql_database: str) -> str:
    """Emptied, because a database for each test takes seconds to make and to remove."""
    tables = sql.SQL(", ").join(map(sql.Identifier, metadata.tables))
    with psycopg.connect(postgresql_database) as connection:
        connection.execute(sql.SQL("TRUNCATE {}").format(tables))
    return postgresql_database


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str:
    """A fresh database with all tables."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def state(url: str) -> Iterator[State]:
    opened = SqlState(url)
    yield opened
    opened.close()
