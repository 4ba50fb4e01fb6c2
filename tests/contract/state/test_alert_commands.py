"""`quotewire alert` and `quotewire channel`, on a data folder and on the state of the streaming services."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.contract.state.samples import MINUTE, NOON, make_alert, make_claim, make_position
from tests.delivering import deliver_due
from tests.unit.deliverer.story import START, Receiver, receiving
from typer.testing import CliRunner

from quotewire.adapters.clock import SystemClock
from quotewire.bootstrap import open_channels
from quotewire.cli.app import app
from quotewire.curator.mute import TargetUnknown
from quotewire.errors import ConfigurationError
from quotewire.model.alert import Delivery, DeliveryStatus, Withheld, WithheldReason
from quotewire.model.watch import Watch
from quotewire.ports.channel import Channel
from quotewire.ports.state import State
from quotewire.settings import Settings

Run = Callable[..., str]
_SECRET = "whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0"
_ALERT = "202405-l1"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as server:
        yield server


@pytest.fixture
def configuration(receiver: Receiver) -> dict[str, Any]:
    desk = {"id": "desk", "kind": "webhook", "url": receiver.url, "secrets": [_SECRET]}
    return {"channels": [desk], "allow_private_addresses": True}


@pytest.fixture
def channels(configuration: dict[str, Any]) -> dict[str, Channel]:
    """As the deliverer opens them."""
    return {one.id: one for one in open_channels(Settings.model_validate(configuration), SystemClock())}


@pytest.fixture
def run(tmp_path: Path, url: str, state: State, configuration: dict[str, Any]) -> Run:
    """A command on the runtime whose state ``url`` is; an alert waits in its outbox."""
    with state.transaction() as tx:
        tx.alerts.raise_alert(make_alert())
        tx.outbox.put(Delivery(_ALERT, "desk", DeliveryStatus.PENDING, NOON))
    streaming = {} if url.startswith("sqlite") else {"streaming": {"state": {"url": url}}}
    (tmp_path / "quotewire.yaml").write_text(yaml.safe_dump(configuration | streaming), "utf-8")
    options = ["--config", str(tmp_path / "quotewire.yaml")]
    options += [] if streaming else ["--data", str(tmp_path)]

    def run(*arguments: str, status: int = 0) -> str:
        done = CliRunner(env={"COLUMNS": "200"}).invoke(app, [*arguments, *options], catch_exceptions=False)
        assert done.exit_code == status, done.output
        return done.output

    return run


def test_an_alert_is_acknowledged_assigned_commented_and_judged(run: Run) -> None:
    run("alert", "ack", _ALERT, "--as", "ana")
    run("alert", "assign", _ALERT, "ben", "--as", "ana")
    run("alert", "comment", _ALERT, "asked the harbour", "--as", "ben")
    run("alert", "feedback", _ALERT, "not new", "--as", "ben")
    told = json.loads(run("alert", "show", _ALERT, "--json"))
    assert told["alert"]["id"] == _ALERT
    assert [(one["kind"], one["author"], one["text"]) for one in told["actions"]] == [
        ("acknowledge", "ana", ""),
        ("assign", "ana", "ben"),
        ("comment", "ben", "asked the harbour"),
        ("feedback", "ben", "not new"),
    ]


def test_feedback_is_counted_and_shown_by_watch(run: Run, state: State) -> None:
    with state.transaction() as tx:
        tx.alerts.raise_alert(make_alert("202405-l2", "dam"))
    run("alert", "feedback", _ALERT, "not new")
    run("alert", "feedback", "202405-l2", "wrong speaker")
    run("alert", "feedback", "202405-l2", "irrelevant")
    rows = [line.split() for line in run("alert", "feedback").splitlines()]
    assert rows[0] == "watch wrong speaker not new irrelevant".split()
    assert sorted(rows[1:]) == [["dam", "1", "0", "1"], ["harbour", "0", "1", "0"]]
    counted = {"dam": {"irrelevant": 1, "wrong speaker": 1}, "harbour": {"not new": 1}}
    assert json.loads(run("alert", "feedback", "--json")) == counted
    with pytest.raises(ConfigurationError, match="say what is wrong with it: 'wrong speaker', 'not new', 'irrelevant'"):
        run("alert", "feedback", _ALERT)


def test_what_was_withheld_is_listed_with_its_reason(run: Run, state: State) -> None:
    with state.transaction() as tx:
        for number, reason in enumerate(WithheldReason):
            at = NOON + number * MINUTE
            tx.alerts.withhold(Withheld("harbour", f"202405-s{number}", "202405-a1", reason, at, _ALERT))
        tx.alerts.withhold(Withheld("dam", "202405-s9", "202405-a1", WithheldReason.BACKFILL, NOON))
    rows = [line.split() for line in run("alerts", "--withheld", "--watch", "harbour").splitlines()]
    assert rows[0] == ["when", "watch", "statement", "article", "reason", "alert"]
    assert [" ".join(row[5:-1]) for row in rows[1:]] == [reason.value for reason in reversed(WithheldReason)]
    assert rows[-1][:3] == ["2024-05-03", "12:00", "harbour"]
    earliest = json.loads(run("alerts", "--withheld", "--json", "--until", NOON.strftime("%Y-%m-%dT%H:%M:%S")))
    assert sorted(one["statement_id"] for one in earliest) == ["202405-s0", "202405-s9"]
    told = json.loads(run("alerts", "--withheld", "--json"))
    assert {one["reason"] for one in told if one["watch_id"] == "harbour"} == {one.value for one in WithheldReason}
    assert [one["statement_id"] for one in told if one["watch_id"] == "dam"] == ["202405-s9"]


@pytest.fixture
def known(state: State) -> None:
    """What the alert is about."""
    with state.transaction() as tx:
        tx.watches.save(Watch("harbour"), "ana", NOON)
        tx.claims.save(make_claim())
        tx.claims.take(make_position())


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("target", ["watch harbour", "speaker x-mara-quill", "claim 202405-c1", "speaker e-quill"])
def test_what_an_alert_shows_can_be_muted(run: Run, state: State, target: str) -> None:
    with state.transaction() as tx:
        tx.entities.merge("e-quill", "x-mara-quill", "ana", NOON)
    run("alert", "mute", *target.split())
    with state.reading() as tx:
        assert tx.mutes.covering("harbour", "x-mara-quill", "202405-c1", SystemClock().now()) is not None


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("target", ["watch harbor", "speaker Mara", "claim x", "claim harbour", "watch 202405-c1"])
def test_a_mute_that_would_mute_nothing_is_refused(run: Run, target: str) -> None:
    kind, name = target.split()
    with pytest.raises(TargetUnknown, match=f"no {kind} is known as '{name}'"):
        run("alert", "mute", kind, name)
    assert json.loads(run("alert", "mutes", "--json")) == []


@pytest.mark.usefixtures("known")
def test_a_mute_is_made_listed_ends_and_is_lifted(run: Run, state: State) -> None:
    assert re.match(
        r"watch harbour is muted until \d{4}-\d\d-\d\d \d\d:\d\d UTC",
        run("alert", "mute", "watch", "harbour", "--for", "8h"),
    )
    run("alert", "mute", "speaker", "x-mara-quill", "--comment", "on leave", "--as", "ana")
    listed = {one["target"]: one for one in json.loads(run("alert", "mutes", "--json"))}
    assert (listed["x-mara-quill"]["author"], listed["x-mara-quill"]["until"]) == ("ana", None)
    now = SystemClock().now()
    with state.reading() as tx:
        assert len(tx.mutes.in_force(now + timedelta(hours=7))) == 2
        assert [one.target for one in tx.mutes.in_force(now + timedelta(hours=9))] == ["x-mara-quill"]
    run("alert", "unmute", "speaker", "x-mara-quill")
    assert [one["target"] for one in json.loads(run("alert", "mutes", "--json"))] == ["harbour"]


@pytest.mark.usefixtures("known")
def test_a_mute_holds_back_what_waits_for_its_digest_and_says_so(
    run: Run, state: State, receiver: Receiver, channels: dict[str, Channel]
) -> None:
    with state.transaction() as tx:
        tx.alerts.raise_alert(replace(make_alert("202405-l2", "dam"), title="The dam"))
        tx.outbox.put(Delivery("202405-l2", "desk", DeliveryStatus.PENDING, NOON, batch="day"))
    run("alert", "mute", "watch", "harbour")
    deliver_due(state, channels, START)
    assert [*receiver.accepted.values()] == ["The dam"]
    with state.reading() as tx:
        held = [(one.alert_id, one.reason) for one in tx.alerts.withheld("harbour")]
    assert held == [(_ALERT, WithheldReason.MUTED)]


@pytest.mark.usefixtures("known")
def test_what_one_channel_had_before_the_mute_is_not_listed_as_withheld(
    run: Run, state: State, receiver: Receiver, channels: dict[str, Channel]
) -> None:
    with state.transaction() as tx:
        tx.outbox.put(Delivery(_ALERT, "mail", DeliveryStatus.SENT, NOON))
    run("alert", "mute", "watch", "harbour")
    deliver_due(state, channels, START)
    assert receiver.accepted == {}
    with state.reading() as tx:
        assert [one.status for one in tx.outbox.of(_ALERT)] == [DeliveryStatus.WITHDRAWN, DeliveryStatus.SENT]
        assert list(tx.alerts.withheld("harbour")) == []


def test_each_attempt_is_shown(run: Run, state: State, receiver: Receiver, channels: dict[str, Channel]) -> None:
    for answer, at in (("503", START), ("200", START + timedelta(minutes=1))):
        receiver.answer = answer
        deliver_due(state, channels, at)
    told = json.loads(run("alert", "deliveries", _ALERT, "--json"))
    tried = [one["delivery"] for one in told["attempts"]]
    assert [(one["attempts"], one["status"], one["last_response"]) for one in tried] == [
        (1, "pending", "503"),
        (2, "sent", "200"),
    ]
    assert all(one["latency_ms"] > 0 for one in tried)
    shown = run("alert", "deliveries", _ALERT)
    assert "desk: sent" in shown
    assert re.search(r"desk +1 +pending +\d+ +503", shown)
    assert re.search(r"desk +2 +sent +\d+ +200", shown)


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        ("200", 0, r"desk: delivered in \d+ ms: 200"),
        ("503", 1, r"desk: not delivered, an alert would be tried again, in \d+ ms: 503"),
        ("410", 1, r"desk: not delivered, and that is final, in \d+ ms: 410"),
    ],
)
def test_a_channel_is_tried_with_a_message_that_says_so(
    run: Run, receiver: Receiver, answer: str, status: int, told: str
) -> None:
    receiver.answer = answer
    assert re.match(told, run("channel", "test", "desk", status=status))
    assert [notice["kind"] for notice in receiver.notices] == ["test"]
    assert "This is a test" in receiver.notices[0]["text"]
