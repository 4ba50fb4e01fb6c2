"""The same tests on every log.

To add one, write a session or function fixture that returns an ``OpenLog``, and name it in ``IMPLEMENTATIONS``.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.ports.log import Log

IMPLEMENTATIONS = ["sqlite_log"]

OpenLog = Callable[[], Log]
"""Opens the log under test; opened again in one test, it is the same log."""


@pytest.fixture
def sqlite_log(tmp_path: Path) -> OpenLog:
    return lambda: SqliteLog(tmp_path / "log.db", SystemClock(), max_bytes=1_000_000)


@pytest.fixture(params=IMPLEMENTATIONS)
def open_log(request: pytest.FixtureRequest) -> OpenLog:
    opener: OpenLog = request.getfixturevalue(request.param)
    return opener


@pytest.fixture
def log(open_log: OpenLog) -> Iterator[Log]:
    opened = open_log()
    yield opened
    opened.close()
