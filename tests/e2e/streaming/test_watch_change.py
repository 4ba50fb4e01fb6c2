"""A watch changed over HTTP is in force in every worker within two seconds."""

# ruff: noqa: T201 - the seconds are the point

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from tests.contract.state.samples import make_article, make_recorded
from tests.e2e.streaming.installation import Installation
from tests.e2e.streaming.test_delivery import free_port, get, read_samples
from tests.servers.postgres import PostgresServer

from quotewire.model.journey import RecordedArticle
from quotewire.runtime.messages import to_messages
from quotewire.topics import RECORDED

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(300)]

IN_FORCE_SECONDS = 2.0
WATCHED_SECONDS = 4.0
PARTITIONS = 4
WORKERS = ("alert", "alert2")


@pytest.fixture
def installation(
    tmp_path: Path, kafka_servers: str, elasticsearch_url: str, postgres: PostgresServer
) -> Iterator[Installation]:
    servers = {
        "kafka": {"servers": kafka_servers, "partitions": PARTITIONS},
        "elasticsearch": {"url": elasticsearch_url},
        "state": {"url": postgres.url(postgres.create_database())},
    }
    made = Installation(tmp_path, f"f{uuid4().hex[:6]}", {}, servers)
    try:
        made.run("init")
        yield made
    finally:
        made.close()


def test_every_worker_follows_within_two_seconds(installation: Installation) -> None:
    ports = {worker: free_port() for worker in (*WORKERS, "api")}
    for worker in WORKERS:
        installation.start_as(worker, "alert", {"QUOTEWIRE_STREAMING__METRICS_PORT": str(ports[worker])})
    installation.start_as("api", "api", {"QUOTEWIRE_PORT": str(ports["api"])})
    installation.wait_until(lambda: send(installation, 8) and all(has_worked(ports[worker]) for worker in WORKERS))
    installation.wait_until(lambda: answers(ports["api"]))

    with httpx.Client(base_url=f"http://127.0.0.1:{ports['api']}", timeout=10) as client:
        put = client.put("/v1/watches/quill", params={"author": "ana"}, content="{id: quill, said_by: Mara Quill}")
        assert put.status_code == 201
        sent = send_for_a_while(installation)
        alerted = read_alerted(installation)
        late = max((after for name, after in sent.items() if name not in alerted), default=0.0)
        assert late < IN_FORCE_SECONDS
        assert client.delete("/v1/watches/quill", params={"author": "ana"}).status_code == 204
        sent = send_for_a_while(installation)
        alerted = read_alerted(installation)
        lasted = max((after for name, after in sent.items() if name in alerted), default=0.0)
        assert lasted < IN_FORCE_SECONDS
    print(
        f"last article without the watch: {late:.2f} s after it was put; with it: {lasted:.2f} s after it was removed"
    )


def send(installation: Installation, count: int) -> list[str]:
    """So many articles with something new, spread over the partitions."""
    articles = [_make() for _ in range(count)]
    installation.ports.log.append(RECORDED.name, to_messages(articles))
    return [one.article.id for one in articles]


def _make() -> RecordedArticle:
    name = uuid4().hex
    recorded = make_recorded(make_article(f"202405-{name}"))
    (said,) = recorded.statements
    return replace(recorded, statements=(replace(said, utterance_id=f"202405-u-{name}"),))


def send_for_a_while(installation: Installation) -> dict[str, float]:
    """Article ids with the seconds since now at which each was sent; returns when all are worked off."""
    begun, sent = time.monotonic(), dict[str, float]()
    while (after := time.monotonic() - begun) < WATCHED_SECONDS:
        sent |= dict.fromkeys(send(installation, 2 * PARTITIONS), after)
        time.sleep(0.1)
    installation.wait_until(lambda: not installation.ports.log.lag(RECORDED.name, "alert"))
    assert max(sent.values()) > IN_FORCE_SECONDS
    return sent


def read_alerted(installation: Installation) -> set[str]:
    with installation.ports.state.reading() as tx:
        return {alert.article_id for alert in tx.alerts.list(limit=100_000)}


def has_worked(port: int) -> bool:
    samples = read_samples(get(port, "/metrics")) if answers(port) else []
    return any(name == "quotewire_records_total" and number > 0 for name, _, number in samples)


def answers(port: int) -> bool:
    try:
        return bool(get(port, "/health/live"))
    except OSError:
        return False
