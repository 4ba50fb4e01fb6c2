"""``quotewire dlq`` on the data folder of an embedded service."""

import json
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quotewire.api.metrics import build_registry
from quotewire.bootstrap import open_embedded
from quotewire.cli.app import app
from quotewire.codec import headers_of
from quotewire.model.article import CollectedArticle
from quotewire.ports.log import Message
from quotewire.runtime.dead_letters import LetterCount
from quotewire.runtime.flow import STAGE_TOPICS, analyse_stage
from quotewire.runtime.worker import Worker
from quotewire.settings import Settings
from quotewire.topics import COLLECTED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a record was set aside because it is no article."""
    work_off(tmp_path, Message("poison", b"{", headers_of(CollectedArticle)))
    return tmp_path


def work_off(folder: Path, *messages: Message) -> None:
    ports = open_embedded(Settings.model_validate({"data": folder}))
    ports.log.append(COLLECTED.name, messages)
    stage = analyse_stage(lambda _: pytest.fail("not an article"))
    worker = Worker(stage, ports.log, ports.state, ports.clock, threading.Event())
    while worker.step():
        pass
    ports.close()


def run(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["dlq", *arguments, "--data", str(folder)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def listed(folder: Path) -> list[tuple[int, str, int]]:
    return [(one["number"], one["error"], one["attempt"]) for one in json.loads(run(folder, "list", "--json"))]


def shown(folder: Path) -> float | None:
    """The figure of open letters of the stage, as a scrape gets it."""
    ports = open_embedded(Settings.model_validate({"data": folder}))
    registry = build_registry(ports.state, ports.log, STAGE_TOPICS, LetterCount(ports.log).by_stage)
    count = registry.get_sample_value("quotewire_dead_letters_open", {"stage": "analyse"})
    ports.close()
    return count


def test_open_letters_are_a_figure(folder: Path) -> None:
    assert shown(folder) == 1
    run(folder, "discard", "--all")
    assert shown(folder) == 0


def test_the_figure_follows_what_is_settled_meanwhile(folder: Path) -> None:
    ports = open_embedded(Settings.model_validate({"data": folder}))
    count = LetterCount(ports.log)
    assert count.by_stage() == count.by_stage() == {"analyse": 1}
    run(folder, "replay", "0")
    assert count.by_stage() == {}
    ports.close()


def test_letters_are_listed_shown_replayed_and_discarded(folder: Path) -> None:
    assert listed(folder) == [(0, "MalformedMessage", 1)]
    assert run(folder, "show", "0").splitlines()[-1] == "{"
    assert "back on articles.collected" in run(folder, "replay", "0")
    assert listed(folder) == []
    work_off(folder)
    ((number, error, attempt),) = listed(folder)
    assert (error, attempt) == ("MalformedMessage", 2)
    run(folder, "discard", str(number))
    assert listed(folder) == []
