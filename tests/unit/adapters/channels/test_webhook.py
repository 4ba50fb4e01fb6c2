"""Webhooks against a real receiver on this machine."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from tests.contract.state.samples import make_alert

from quotewire.adapters.channels.webhook import WebhookChannel, read_retry_after

_OLD, _NEW = "whsec_b2xkIHNlY3JldCBvbGQgc2VjcmV0", "whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0"
_NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)


class Receiver(ThreadingHTTPServer):
    """Answers with ``status`` and ``answer_headers``, and keeps what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.answer_headers: dict[str, str] = {}
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        for name, value in {**self.server.answer_headers, "content-length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _channel(url: str, allow_private: bool = True) -> WebhookChannel:
    return WebhookChannel("desk", url, (_NEW, _OLD), lambda: datetime.now(UTC), allow_private)


def test_a_receiver_verifies_with_the_new_and_with_the_old_secret(receiver: Receiver) -> None:
    receipt = _channel(receiver.url).send((make_alert("one"),))
    assert receipt.delivered
    ((headers, body),) = receiver.got
    for secret in (_NEW, _OLD):
        assert Webhook(secret).verify(body, headers)["alerts"][0]["id"] == make_alert("one").id
    with pytest.raises(WebhookVerificationError):
        Webhook(_NEW).verify(body.replace(b"alert", b"ALERT"), headers)


def test_a_repetition_has_the_same_id(receiver: Receiver) -> None:
    for _ in range(2):
        _channel(receiver.url).send((make_alert("one"),))
    assert receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]


@pytest.mark.parametrize(
    ("status", "retryable"),
    [(400, False), (404, False), (410, False), (302, False), (408, True), (500, True), (503, True)],
)
def test_what_is_final_and_what_is_tried_again(receiver: Receiver, status: int, retryable: bool) -> None:
    receiver.status = status
    receiver.answer_headers = {"location": "http://127.0.0.1:1/"}
    receipt = _channel(receiver.url).send((make_alert("one"),))
    assert (receipt.delivered, receipt.retryable) == (False, retryable)
    assert receipt.response.startswith(str(status))


def test_too_many_requests_waits_as_long_as_asked(receiver: Receiver) -> None:
    receiver.status, receiver.answer_headers = 429, {"retry-after": "120"}
    receipt = _channel(receiver.url).send((make_alert("one"),))
    assert (receipt.retryable, receipt.retry_after) == (True, timedelta(seconds=120))


def test_nobody_there_is_tried_again() -> None:
    assert _channel("http://127.0.0.1:1/").send((make_alert("one"),)).retryable


def test_a_private_address_is_not_reached(receiver: Receiver) -> None:
    receipt = _channel(receiver.url, allow_private=False).send((make_alert("one"),))
    assert (receipt.delivered, receipt.retryable) == (False, False)
    assert "private address" in receipt.response
    assert receiver.got == []


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        (None, None),
        ("soon", None),
        ("30", timedelta(seconds=30)),
        ("Fri, 01 Mar 2024 12:05:00 GMT", timedelta(minutes=5)),
        ("Fri, 01 Mar 2024 11:00:00 GMT", timedelta(0)),
        ("99999999999999", timedelta(days=1)),
    ],
)
def test_retry_after_in_every_form(value: str | None, pause: timedelta | None) -> None:
    assert read_retry_after(value, _NOW) == pause
