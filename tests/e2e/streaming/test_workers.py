"""Workers share the partitions; one that joins in mid-stream loses and doubles nothing."""

from pathlib import Path
from uuid import uuid4

import pytest
from tests.e2e.coverage import write_coverage
from tests.e2e.streaming.installation import Installation
from tests.servers.postgres import PostgresServer

from quotewire.ports.log import Log
from quotewire.runtime.messages import VERSION_HEADER
from quotewire.topics import ANALYSED, COLLECTED, DEAD_LETTERS

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

ARTICLES = 40


def collected_by(log: Log) -> dict[str, int]:
    """Collected versions with their partitions."""
    return {record.headers[VERSION_HEADER]: record.partition for record in log.replay(COLLECTED.name)}


def test_a_second_worker_joins(
    tmp_path: Path, kafka_servers: str, elasticsearch_url: str, postgres: PostgresServer
) -> None:
    folder = tmp_path / "coverage"
    folder.mkdir()
    write_coverage(folder, ARTICLES, seed=5)
    servers = {
        "kafka": {"servers": kafka_servers, "partitions": 8},
        "elasticsearch": {"url": elasticsearch_url},
        "state": {"url": postgres.url(postgres.create_database())},
    }
    source = {"id": "folder", "kind": "folder", "location": str(folder)}
    installation = Installation(tmp_path, f"w{uuid4().hex[:6]}", {"sources": [source]}, servers)
    log = installation.ports.log
    try:
        installation.run("init")
        installation.start()
        installation.wait_until(lambda: log.end(ANALYSED.name) > ARTICLES // 10)
        installation.start_as("process2", "process", {})
        installation.wait_until(lambda: len(collected_by(log)) >= ARTICLES * 0.9)
        installation.wait_until_done(len(collected_by(log)))
        assert len(set(collected_by(log).values())) == 8
        with installation.ports.state.transaction() as tx:
            outcomes = tx.outcomes.counts()
        assert sum(outcomes.values()) == len(collected_by(log))
        assert log.end(DEAD_LETTERS.name) == 0
        installation.stop()
    finally:
        installation.close()
