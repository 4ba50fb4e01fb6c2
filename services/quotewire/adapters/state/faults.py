"""What a database's refusals mean: wait and try again (``StateUnavailable``), or a fault to be seen."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from quotewire.adapters.sqlite_faults import advise
from quotewire.errors import StateUnavailable

_POSTGRESQL_ADVICE = {
    "08": "the connection broke; it goes on when the server is back",
    "25006": "the server is read-only (a standby?); point state.url at the primary",
    "28": "the server refused the login; check user and password in state.url",
    "3D000": "there is no such database; create it or correct state.url",
    "40001": "another transaction was faster; trying again is right",
    "40P01": "another transaction was faster; trying again is right",
    "42501": "this user lacks a permission; grant it CREATE and USAGE on the schema",
    "53": "the server is out of space, memory or connections; free some, then it goes on by itself",
    "55P03": "locked by another session for too long; look in pg_locks for who holds it",
    "57": "the server is shutting down or starting; it goes on when the server is back",
    "58": "the server's disk failed; look in its log",
}

_REFUSALS = ("authentication failed", "no pg_hba.conf entry", "no password supplied")
"""What psycopg says without a code when it is not let in."""


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Raise ``StateUnavailable`` with advice where the database is absent for now; other errors pass as they are."""
    try:
        yield
    except PoolTimeout as error:
        raise StateUnavailable(f"{_place(url)}: every connection is in use; try again") from error
    except DBAPIError as error:
        advice = advise(error.orig, _place(url)) or _advise_postgresql(error, _place(url))
        if advice is None:
            raise
        raise StateUnavailable(advice) from error


def _place(url: URL) -> str:
    """The database without its password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _advise_postgresql(error: DBAPIError, place: str) -> str | None:
    if not type(error.orig).__module__.startswith("psycopg"):
        return None
    code = getattr(error.orig, "sqlstate", None)
    if code is None:
        if any(sign in str(error.orig) for sign in _REFUSALS):
            return f"{place}: {_POSTGRESQL_ADVICE['28']} ({error.orig})"
        absent = error.connection_invalidated or type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")
        return f"{place}: cannot be reached; start the server or correct state.url ({error.orig})" if absent else None
    advice = next((text for prefix, text in _POSTGRESQL_ADVICE.items() if code.startswith(prefix)), None)
    return f"{place}: {advice} ({error.orig})" if advice else None
