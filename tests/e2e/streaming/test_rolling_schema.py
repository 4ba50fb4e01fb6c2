"""Services of two versions beside each other: new code reads old messages, and what it cannot read waits for newer code.

``messages/first.json`` holds messages as the first released form of each schema was written: without every field that
came later. The newer code is today's, told that a schema has one version more.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.streaming.conftest import MakeInstallation
from tests.e2e.streaming.installation import Installation

from quotewire.model import ids
from quotewire.ports.log import Message
from quotewire.ports.search import Kind
from quotewire.query.parse import parse_query
from quotewire.runtime.dead_letters import DeadLetters, Entry
from quotewire.topics import ANALYSED, RECORDED

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

FIRST: dict[str, Any] = json.loads((Path(__file__).parent / "messages" / "first.json").read_text("utf-8"))
UPGRADE = """
from types import MappingProxyType
import quotewire.codec as codec
from quotewire.model.journey import AnalysedArticle
codec.VERSIONS = MappingProxyType({**codec.VERSIONS, AnalysedArticle: codec.VERSIONS[AnalysedArticle] + 1})
"""


def make_message(kind: str, **headers: str) -> Message:
    """As it lay on the log."""
    kept = FIRST[kind]
    article = kept["value"]["article"]
    text = json.dumps(kept["value"])
    return Message(article["id"], text.encode(), {**kept["headers"], "version": article["version_id"], **headers})


def renamed(message: Message, url: str, **more: object) -> Message:
    """The same of another article; ``more`` are fields that only newer code knows."""
    name = ids.article_id(url, datetime(2024, 3, 1, tzinfo=UTC))
    before = message.key
    value = {**json.loads(message.value.decode().replace(before, name)), **more}
    return Message(name, json.dumps(value).encode(), {**message.headers, "version": f"{name}.v1"})


def indexed(installation: Installation) -> set[str]:
    installation.ports.index.refresh()
    return {hit.id for hit in installation.ports.index.search(parse_query("winter OR tolls"), Kind.ARTICLES).hits}


def letters(installation: Installation) -> list[Entry]:
    return DeadLetters(installation.ports.log).open()


def test_old_messages_are_read_and_unknown_ones_wait_for_the_upgrade(tmp_path: Path, install: MakeInstallation) -> None:
    (tmp_path / "watches.yaml").write_text("- id: tolls\n  about: tolls\n", "utf-8")
    installation = install({"watches": str(tmp_path / "watches.yaml")})
    log = installation.ports.log
    analysed, recorded = make_message("AnalysedArticle"), make_message("RecordedArticle")
    newer = renamed(make_message("AnalysedArticle", schema="analysed-article/2"), "https://new.example/", mood="calm")
    log.append(ANALYSED.name, [analysed, newer])
    log.append(RECORDED.name, [recorded])
    installation.start_as("record", "process", {}, "--stage", "record")
    installation.start(("index", "alert"))
    installation.wait_until(lambda: indexed(installation) == {analysed.key, recorded.key})
    installation.wait_until(lambda: bool(letters(installation)))
    (letter,) = letters(installation)
    assert (letter.letter.key, letter.letter.error) == (newer.key, "UnknownSchema")
    assert "analysed-article/2" in installation.run("dlq", "show", str(letter.number))
    with installation.ports.state.reading() as tx:
        assert [alert.watch_id for alert in tx.alerts.list()] == ["tolls"]

    installation.stop(["record"])
    (tmp_path / "newer").mkdir()
    (tmp_path / "newer" / "sitecustomize.py").write_text(UPGRADE, "utf-8")
    older = renamed(analysed, "https://late.example/")
    log.append(ANALYSED.name, [older])  # by a worker that is not upgraded yet
    installation.start_as("newer", "process", {"PYTHONPATH": str(tmp_path / "newer")}, "--stage", "record")
    installation.run("dlq", "replay", "--all")
    installation.wait_until(lambda: {older.key, newer.key} <= indexed(installation))
    assert letters(installation) == []
    installation.stop()
