"""What a stage cannot handle is set aside, seen, and goes through once the reason is gone."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from tests.e2e.coverage import write_coverage
from tests.e2e.streaming.conftest import MakeInstallation
from tests.e2e.streaming.installation import Installation

from quotewire.codec import encode, headers_of
from quotewire.errors import MessageTooLarge
from quotewire.model import ids
from quotewire.model.article import CollectedArticle
from quotewire.ports.log import Message
from quotewire.runtime.dead_letters import DeadLetters
from quotewire.topics import COLLECTED, DEAD_LETTERS

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(600)]

TEXT = b"Bridge closed\n\nThe bridge is closed, harbour minister Ada Lindqvist said on Monday. Ferries go on.\n"


def letters(installation: Installation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(installation.run("dlq", "list", "--json"))
    return found


def keys(installation: Installation) -> list[str]:
    """Of the open letters, without a process for each look."""
    return [entry.letter.key for entry in DeadLetters(installation.ports.log).open()]


def make_message(url: str, content: bytes = TEXT, media_type: str = "text/plain") -> Message:
    at = datetime(2024, 3, 1, tzinfo=UTC)
    name = ids.article_id(url, at)
    version = ids.version_id(name, content)
    article = CollectedArticle(version, name, url, "test", at, media_type, content)
    return Message(name, encode(article), {**headers_of(CollectedArticle), "version": version})


def test_poison_goes_aside_and_the_rest_goes_on(tmp_path: Path, install: MakeInstallation) -> None:
    folder = tmp_path / "coverage"
    folder.mkdir()
    write_coverage(folder, 10, seed=3)
    installation = install({"sources": [{"id": "folder", "kind": "folder", "location": str(folder)}]})
    good = make_message("https://test.example/good")
    later = make_message("https://test.example/later")
    newer = Message(later.key, later.value, {**later.headers, "schema": "collected-article/99"})
    log = installation.ports.log
    log.append(COLLECTED.name, [Message("poison", b"\xff{", headers_of(CollectedArticle)), newer, good])
    with pytest.raises(MessageTooLarge):
        log.append(COLLECTED.name, [make_message("https://test.example/large", bytes(20 << 20))])

    installation.start()
    installation.wait_until_done(10 + 3)
    found = {letter["key"]: letter for letter in letters(installation)}
    assert {key: letter["error"] for key, letter in found.items()} == {
        "poison": "MalformedMessage",
        later.key: "UnknownSchema",
    }
    assert (found["poison"]["origin_topic"], found["poison"]["attempt"]) == (COLLECTED.name, 1)
    assert "99" in installation.run("dlq", "show", str(found[later.key]["number"]))
    with installation.ports.state.transaction() as tx:
        counts = tx.outcomes.counts()
    assert counts["dead-letter"] == 2
    assert sum(counts.values()) == 10 + 3

    _replaying_what_is_still_broken_counts_the_attempts(installation, found["poison"]["number"])
    _a_discarded_letter_is_gone(installation)
    installation.stop()
    assert log.end(DEAD_LETTERS.name) == 3 + 3  # three letters and what settled each


def _replaying_what_is_still_broken_counts_the_attempts(installation: Installation, number: int) -> None:
    installation.run("dlq", "replay", str(number))
    installation.wait_until(lambda: "poison" in keys(installation))
    (again,) = [one for one in letters(installation) if one["key"] == "poison"]
    assert (again["attempt"], again["number"] > number) == (2, True)


def _a_discarded_letter_is_gone(installation: Installation) -> None:
    installation.run("dlq", "discard", "--all")
    assert keys(installation) == []


def test_a_letter_goes_through_once_the_reason_is_gone(install: MakeInstallation) -> None:
    """The state loses a table and gets it back: an error that no waiting cures, until somebody repairs it."""
    installation = install({})
    services = ("process", "index", "alert")
    message = make_message("https://test.example/1")
    change(installation, "ALTER TABLE positions RENAME TO lost")
    installation.ports.log.append(COLLECTED.name, [message])
    installation.start(services)
    installation.wait_until(lambda: len(keys(installation)) == 1)
    change(installation, "ALTER TABLE lost RENAME TO positions")
    installation.run("dlq", "replay", "--all")
    installation.wait_until(lambda: _outcome(installation, message) == "indexed")
    installation.wait_until_done(1)
    assert keys(installation) == []
    installation.stop()


def change(installation: Installation, statement: LiteralString) -> None:
    """What an administrator does behind the services' back."""
    with psycopg.connect(installation.settings.streaming.state.url.get_secret_value()) as connection:
        connection.execute(statement)


def _outcome(installation: Installation, message: Message) -> str | None:
    with installation.ports.state.transaction() as tx:
        outcome = tx.outcomes.get(message.headers["version"])
    return outcome.kind.value if outcome else None
