"""The embedded service is killed while it delivers, by webhook and by mail: nothing is lost, and repetitions can be told."""

# ruff: noqa: T201 - how many came twice is the point
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Service, kill_group
from tests.e2e.coverage import write_coverage
from tests.e2e.streaming.receiver import Receiver, receiving
from tests.servers.smtp import SmtpServer, receiving_mail

_ARTICLES = 60
_KILLS = 4
_PATIENCE = 120.0
_WATCHES = """
- id: bridge
  about: bridge OR ferry OR grain OR tram OR water
  alert:
    channels: [desk, mail]
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with receiving_mail() as server:
        yield server


@pytest.fixture
def service(
    tmp_path: Path, service_on: Callable[[str, dict[str, Any]], Service], receiver: Receiver, smtp: SmtpServer
) -> Service:
    folder = tmp_path / "coverage"
    folder.mkdir()
    write_coverage(folder, _ARTICLES, seed=5)
    (tmp_path / "watches.yaml").write_text(_WATCHES, "utf-8")
    configuration = {
        "sources": [{"id": "folder", "kind": "folder", "location": str(folder)}],
        "watches": str(tmp_path / "watches.yaml"),
        "channels": [receiver.channel(), {"id": "mail", "kind": "apprise", "url": smtp.url()}],
        "allow_private_addresses": True,
    }
    made = service_on("killed", configuration)
    done = made.run("collect")  # delivers nothing yet
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def _wait_until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not reached():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_while_it_delivers(service: Service, receiver: Receiver, smtp: SmtpServer) -> None:
    alerts = service.ledger()["alerts"]
    assert len(alerts) > 20
    for kill in range(1, _KILLS + 1):
        process = service.start("run", "--port", "0")
        wanted = kill * len(alerts) // (_KILLS + 1)
        _wait_until(lambda wanted=wanted: len(receiver.arrivals) >= wanted)  # type: ignore[misc]
        kill_group(process)
        assert service.undelivered()
    process = service.start("run", "--port", "0")
    _wait_until(lambda: not service.undelivered())
    kill_group(process)
    arrived = {one.webhook_id: one.alert["id"] for one in receiver.arrivals}
    mailed = {str(mail["message-id"]) for mail in smtp.of()}
    again = len(receiver.arrivals) - len(alerts), len(smtp.of()) - len(alerts)
    print(f"{len(alerts)} alerts, {_KILLS} kills: {again[0]} webhooks and {again[1]} mails came twice")
    assert sorted(arrived.values()) == alerts
    assert len(mailed) == len(alerts)
    assert max(again) <= _KILLS
