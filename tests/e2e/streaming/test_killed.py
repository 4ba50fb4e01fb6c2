"""kill -9 of services and outages of servers: afterwards everything is as if nothing had happened.

The short version runs always; QUOTEWIRE_CHAOS_ROUNDS makes it as long as one likes (``make chaos``).
"""

import os
import random
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.e2e.conftest import Service
from tests.e2e.coverage import write_coverage
from tests.e2e.streaming.conftest import MakeInstallation
from tests.e2e.streaming.installation import SERVICES, Installation, read_index, read_ledger
from tests.servers.elastic import ElasticsearchServer
from tests.servers.kafka import KafkaServer
from tests.servers.postgres import PostgresServer

from quotewire.adapters.elastic import ElasticIndex
from quotewire.bootstrap import open_embedded
from quotewire.settings import Settings

pytestmark = [pytest.mark.servers, pytest.mark.slow]

ROUNDS = int(os.environ.get("QUOTEWIRE_CHAOS_ROUNDS", "1"))
ARTICLES = 50 * ROUNDS
OUTAGE_SECONDS = 5 if ROUNDS == 1 else 60
WATCHES = """
- id: lindqvist
  said_by: [Ada Lindqvist]
- id: bridge
  about: bridge AND vote*
"""


@pytest.fixture
def configuration(tmp_path: Path) -> dict[str, Any]:
    folder = tmp_path / "coverage"
    folder.mkdir()
    write_coverage(folder, ARTICLES, seed=7)
    (tmp_path / "watches.yaml").write_text(WATCHES, "utf-8")
    source = {"id": "folder", "kind": "folder", "location": str(folder)}
    return {"sources": [source], "watches": str(tmp_path / "watches.yaml")}


@pytest.fixture
def undisturbed(tmp_path: Path, configuration: dict[str, Any]) -> dict[str, Any]:
    """What a run without any trouble gives: the embedded one, since both give the same."""
    file = tmp_path / "undisturbed.yaml"
    file.write_text(yaml.safe_dump(configuration), "utf-8")
    embedded = Service(tmp_path / "undisturbed", ("--config", str(file)))
    done = embedded.run("collect")
    assert done.returncode == 0, done.stdout + done.stderr
    ports = open_embedded(Settings(data=embedded.data))
    ledger = read_ledger(ports.state)
    ports.close()
    return ledger


def check(installation: Installation, expected: dict[str, Any]) -> None:
    installation.wait_until_done(len(expected["versions"]))
    assert read_ledger(installation.ports.state) == expected
    index = installation.ports.index
    assert isinstance(index, ElasticIndex)
    installation.wait_until(lambda: read_index(index)["alerts"] == expected["alerts"])
    indexed = read_index(index)
    assert indexed["articles"] == sorted({version.partition(".")[0] for version, _, _ in expected["versions"]})
    assert indexed["claims"] == expected["claims"]


@pytest.mark.timeout(900 * ROUNDS)
def test_every_service_is_killed_under_load(
    configuration: dict[str, Any], undisturbed: dict[str, Any], install: MakeInstallation
) -> None:
    installation = install(configuration)
    installation.start()
    rng = random.Random(11)
    installation.wait_until(lambda: installation.ports.log.end("articles.collected") > 0)
    for service in rng.sample(SERVICES, len(SERVICES)) * ROUNDS:
        time.sleep(rng.uniform(0.5, 4.0))
        installation.kill(service)
        installation.start([service])
    killed_last = time.monotonic()
    check(installation, undisturbed)
    print(f"recovered and caught up {time.monotonic() - killed_last:.1f} s after the last kill")  # noqa: T201 - the figure is the point
    installation.stop()


@pytest.mark.timeout(900 * ROUNDS)
def test_servers_go_away_and_come_back(
    tmp_path: Path,
    configuration: dict[str, Any],
    undisturbed: dict[str, Any],
    own_kafka_server: KafkaServer,
    own_elasticsearch_server: ElasticsearchServer,
    own_postgres: PostgresServer,
) -> None:
    servers = {
        "kafka": {"servers": own_kafka_server.servers, "partitions": 1},
        "elasticsearch": {"url": own_elasticsearch_server.url, "timeout_seconds": 5},
        "state": {"url": own_postgres.url(own_postgres.create_database())},
    }
    installation = Installation(tmp_path, "outage", configuration, servers)
    try:
        installation.run("init")
        installation.start()
        installation.wait_until(lambda: installation.ports.log.end("articles.collected") > 0)
        for server in (own_elasticsearch_server, own_postgres, own_kafka_server):
            server.stop()
            time.sleep(OUTAGE_SECONDS)
            server.start()
        back = time.monotonic()
        check(installation, undisturbed)
        print(f"caught up {time.monotonic() - back:.1f} s after the last server was back")  # noqa: T201 - the figure is the point
        installation.stop()
    finally:
        installation.close()
