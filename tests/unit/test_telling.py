"""What an alert tells on every way that it goes: nothing that an analyst needs is missing on one of them."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from rich.console import Console
from tests.contract.state.samples import NOON, make_alert, make_position
from tests.servers.smtp import receiving_mail
from tests.unit.adapters.channels.test_webhook import Receiver, receiver
from typer.testing import CliRunner

from quotewire.adapters.channels.apprise_channel import AppriseChannel
from quotewire.adapters.channels.webhook import WebhookChannel
from quotewire.adapters.state import SqlState, migrate
from quotewire.api.atom import ATOM, build_feed
from quotewire.api.json_feed import build_json_feed
from quotewire.cli.app import app
from quotewire.cli.show import show_alert
from quotewire.model.alert import Alert, Evidence
from quotewire.model.claim import Novelty
from quotewire.model.span import Span
from quotewire.model.statement import Stance
from quotewire.telling import body_of

__all__ = ["receiver"]

_SECRET = "whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0"


def _alert() -> Alert:
    other = replace(
        make_position(), speaker_key="x-ida", speaker_name="Ida Vance", stance=Stance.ALLEGES, outlet="Dispatch"
    )
    return replace(
        make_alert(),
        positions=(other,),
        novelty=Novelty.NEW_STANCE,
        evidence=Evidence('"No oil\n was spilled," said Mara Quill.', (Span(1, 20),)),
        outlets=("The Eastport Bell", "The Gull"),
    )


_IN_WORDS = {
    "watch": "Watch: harbour",
    "speaker with role and speaks_for": "Mara Quill, harbour master, for Eastport",
    "stance": "(direct, denies)",
    "statement": "\nNo oil was spilled\n",
    "evidence, highlighted": '"**No oil was spilled**," said Mara Quill.',
    "claim": "Claim: oil was spilled",
    "its other positions": "Ida Vance: alleges (Dispatch, 2024-05-03)",
    "why matched": "Why: Mara Quill (full name)",
    "novelty": "New: new stance",
    "confidence": "confidence 0.88",
    "outlets": "Outlets (2): The Eastport Bell, The Gull",
    "link": "https://example.org/202405-a1",
    "ids to answer with": "Alert 202405-l1, claim 202405-c1",
}


def _mailed(alert: Alert) -> str:
    with receiving_mail() as server:
        assert AppriseChannel("mail", server.url()).send((alert,)).delivered
        (mail,) = server.of()
        return str(mail.get_content()).replace("\r\n", "\n")  # type: ignore[attr-defined]


def _in_atom(alert: Alert) -> str:
    feed = fromstring(build_feed("harbour", "", "https://e.example/", [alert]))
    return str(feed.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}content"))


def _in_json_feed(alert: Alert) -> str:
    return str(json.loads(build_json_feed("harbour", "", "https://e.example/", [alert]))["items"][0]["content_text"])


@pytest.mark.parametrize("write", [body_of, _mailed, _in_atom, _in_json_feed])
def test_everything_is_told_in_words_by_mail_and_in_feeds(write: Callable[[Alert], str]) -> None:
    text = write(_alert())
    assert [what for what, words in _IN_WORDS.items() if words not in text] == []


_ON_THE_TERMINAL = {
    "watch": "harbour ·",
    "speaker with role and speaks_for": "Mara Quill, harbour master, for Eastport",
    "stance": "stance  denies",
    "evidence": '"No oil\n was spilled," said Mara Quill.',
    "claim": "claim  oil was spilled",
    "its other positions": "alleges: Ida Vance",
    "why matched": "why  Mara Quill: full name",
    "novelty and confidence": "new  new stance, confidence 0.88",
    "outlets": "in  The Eastport Bell, also in 1: The Gull",
    "link": "https://example.org/202405-a1",
    "ids to act with": "alert 202405-l1  claim 202405-c1  speaker x-mara-quill",
}


def test_everything_is_on_the_terminal_with_the_words_highlighted() -> None:
    console = Console(width=100, record=True, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(show_alert(_alert(), ("The Eastport Bell", "The Gull")))
    shown = console.export_text(clear=False)
    text = "\n".join(line.strip("│ ").replace("│", "") for line in shown.splitlines())
    words = " ".join(text.split())
    assert [what for what, told in _ON_THE_TERMINAL.items() if " ".join(told.split()) not in words] == []
    assert "\x1b[1;33mNo oil" in console.export_text(styles=True)


def _check(told: dict[str, object]) -> None:
    """Everything, for a program."""
    alert = _alert()
    found = json.loads(json.dumps(told))
    said, speaker = found["statement"], found["statement"]["speaker"]
    assert (found["id"], found["watch_id"], said["text"]) == (alert.id, "harbour", "No oil was spilled")
    assert (speaker["name"], speaker["role"], speaker["speaks_for"]) == ("Mara Quill", "harbour master", "Eastport")
    assert (said["stance"], said["confidence"], found["novelty"]) == ("denies", 0.875, "new stance")
    assert (found["claim"]["id"], found["claim"]["text"]) == ("202405-c1", "oil was spilled")
    assert [(one["speaker_name"], one["stance"]) for one in found["positions"]] == [("Ida Vance", "alleges")]
    (span,) = found["evidence"]["spans"]
    assert found["evidence"]["text"][span["start"] : span["end"]] == "No oil\n was spilled"
    assert [(one["clause"], one["detail"]) for one in found["match"]["reasons"]] == [("Mara Quill", "full name")]
    assert (found["outlets"], found["url"]) == (["The Eastport Bell", "The Gull"], "https://example.org/202405-a1")


def test_everything_is_in_the_webhook(receiver: Receiver) -> None:
    assert WebhookChannel("desk", receiver.url, (_SECRET,), lambda: NOON, True).send((_alert(),)).delivered
    ((headers, body),) = receiver.got
    assert headers["content-type"] == "application/json"
    (told,) = json.loads(body)["alerts"]
    _check(told)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    state = SqlState(url)
    with state.transaction() as tx:
        tx.alerts.raise_alert(_alert())
    state.close()
    return tmp_path


def test_everything_is_on_the_command_line(data: Path) -> None:
    done = CliRunner().invoke(app, ["alerts", "--json", "--data", str(data)], catch_exceptions=False)
    (told,) = json.loads(done.output)
    _check(told)
