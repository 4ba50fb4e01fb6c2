"""Apprise against a real receiver; an address that it does not know is told at the start, without what is secret in it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.contract.state.samples import make_alert

from quotewire.adapters.channels.apprise_channel import AppriseChannel
from quotewire.adapters.clock import SystemClock
from quotewire.bootstrap import open_channels
from quotewire.errors import ConfigurationError
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
    """Answers with ``status``; whoever is sent on comes to ``/elsewhere``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.asked: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"] or 0))
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
def answers() -> Iterator[_Answers]:
    with _Answers() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "retryable"), [(404, False), (403, False), (307, False), (408, True), (429, True), (503, True)]
)
def test_what_is_final_and_what_is_tried_again(answers: _Answers, status: int, retryable: bool) -> None:
    answers.status = status
    receipt = AppriseChannel("desk", f"json://127.0.0.1:{answers.server_port}/hook").send((make_alert(),))
    assert (receipt.delivered, receipt.retryable) == (False, retryable)
    assert f"error={status}" in receipt.response
    assert answers.asked == ["/hook"]  # a redirect is not followed: it could lead into a private network


def test_nobody_there_is_tried_again() -> None:
    receipt = AppriseChannel("desk", "json://127.0.0.1:1/hook").send((make_alert(),))
    assert (receipt.delivered, receipt.retryable) == (False, True)
    assert "onnection" in receipt.response


def test_what_is_taken_is_delivered(answers: _Answers) -> None:
    assert AppriseChannel("desk", f"json://127.0.0.1:{answers.server_port}/hook").send((make_alert(),)).delivered
