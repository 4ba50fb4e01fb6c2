"""Apprise against a real receiver; an address that it does not know is told at the start, without what is secret in it."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from apprise.plugins.base import NotifyBase
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from tests.contract.state.samples import NOON, make_alert, make_statement

from quotewire.adapters.channels.apprise_channel import AppriseChannel
from quotewire.adapters.clock import SystemClock
from quotewire.bootstrap import open_channels
from quotewire.errors import ConfigurationError
from quotewire.model.alert import Alert
from quotewire.model.notice import Notice, NoticeKind
from quotewire.settings import Settings


def test_an_unusable_address(caplog: pytest.LogCaptureFixture) -> None:
    channel = {"id": "desk", "kind": "apprise", "url": "carrier-pigeon://me:s3cret@loft"}
    settings = Settings.model_validate({"channels": [channel]})
    with pytest.raises(ConfigurationError, match="channel desk: its url is not an address that Apprise knows") as error:
        list(open_channels(settings, SystemClock()))
    assert "s3cret" not in str(error.value) + caplog.text


def test_a_usable_one() -> None:
    settings = Settings.model_validate({"channels": [{"id": "desk", "kind": "apprise", "url": "json://localhost"}]})
    assert [channel.id for channel in open_channels(settings, SystemClock())] == ["desk"]


class _Answers(ThreadingHTTPServer):
    """Answers with ``status`` and keeps what came; whoever is sent on comes to ``/elsewhere``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []

    def url(self, service: str, rest: str = "hook") -> str:
        return f"{service}://127.0.0.1:{self.server_port}/{rest}"


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["content-length"] or 0)))
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Answers]:
    monkeypatch.setattr(NotifyBase, "request_rate_per_sec", 0)  # no pause between messages
    with _Answers() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "retryable"), [(404, False), (403, False), (307, False), (408, True), (429, True), (503, True)]
)
def test_what_is_final_and_what_is_tried_again(answers: _Answers, status: int, retryable: bool) -> None:
    answers.status = status
    receipt = AppriseChannel("desk", answers.url("json")).send((make_alert(),))
    assert (receipt.delivered, receipt.retryable) == (False, retryable)
    assert f"error={status}" in receipt.response
    assert answers.asked == ["/hook"]  # a redirect is not followed: it could lead into a private network


def test_a_service_that_says_yes_and_means_no_is_tried_again(
    answers: _Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NotifySlack, "webhook_url", answers.url("http", "slack"))  # it says "ok" when it is
    receipt = AppriseChannel("desk", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/").send((make_alert(),))
    assert (receipt.delivered, receipt.retryable) == (False, True)


def test_nobody_there_is_tried_again() -> None:
    receipt = AppriseChannel("desk", "json://127.0.0.1:1/hook").send((make_alert(),))
    assert (receipt.delivered, receipt.retryable) == (False, True)
    assert "onnection" in receipt.response


def test_what_is_taken_is_delivered(answers: _Answers) -> None:
    assert AppriseChannel("desk", answers.url("json")).send((make_alert(),)).delivered


def _nasty(text: str) -> Alert:
    return replace(make_alert(), statement=replace(make_statement(), text=text))


@pytest.mark.parametrize("service", ["json", "xml", "form", "apprise"])
def test_a_program_can_tell_a_repetition(answers: _Answers, service: str) -> None:
    channel = AppriseChannel("desk", answers.url(service, "hook?+X-Team=desk"))
    answers.status = 503
    assert channel.send((make_alert("one"),)).retryable
    answers.status = 200
    AppriseChannel("desk", answers.url(service, "hook?+X-Team=desk")).send((make_alert("one"),))  # after a restart
    channel.send((make_alert("two"),))
    channel.notify(Notice("n1", NoticeKind.HEARTBEAT, "quotewire", NOON, "the way to you works"))
    keys = [headers["idempotency-key"] for headers in answers.headers]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    assert {headers["x-team"] for headers in answers.headers} == {"desk"}


def test_a_program_gets_many_alerts_in_one_message(answers: _Answers) -> None:
    alerts = tuple(make_alert(f"202405-l{number}") for number in range(200))
    assert AppriseChannel("desk", answers.url("json")).send(alerts).delivered
    (body,) = answers.bodies
    assert len(body) > 50_000
    assert all(f"Alert {alert.id}," in json.loads(body)["message"] for alert in alerts)


def test_what_is_too_long_for_a_service_comes_in_parts(answers: _Answers) -> None:
    alerts = tuple(make_alert(f"202405-l{number:02}") for number in range(30))
    assert AppriseChannel("desk", answers.url("mmost", "token1234567890abcdefghijk")).send(alerts).delivered
    texts = [json.loads(body)["text"] for body in answers.bodies]
    assert len(texts) > 1
    assert max(map(len, texts)) <= 4000  # what Mattermost takes
    assert [alert.id for alert in alerts if not any(f"Alert {alert.id}" in text for text in texts)] == []


def test_who_sets_how_long_messages_are_treated_is_left_alone(answers: _Answers) -> None:
    alerts = tuple(make_alert(f"202405-l{number:02}") for number in range(30))
    AppriseChannel("desk", answers.url("mmost", "token1234567890abcdefghijk?overflow=truncate")).send(alerts)
    assert len(answers.bodies) == 1


def test_what_others_wrote_is_no_markup_for_a_service(answers: _Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram refuses a message whose HTML it cannot read, and what is refused is final."""
    monkeypatch.setattr(NotifyTelegram, "notify_url", answers.url("http", "bot"))
    channel = AppriseChannel("desk", "tgram://123456789:abcdefg_hijklmnop/12315544/")
    assert channel.send((_nasty("a < b & <b>c"),)).delivered
    told = json.loads(answers.bodies[-1])
    assert (told["parse_mode"], "a &lt; b &amp; &lt;b&gt;c" in told["text"]) == ("HTML", True)


def test_what_others_wrote_calls_nobody(answers: _Answers) -> None:
    words = "write to me@all.example, @Everyone, @here and @allies"
    AppriseChannel("desk", answers.url("mmost", "token1234567890abcdefghijk")).send((_nasty(words),))
    AppriseChannel("desk", answers.url("json")).send((_nasty(words),))
    shown, told = (json.loads(body) for body in answers.bodies)
    assert "write to me@all.example, @\u200bEveryone, @\u200bhere and @allies" in shown["text"]
    assert words in told["message"]
