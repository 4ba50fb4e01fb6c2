"""Watches and speakers in people's hands while the service is in use."""

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.conftest import Service, kill_group
from typer.testing import CliRunner, Result

from quotewire.cli.app import app

pytestmark = pytest.mark.timeout(300)

Make = Callable[[str, dict[str, Any]], Service]

_FERRY = (
    "Ferry contract goes to a new owner\n\nHarbour master Ada Lindqvist said the ferry contract had been sold without a "
    'vote.\n\n"We have looked at the papers for nine days," Lindqvist said on Monday in the assembly.\n'
)
_QUAY = (
    "Quay will be closed for a month\n\nHarbour master A. Lindqvist warned that the old quay would be closed for a month "
    "from June, and that ships would have to wait outside the port in the meantime.\n"
)
_BRIDGE = (
    "Bridge to open early\n\nThe northern bridge will open before the winter, Ada Lindqvist told reporters at the town "
    "hall on Friday, though the toll booths are not finished.\n"
)
_KIN = (
    "A walk to the quay\n\nAda Lindqvist and Per Lindqvist came to the quay on Monday, each with a list of questions.\n\n"
    "Lindqvist said the ferry contract had been sold without a vote.\n"
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a-ferry.txt").write_text(_FERRY)
    return folder


def _configuration(pages: Path, **more: object) -> dict[str, Any]:
    return {"sources": [{"id": "pages", "kind": "folder", "location": str(pages)}], **more}


def test_an_unknown_speaker_is_promoted_and_history_and_watches_follow(pages: Path, service_on: Make) -> None:
    service = service_on("data", _configuration(pages))
    assert service.run("collect").returncode == 0
    (speaker,) = _json(service, "people", "unknown")
    assert (speaker["key"], speaker["name"]) == ("x-ada-lindqvist", "Ada Lindqvist")

    office = ("--title", "harbour master", "--of", "European Commission", "--start", "2020-01-01")
    promoted = _run(service, "people", "promote", speaker["key"], *office)
    assert "is now Ada Lindqvist (ada-lindqvist)" in promoted.stdout
    assert _json(service, "people", "unknown") == []
    assert {one["speaker_key"] for one in _positions(service)} == {"ada-lindqvist"}

    watches = pages.parent / "new.yaml"
    watches.write_text(
        "- {id: ada, said_by: ada-lindqvist}\n- {id: office, said_by: {role: harbour master, of: EU Commission}}"
    )
    added = _run(service, "watch", "add", str(watches), "--look-back", "30d", "--author", "ana")
    assert "look-back: 2 alerts of ada" in added.stdout
    assert {alert["look_back"] for alert in _json(service, "alerts")} == {True}

    (pages / "b-bridge.txt").write_text(_BRIDGE)
    assert service.run("collect").returncode == 0
    live = [alert for alert in _json(service, "alerts") if not alert["look_back"]]
    assert sorted(alert["watch_id"] for alert in live) == ["ada", "office"]
    assert {alert["statement"]["speaker"]["entity_id"] for alert in live} == {"ada-lindqvist"}


def test_an_unknown_speaker_is_merged_into_somebody_known(pages: Path, service_on: Make) -> None:
    (pages / "b-quay.txt").write_text(_QUAY)
    service = service_on("data", _configuration(pages))
    assert service.run("collect").returncode == 0
    keys = {one["key"] for one in _json(service, "people", "unknown")}
    assert keys == {"x-ada-lindqvist", "x-a-lindqvist"}
    assert _run(service, "people", "promote", "x-ada-lindqvist").exit_code == 0
    merged = _run(service, "people", "merge", "x-a-lindqvist", "Ada Lindqvist")
    assert "x-a-lindqvist now stands for Ada Lindqvist" in merged.stdout
    assert {one["speaker_key"] for one in _positions(service)} == {"ada-lindqvist"}
    (known,) = _json(service, "people", "show", "A. Lindqvist")
    assert known["id"] == "ada-lindqvist"
    again = _run(service, "people", "promote", "x-nobody")
    assert "nobody was heard as" in str(again.exception)


def test_a_surname_of_two_is_heard_by_the_watches_of_both_and_settled_by_a_person(
    pages: Path, service_on: Make
) -> None:
    (pages / "a-ferry.txt").write_text(_KIN)
    service = service_on("data", _configuration(pages))
    assert service.run("collect").returncode == 0
    watches = pages.parent / "kin.yaml"
    watches.write_text("- {id: ada, said_by: Ada Lindqvist}\n- {id: per, said_by: Per Lindqvist}")
    _run(service, "watch", "add", str(watches), "--look-back", "30d")
    alerts = _json(service, "alerts")
    assert {alert["watch_id"]: alert["match"]["score"] for alert in alerts} == {"ada": 0.5, "per": 0.5}
    assert {alert["statement"]["speaker"]["entity_id"] for alert in alerts} == {None}

    (speaker,) = _json(service, "people", "unknown")
    assert (speaker["name"], speaker["key"].startswith("x-lindqvist-")) == ("Lindqvist", True)
    refused = _run(service, "people", "promote", speaker["key"])
    assert "may mean several people" in str(refused.exception)
    assert _run(service, "people", "promote", speaker["key"], "--name", "Ada Lindqvist").exit_code == 0
    assert {one["speaker_key"] for one in _positions(service)} == {"ada-lindqvist"}


def _run(service: Service, *words: str) -> Result:
    """In this process: starting one for each look takes longer than the look."""
    return CliRunner().invoke(app, [*words, "--data", str(service.data)])


def _json(service: Service, *words: str) -> Any:
    return json.loads(_run(service, *words, "--json").stdout)


def _positions(service: Service) -> list[dict[str, Any]]:
    claims = [claim["id"] for claim in _json(service, "claim", "list")]
    return [position for claim in claims for position in _json(service, "claim", "show", claim)["positions"]]


def test_a_watch_put_over_http_is_in_force_for_the_next_article(pages: Path, service_on: Make) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    service = service_on("data", _configuration(pages, poll_seconds=1))
    running = service.start("run", "--port", str(port))
    with closing(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)) as client, _ended(running):
        _wait(lambda: _answers(client))
        put = client.put("/v1/watches/ada", params={"author": "ana"}, content="{id: ada, said_by: Ada Lindqvist}")
        assert put.status_code == 201
        (pages / "b-bridge.txt").write_text(_BRIDGE)
        _wait(lambda: client.get("/v1/alerts", params={"watch": "ada"}).json()["alerts"])
        assert client.get("/v1/watches/ada/history").json()[0]["author"] == "ana"


@contextmanager
def _ended(running: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        kill_group(running)


def _answers(client: httpx.Client) -> bool:
    """Once the first article has gone all the way, so that it cannot be the one that is alerted to."""
    try:
        return "indexed" in client.get("/metrics").text and bool(client.get("/v1/search?q=ferry").json()["hits"])
    except (httpx.TransportError, json.JSONDecodeError):
        return False


def _wait(done: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until
        time.sleep(0.1)
