"""Kafka is away while articles are collected: they wait on disk, and arrive once when it is back."""

from pathlib import Path

import pytest
from tests.e2e.coverage import write_coverage
from tests.e2e.streaming.installation import Installation
from tests.servers.kafka import KafkaServer
from tests.servers.postgres import PostgresServer

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.topics import COLLECTED

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(600)]

ARTICLES = 12


def test_what_is_collected_without_kafka_waits_on_disk(
    tmp_path: Path, own_kafka_server: KafkaServer, elasticsearch_url: str, postgres: PostgresServer
) -> None:
    folder = tmp_path / "coverage"
    folder.mkdir()
    write_coverage(folder, ARTICLES, seed=5)
    servers = {
        "kafka": {"servers": own_kafka_server.servers, "partitions": 1},
        "elasticsearch": {"url": elasticsearch_url},
        "state": {"url": postgres.url(postgres.create_database())},
    }
    sources = [{"id": "folder", "kind": "folder", "location": str(folder)}]
    installation = Installation(tmp_path, "spooling", {"sources": sources}, servers)
    try:
        installation.run("init")
        own_kafka_server.stop()
        installation.start(("collect",))
        file = installation.settings.data / "spool.db"
        installation.wait_until(lambda: file.exists() and _waiting(file) >= ARTICLES)
        count = _waiting(file)
        own_kafka_server.start()
        installation.wait_until(lambda: _waiting(file) == 0)
        arrived = [record.headers["version"] for record in installation.ports.log.replay(COLLECTED.name)]
        assert len(set(arrived)) == len(arrived) == count
        installation.stop()
    finally:
        installation.close()


def _waiting(file: Path) -> int:
    log = SqliteLog(file, SystemClock(), wait_seconds=0)
    count = log.lag(COLLECTED.name, "spool")
    log.close()
    return count
