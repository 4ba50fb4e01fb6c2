"""The same tests on every log.

To add one, write a session or function fixture that returns an ``OpenLog``, and name it in ``IMPLEMENTATIONS``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from typing_extensions import override

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.kafka import KafkaLog, create_topics
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.ports.log import Log, Message
from quotewire.settings import KafkaSettings
from quotewire.topics import COLLECTED

IMPLEMENTATIONS = ["sqlite_log", pytest.param("kafka_log", marks=[pytest.mark.servers, pytest.mark.timeout(300)])]

OpenLog = Callable[[], Log]
"""Opens the log under test; opened again in one test, it is the same log."""


@pytest.fixture
def sqlite_log(tmp_path: Path) -> OpenLog:
    return lambda: SqliteLog(tmp_path / "log.db", SystemClock(), max_bytes=1_000_000)


class ProvidedKafkaLog(KafkaLog):
    """Makes each topic before its first message, which ``init`` does in production."""

    def __init__(self, settings: KafkaSettings) -> None:
        super().__init__(settings, max_bytes=1_000_000)
        self._provided: set[str] = set()

    @override
    def append(self, topic: str, messages: Sequence[Message]) -> None:
        if topic not in self._provided:
            create_topics(self._settings, [replace(COLLECTED, name=topic, partitions=3)])
            self._provided.add(topic)
        super().append(topic, messages)


@pytest.fixture
def kafka_log(kafka_servers: str) -> OpenLog:
    settings = KafkaSettings(servers=kafka_servers, prefix=f"{uuid4().hex[:6]}-")
    return lambda: ProvidedKafkaLog(settings)


@pytest.fixture(params=IMPLEMENTATIONS)
def open_log(request: pytest.FixtureRequest) -> OpenLog:
    opener: OpenLog = request.getfixturevalue(request.param)
    return opener


@pytest.fixture
def log(open_log: OpenLog) -> Iterator[Log]:
    opened = open_log()
    yield opened
    opened.close()
