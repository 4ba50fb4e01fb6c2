"""Bring a database to the newest tables: safe to run again, and by several processes at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from quotewire.adapters.state.engine import open_engine, read_url
from quotewire.adapters.state.faults import explained

_ADVISORY_LOCK = 0x71756F7465776972  # "quotewir"


def migrate(url: str) -> None:
    """Create or upgrade all tables. The folder of an SQLite file must exist. Raises ``StateUnavailable``."""
    parsed = read_url(url)
    engine = open_engine(parsed)
    try:
        with explained(parsed), engine.begin() as connection:
            _take_lock(connection)
            _upgrade(connection)
    finally:
        engine.dispose()


def _take_lock(connection: Connection) -> None:
    """Until the transaction ends. On SQLite its BEGIN IMMEDIATE is the lock."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")


def _upgrade(connection: Connection) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    command.upgrade(config, "head")
