"""The sample coverage as a newcomer meets it: collected once, then looked at in every way."""

import json
import re
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Service, kill_group


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The sample, collected and worked off."""
    service = Service(tmp_path_factory.mktemp("sample") / "data", ("--sample",))
    done = service.run("collect")
    assert done.returncode == 0, done.stdout + done.stderr
    return service


def test_each_article_ends_in_exactly_one_outcome(sample: Service) -> None:
    status = sample.json("status")
    assert status["articles"] == {"indexed": 31, "duplicate": 4, "rejected": 0, "dead-letter": 0}
    assert set(status["waiting"].values()) == {0}


def test_statements_articles_and_claims_are_found(sample: Service) -> None:
    said = sample.json("search", "speaker:peskov AND parade")
    assert {hit["speaker"] for hit in said["hits"]} == {"Dmitry Peskov"}
    assert sample.json("search", "drone* AND Kremlin", "--kind", "articles")["total"] >= 10
    assert sample.json("search", "drones", "--kind", "claims")["total"] >= 1
    (german,) = sample.json("search", "language:de AND Drohnen*", "--kind", "articles")["hits"]
    assert german["outlet"] == "Nordufer Zeitung"


def test_an_index_that_is_gone_is_built_again(sample: Service) -> None:
    before = sample.json("search", "drone*", "--kind", "articles")
    for file in sample.data.glob("index.db*"):
        file.unlink()
    assert sample.json("search", "drone*", "--kind", "articles") == before


def test_watches_come_and_go_on_the_command_line(sample: Service, tmp_path: Path) -> None:
    file = tmp_path / "more.yaml"
    file.write_text("- id: volodin\n  said_by: [Vyacheslav Volodin]\n")
    assert "in force: volodin" in sample.run_plain("watch", "add", str(file)).stdout
    assert "- Vyacheslav Volodin" in sample.run_plain("watch", "show", "volodin").stdout
    assert "volodin" in sample.run_plain("watch", "test", str(file), "--since", "4w").stdout
    assert sample.run_plain("watch", "remove", "volodin").returncode == 0
    assert sample.run_plain("watch", "show", "volodin").returncode == 2


def test_a_trace_tells_the_story_of_an_article(sample: Service) -> None:
    url = "https://www.meridianwire.example/2023/05/03/mw-0412-kremlin-drones"
    story = sample.json("trace", url)
    stages = [step["stage"] for step in story["steps"]]
    assert stages[:3] == ["collect", "analyse", "record"]
    assert set(stages[3:]) == {"index", "alert"}  # these two go their own ways
    assert story["outcomes"][0]["kind"] == "indexed"


def test_a_query_that_cannot_be_used_points_at_the_character(sample: Service) -> None:
    done = sample.run_plain("search", "speaker:peskov AND (")
    assert done.returncode == 2
    assert "error:" in done.stderr


def test_the_running_service_answers_and_a_second_run_repeats_no_alert(sample: Service) -> None:
    first = sample.start("run", "--port", "0")
    shown, address = _read_until_listening(first)
    try:
        alerts = _get(f"{address}/v1/alerts?limit=200")["alerts"]
        _wait_until(lambda: "quotewire_articles" in _text(f"{address}/metrics"))
        assert _get(f"{address}/health")["ready"]
        assert _get(f"{address}/v1/search?q=drone*")["total"] >= 10
        assert _get(f"{address}/v1/statements?q=stance:denies")["total"] >= 5
        assert "/v1/alerts" in _get(f"{address}/openapi.json")["paths"]
        with pytest.raises(urllib.error.HTTPError) as refused:
            _get(f"{address}/v1/search?q=nosuchfield:x")
        assert refused.value.code == 400
        assert json.load(refused.value)["title"]
        _wait_until(lambda: not sample.undelivered())
    finally:
        _stop(first)
    assert first.returncode == 0
    assert "".join(shown).count("─ ") >= len(alerts) > 0

    second = sample.start("run", "--port", "0")
    shown, address = _read_until_listening(second)
    time.sleep(2.0)
    _stop(second)
    assert "claim" not in "".join(shown)
    assert len(sample.json("alerts", "-n", "500")) == len(alerts)


def test_a_port_in_use_is_told_at_once(sample: Service) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = sample.run("run", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "choose another with --port" in " ".join(done.stderr.split())


def test_one_data_folder_has_one_service(sample: Service) -> None:
    running = sample.start("run", "--port", "0")
    try:
        _read_until_listening(running)
        done = sample.run("run", "--port", "0")
    finally:
        kill_group(running)
    assert done.returncode == 2
    assert "another quotewire is running" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        ("sources: [", r"config.yaml:1:\d+"),
        ("prot: 8080", "prot: unknown setting"),
        ("port: eighty", "port: Input should be a valid integer"),
        ("- a\n- b", "expected settings as `name: value`"),
        ("{}", "there is nothing to collect"),
    ],
)
def test_a_configuration_that_cannot_be_used_says_why(tmp_path: Path, configuration: str, told: str) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(configuration)
    done = Service(tmp_path / "data", ("--config", str(file))).run("run")
    assert done.returncode == 2
    assert re.search(told, " ".join(done.stderr.split())), done.stderr


def _read_until_listening(process: Any) -> tuple[list[str], str]:
    """What it has shown, to which a thread adds all that it shows from now on, and its address."""
    shown: list[str] = []
    for line in process.stdout:
        shown.append(line)
        if found := re.search(r"Listening on (http://\S+)", line):
            threading.Thread(target=lambda: shown.extend(process.stdout), daemon=True).start()
            return shown, found[1]
    raise AssertionError("the service ended before it listened:\n" + "".join(shown))


def _stop(process: Any) -> None:
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    time.sleep(0.5)  # for the last of what it showed to be read


def _text(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return str(answer.read().decode())


def _get(url: str) -> Any:
    return json.loads(_text(url))


def _wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)
