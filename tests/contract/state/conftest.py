"""The same tests on every database. To add one, write a fixture that returns a fresh URL and name it below."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from quotewire.adapters.state import SqlState, migrate
from quotewire.ports.state import State
from tests.servers.postgres import PostgresServer, own_postgres, postgres

__all__ = ["own_postgres", "postgres"]

DATABASES = ["sqlite_url", "postgresql_url"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("state") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgres: PostgresServer) -> str:
    name = postgres.create_database()
    migrate(postgres.url(name))
    return name


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "state.db")
    return f"sqlite:///{tmp_path / 'state.db'}"


@pytest.fixture
def postgresql_url(postgres: PostgresServer, postgresql_template: str) -> str:
    return postgres.url(postgres.create_database(postgresql_template))


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> str:
    """A fresh database with all tables."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def state(url: str) -> Iterator[State]:
    opened = SqlState(url)
    yield opened
    opened.close()
