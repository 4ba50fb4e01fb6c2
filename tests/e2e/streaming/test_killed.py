"""kill -9 of services and outages of servers: afterwards everything is as if nothing had happened.

The short version runs always; QUOTEWIRE_CHAOS_ROUNDS makes it as long as one likes (``make chaos``).
"""

# ruff: noqa: T201 - the seconds until all is well again are the point
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.e2e.conftest import Service
from tests.e2e.coverage import write_coverage
from tests.e2e.streaming.conftest import MakeInstallation
from tests.e2e.streaming.installation import PATIENCE_SECONDS, SERVICES, Installation, read_index, read_ledger
from tests.e2e.streaming.receiver import Receiver, receiving
from tests.servers.elastic import ElasticsearchServer
from tests.servers.kafka import KafkaServer
from tests.servers.postgres import PostgresServer

from quotewire.adapters.elastic import ElasticIndex
from quotewire.bootstrap import open_embedded
from quotewire.runtime.progress import look_at_progress
from quotewire.settings import Settings

pytestmark = [pytest.mark.servers, pytest.mark.slow]

ROUNDS = int(os.environ.get("QUOTEWIRE_CHAOS_ROUNDS", "1"))
ARTICLES = 50 * ROUNDS
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
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
    return {"sources": [source], "watches": str(tmp_path / "watches.yaml"), "allow_private_addresses": True}


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


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def check(installation: Installation, expected: dict[str, Any], receiver: Receiver) -> None:
    """Every version has its one outcome, the ledger and the indices are as if nothing had happened, all alerts arrived."""
    installation.patience = PATIENCE_SECONDS * ROUNDS
    installation.wait_until_done(len(expected["versions"]))
    assert read_ledger(installation.ports.state) == expected
    assert sum(expected["outcomes"].values()) == len(expected["versions"])
    index = installation.ports.index
    assert isinstance(index, ElasticIndex)
    installation.wait_until(lambda: read_index(index)["alerts"] == expected["alerts"])
    indexed = read_index(index)
    assert indexed["articles"] == sorted({version.partition(".")[0] for version, _, _ in expected["versions"]})
    assert indexed["statements"] == latest_statements(installation)
    assert indexed["claims"] == expected["claims"]
    installation.wait_until(lambda: {one.alert["id"] for one in receiver.arrivals} >= set(expected["alerts"]))
    check_arrivals(receiver, expected["alerts"])


def check_arrivals(receiver: Receiver, alerts: list[str]) -> None:
    """None missing and none of its own making; what was sent when its sender was killed comes again under its own id."""
    ids = {(one.alert["id"], one.webhook_id) for one in receiver.arrivals}
    assert sorted(alert for alert, _ in ids) == alerts


def latest_statements(installation: Installation) -> list[str]:
    """Of the newest version of each article."""
    with installation.ports.state.reading() as tx:
        newest = {one.article.id: one for one in sorted(tx.articles.since(BEGINNING), key=lambda one: one.version)}
    return sorted(said.statement.id for one in newest.values() for said in one.statements)


def progress(installation: Installation) -> dict[str, tuple[int, int]]:
    return look_at_progress(installation.ports.log)


def wait_until_resumed(installation: Installation, before: dict[str, tuple[int, int]]) -> None:
    """Until every stage that has work has done some since then."""

    def resumed() -> bool:
        now = progress(installation)
        return bool(now) and all(
            not waiting or done > before.get(stage, (-1, 0))[0] for stage, (done, waiting) in now.items()
        )

    installation.wait_until(resumed)


@pytest.mark.timeout(900 * ROUNDS)
def test_every_service_is_killed_under_load(
    configuration: dict[str, Any], undisturbed: dict[str, Any], install: MakeInstallation, receiver: Receiver
) -> None:
    installation = install(configuration | {"channels": [receiver.channel()]})
    services = (*SERVICES, "deliver")
    installation.start(services)
    rng = random.Random(11)
    installation.wait_until(lambda: installation.ports.log.end("articles.collected") > 0)
    for service in (one for _ in range(ROUNDS) for one in rng.sample(services, len(services))):
        time.sleep(rng.uniform(0.5, 4.0))
        installation.kill(service)
        installation.start([service])
    killed_last, before = time.monotonic(), progress(installation)
    wait_until_resumed(installation, before)
    print(
        f"every stage at work again {time.monotonic() - killed_last:.1f} s after the last of {ROUNDS * len(services)} kills"
    )
    check(installation, undisturbed, receiver)
    print(f"all {len(undisturbed['versions'])} articles done after {time.monotonic() - killed_last:.1f} s")
    installation.stop()


@pytest.mark.timeout(900 * ROUNDS)
def test_servers_go_away_and_come_back(
    tmp_path: Path,
    configuration: dict[str, Any],
    undisturbed: dict[str, Any],
    own_kafka_server: KafkaServer,
    own_elasticsearch_server: ElasticsearchServer,
    own_postgres: PostgresServer,
    receiver: Receiver,
) -> None:
    servers = {
        "kafka": {"servers": own_kafka_server.servers, "partitions": 1},
        "elasticsearch": {"url": own_elasticsearch_server.url, "timeout_seconds": 5},
        "state": {"url": own_postgres.url(own_postgres.create_database())},
    }
    installation = Installation(tmp_path, "outage", configuration | {"channels": [receiver.channel()]}, servers)
    try:
        installation.run("init")
        installation.start((*SERVICES, "deliver"))
        installation.wait_until(lambda: installation.ports.log.end("articles.collected") > 0)
        for server in (own_elasticsearch_server, own_postgres, own_kafka_server):
            server.stop()
            time.sleep(OUTAGE_SECONDS)
            server.start()
            back, before = time.monotonic(), progress(installation)
            wait_until_resumed(installation, before)
            name = type(server).__name__.removesuffix("Server")
            print(
                f"{name} away for {OUTAGE_SECONDS} s: every stage at work {time.monotonic() - back:.1f} s after its return"
            )
        check(installation, undisturbed, receiver)
        print(f"all {len(undisturbed['versions'])} articles done {time.monotonic() - back:.1f} s after the last return")
        installation.stop()
    finally:
        installation.close()
