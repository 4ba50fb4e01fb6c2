"""Real Kafka, PostgreSQL and Elasticsearch, shared by all tests here; each test has topics, tables and indices of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.e2e.streaming.installation import Installation
from tests.servers.elastic import own_elasticsearch_server
from tests.servers.kafka import own_kafka_server
from tests.servers.postgres import PostgresServer, own_postgres, postgres

__all__ = [
    "own_elasticsearch_server",
    "own_kafka_server",
    "own_postgres",
    "postgres",
]

MakeInstallation = Callable[[dict[str, Any]], Installation]


@pytest.fixture
def install(
    tmp_path: Path, kafka_servers: str, elasticsearch_url: str, postgres: PostgresServer
) -> Iterator[MakeInstallation]:
    """Makes installations on the shared servers. One partition, so that articles keep the order of their collection."""
    made: list[Installation] = []

    def make(configuration: dict[str, Any]) -> Installation:
        servers = {
            "kafka": {"servers": kafka_servers, "partitions": 1},
            "elasticsearch": {"url": elasticsearch_url},
            "state": {"url": postgres.url(postgres.create_database())},
        }
        made.append(Installation(tmp_path, f"t{uuid4().hex[:6]}", configuration, servers))
        made[-1].run("init")
        return made[-1]

    yield make
    for installation in made:
        installation.close()
