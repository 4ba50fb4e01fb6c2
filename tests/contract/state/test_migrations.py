"""Databases come to the newest tables whatever they were and whoever else is at it."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from tests.contract.state.processes import run_in_processes
from tests.servers.postgres import PostgresServer

from quotewire.adapters.state import migrate
from quotewire.adapters.state.engine import read_url
from quotewire.adapters.state.tables import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def empty_url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('tmp_path')}/state.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url(server.create_database())


def test_migrations_make_the_tables_that_the_code_expects(url: str) -> None:
    engine = create_engine(read_url(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(empty_url: str) -> None:
    migrate(empty_url)
    migrate(empty_url)
    engine = create_engine(read_url(empty_url))
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_processes_that_migrate_at_once_wait_for_each_other(empty_url: str) -> None:
    run_in_processes(migrate, [(empty_url,)] * 4)
    migrate(empty_url)
