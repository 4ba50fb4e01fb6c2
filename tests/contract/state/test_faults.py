"""A database that is absent for now says so, and what to do; it goes on when the database is back."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from tests.contract.state.samples import NOON, make_recorded
from tests.servers.postgres import PostgresServer

from quotewire.adapters import sqlite_file
from quotewire.adapters.state import SqlState, migrate
from quotewire.errors import StateUnavailable

NOBODY = 65534


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that everybody may look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """Root may write everywhere; nobody may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


def write(state: SqlState) -> None:
    with state.transaction() as transaction:
        transaction.articles.save(make_recorded())


def write_much(state: SqlState) -> None:
    with state.transaction() as transaction:
        for number in range(1000):
            transaction.sources.mark_seen("bell", f"item {number}", "d" * 1000, NOON)


def write_while(state: SqlState, happens: Callable[[], None]) -> None:
    with state.transaction() as transaction:
        transaction.articles.save(make_recorded())
        happens()
        transaction.articles.find("202405-a1")


class TestSqlite:
    def test_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(StateUnavailable, match="check that the folder exists"):
            migrate(f"sqlite:///{tmp_path}/absent/state.db")

    def test_a_file_that_may_not_be_written(self, public_folder: Path, request: pytest.FixtureRequest) -> None:
        url = f"sqlite:///{public_folder}/state.db"
        migrate(url)
        public_folder.chmod(0o555)
        (public_folder / "state.db").chmod(0o444)
        request.getfixturevalue("unprivileged")
        with pytest.raises(StateUnavailable, match=r"state\.db: (may not be written|cannot be opened).*write"):
            write(SqlState(url))

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "state.db").write_text("This is a letter to my aunt. " * 100)
        with pytest.raises(StateUnavailable, match="is not a database; move the file away"):
            migrate(f"sqlite:///{tmp_path}/state.db")

    def test_a_full_disk_and_space_again(self, sqlite_url: str) -> None:
        def fill(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the size that the file has already

        event.listen(Engine, "connect", fill)
        state = SqlState(sqlite_url)
        try:
            with pytest.raises(StateUnavailable, match="the disk is full; free some space"):
                write_much(state)
        finally:
            event.remove(Engine, "connect", fill)
        state.close()
        write(SqlState(sqlite_url))

    def test_a_lock_held_too_long(self, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite_file, "LOCK_SECONDS", 0.1)
        holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        state = SqlState(sqlite_url)
        with pytest.raises(StateUnavailable, match="locked by another process for too long"):
            write(state)
        holder.close()
        write(state)

    def test_a_transaction_inside_another_is_an_error_and_not_a_wait(self, sqlite_url: str) -> None:
        state = SqlState(sqlite_url)
        with pytest.raises(RuntimeError, match="transaction inside a transaction"), state.transaction():
            write(state)
        write(state)


@pytest.mark.servers
class TestPostgresql:
    def test_a_server_that_is_not_there(self) -> None:
        with pytest.raises(StateUnavailable, match="cannot be reached; start the server") as caught:
            migrate("postgresql://quotewire:secret@127.0.0.1:9/quotewire")
        assert "secret" not in str(caught.value)

    def test_a_database_that_does_not_exist(self, postgres: PostgresServer) -> None:
        with pytest.raises(StateUnavailable, match="absent"):
            migrate(postgres.url("absent"))

    def test_a_server_that_goes_and_comes_back(self, own_postgres: PostgresServer) -> None:
        url = own_postgres.url(own_postgres.create_database())
        migrate(url)
        state = SqlState(url)
        write(state)
        own_postgres.stop()
        with pytest.raises(StateUnavailable):
            write(state)
        own_postgres.start()
        write(state)
        state.close()

    def test_a_server_that_goes_in_the_middle(self, own_postgres: PostgresServer) -> None:
        url = own_postgres.url(own_postgres.create_database())
        migrate(url)
        state = SqlState(url)
        with pytest.raises(StateUnavailable):
            write_while(state, own_postgres.stop)
        own_postgres.start()
        with state.transaction() as transaction:
            assert transaction.articles.find("202405-a1") is None
        state.close()
