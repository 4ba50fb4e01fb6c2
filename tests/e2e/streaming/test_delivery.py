"""From the collected article to the webhook, and what every service tells of itself on the way."""

# ruff: noqa: T201 - how many came twice is the point
import json
import re
import socket
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.coverage import write_coverage
from tests.e2e.streaming.conftest import MakeInstallation
from tests.e2e.streaming.installation import SERVICES, Installation
from tests.e2e.streaming.receiver import Receiver, receiving

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(600)]

ARTICLES = 20
REFUSED = 3
KILLS = 3
LABELS = {"stage", "result", "since", "channel", "le"}
OF_STAGES = ("records_total", "stage_seconds_bucket", "queue_seconds_bucket", "stage_lag", "stage_waiting")
OF_WORKERS = (*OF_STAGES, "stage_at_work", "stage_stalled_seconds")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return str(answer.read().decode())


def test_alerts_reach_the_webhook_once_each(tmp_path: Path, install: MakeInstallation) -> None:
    folder = tmp_path / "coverage"
    folder.mkdir()
    write_coverage(folder, ARTICLES, seed=9)
    (tmp_path / "watches.yaml").write_text("- id: lindqvist\n  said_by: [Ada Lindqvist]\n", "utf-8")
    with receiving() as receiver:
        receiver.refuse = REFUSED
        installation = install(
            {
                "sources": [{"id": "folder", "kind": "folder", "location": str(folder)}],
                "watches": str(tmp_path / "watches.yaml"),
                "channels": [receiver.channel()],
                "allow_private_addresses": True,
            }
        )
        ports = {service: free_port() for service in (*SERVICES, "deliver")}
        for service, port in ports.items():
            installation.start_as(service, service, {"QUOTEWIRE_STREAMING__METRICS_PORT": str(port)})
        collected = len(json.loads((folder / "manifest.yaml").read_text())["items"])
        installation.wait_until_done(collected)
        raised = raised_by(installation)
        installation.wait_until(lambda: len(receiver.arrivals) >= len(raised))
        assert sorted(one.alert["id"] for one in receiver.arrivals) == raised
        assert len(raised) > ARTICLES // 4
        check_health(ports)
        check_figures(ports, receiver, raised)
        installation.stop()


def test_two_deliverers_of_which_one_is_killed_again_and_again(tmp_path: Path, install: MakeInstallation) -> None:
    folder = tmp_path / "coverage"
    folder.mkdir()
    write_coverage(folder, ARTICLES, seed=9)
    (tmp_path / "watches.yaml").write_text("- id: all\n  about: bridge OR ferry OR grain OR tram OR water\n", "utf-8")
    with receiving() as receiver:
        receiver.seconds = 0.2
        installation = install(
            {
                "sources": [{"id": "folder", "kind": "folder", "location": str(folder)}],
                "watches": str(tmp_path / "watches.yaml"),
                "channels": [receiver.channel()],
                "allow_private_addresses": True,
            }
        )
        installation.start(SERVICES)
        installation.wait_until_done(len(json.loads((folder / "manifest.yaml").read_text())["items"]))
        raised = raised_by(installation)
        for name in ("one", "two"):
            installation.start_as(name, "deliver", {"QUOTEWIRE_STREAMING__METRICS_PORT": str(free_port())})
        for kill in range(KILLS):
            wanted = (kill + 1) * len(raised) // (KILLS + 2)
            installation.wait_until(lambda wanted=wanted: len(receiver.arrivals) >= wanted)  # type: ignore[misc]
            installation.kill("one")
            port = free_port()
            installation.start_as("one", "deliver", {"QUOTEWIRE_STREAMING__METRICS_PORT": str(port)})
        installation.wait_until(lambda: {one.alert["id"] for one in receiver.arrivals} >= set(raised))
        installation.wait_until(lambda: is_live(port))  # one that is still starting cannot be asked to stop
        installation.stop()
    print(f"{len(raised)} alerts, {KILLS} kills: {len(receiver.arrivals) - len(raised)} came twice")
    assert len({(one.alert["id"], one.webhook_id) for one in receiver.arrivals}) == len(raised)
    assert sorted({one.alert["id"] for one in receiver.arrivals}) == raised
    assert len(receiver.arrivals) - len(raised) <= KILLS


def is_live(port: int) -> bool:
    try:
        return bool(json.loads(get(port, "/health/live"))["live"])
    except OSError:
        return False


def raised_by(installation: Installation) -> list[str]:
    with installation.ports.state.reading() as tx:
        return sorted(alert.id for alert in tx.alerts.list(limit=1000))


def check_health(ports: dict[str, int]) -> None:
    for port in ports.values():
        assert json.loads(get(port, "/health/live")) == {"live": True}
        assert json.loads(get(port, "/health/ready"))["ready"]


def check_figures(ports: dict[str, int], receiver: Receiver, raised: list[str]) -> None:
    shown = {service: read_samples(get(port, "/metrics")) for service, port in ports.items()}
    for service, stages in (("process", ("analyse", "record")), ("index", ("index",)), ("alert", ("alert",))):
        told = {(name, labels.get("stage")) for name, labels, _ in shown[service]}
        assert {(f"quotewire_{name}", stage) for name in OF_WORKERS for stage in stages} <= told, service
    assert value(shown["process"], "quotewire_model_batch_articles_count") >= value(
        shown["process"], "quotewire_records_total", stage="analyse", result="done"
    )
    assert value(shown["alert"], "quotewire_alert_latency_seconds_count", since="collected") == len(raised)
    assert value(shown["alert"], "quotewire_alert_latency_seconds_count", since="recorded") == len(raised)
    assert value(shown["collect-service"], "quotewire_spool_messages") == 0
    assert value(shown["deliver"], "quotewire_deliveries_total", channel="desk", result="sent") == len(raised)
    assert value(shown["deliver"], "quotewire_deliveries_total", channel="desk", result="again") == REFUSED
    assert {name for samples in shown.values() for _, labels, _ in samples for name in labels} <= LABELS


def read_samples(text: str) -> list[tuple[str, dict[str, str], float]]:
    """Those of our own, without the time at which each began."""
    found = re.findall(r"^(quotewire_\w+?)(?:\{(.*)\})? (\S+)$", text, re.MULTILINE)
    return [
        (name, dict(re.findall(r'(\w+)="([^"]*)"', labels)), float(number))
        for name, labels, number in found
        if not name.endswith("_created")
    ]


def value(samples: list[tuple[str, dict[str, str], float]], name: str, **labels: Any) -> float:
    (found,) = [number for known, told, number in samples if known == name and told == labels]
    return found
