"""Webhooks against a real receiver on this machine."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from tests.contract.state.samples import make_alert

from quotewire.adapters.channels.webhook import WebhookChannel, read_retry_after
from quotewire.adapters.clock import SystemClock
from quotewire.bootstrap import open_channels
from quotewire.errors import ConfigurationError
from quotewire.ports.channel import Receipt
from quotewire.settings import Settings

_OLD, _NEW = "whsec_b2xkIHNlY3JldCBvbGQgc2VjcmV0", "whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0"
_NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)


class Receiver(ThreadingHTTPServer):
    """Answers with ``status``, ``answer_headers`` and ``answer``, and keeps what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.answer_headers: dict[str, str] = {}
        self.answer = b""
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
        headers = {**self.server.answer_headers, "content-length": str(len(self.server.answer))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        return


@contextlib.contextmanager
def _receiving() -> Iterator[Receiver]:
    server = Receiver()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with _receiving() as server:
        yield server


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


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_into_a_private_network_is_final_and_not_followed(receiver: Receiver, status: int) -> None:
    with _receiving() as inside:
        receiver.status, receiver.answer_headers = status, {"location": inside.url}
        receipt = _channel(receiver.url).send((make_alert("one"),))
    assert (receipt.delivered, receipt.retryable, receipt.response) == (False, False, str(status))
    assert len(receiver.got) == 1
    assert inside.got == []


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_too_many_requests_waits_as_long_as_asked(receiver: Receiver, form: str) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    receiver.status, receiver.answer_headers = 429, {"retry-after": "120" if form == "seconds" else date}
    receipt = _channel(receiver.url).send((make_alert("one"),))
    assert receipt.retryable
    assert receipt.retry_after is not None
    assert timedelta(seconds=110) < receipt.retry_after <= timedelta(seconds=120)


@pytest.mark.parametrize("packed", ["gzip", "br", "zstd", "nonsense"])
def test_a_yes_that_is_packed_in_some_way_is_a_yes(receiver: Receiver, packed: str) -> None:
    receiver.answer_headers, receiver.answer = {"content-encoding": packed}, b"thanks"
    receipt = _channel(receiver.url).send((make_alert("one"),))
    assert (receipt.delivered, receipt.response) == (True, "200 thanks")


def test_an_answer_is_one_line_that_no_terminal_obeys(receiver: Receiver) -> None:
    receiver.status, receiver.answer = 400, b"no\n\x1b[31m \x00 such\tfield \xff" + b"!" * 500
    receipt = _channel(receiver.url).send((make_alert("one"),))
    assert receipt.response.startswith("400 no [31m such field \ufffd!!!")
    assert len(receipt.response) <= 200


def test_what_is_no_http_is_tried_again_and_told_without_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk_nonsense() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(b"ready?\r\n\r\n")

        threading.Thread(target=talk_nonsense, daemon=True).start()
        receipt = _channel(f"http://127.0.0.1:{server.getsockname()[1]}/?key=s3cret").send((make_alert("one"),))
    assert (receipt.delivered, receipt.retryable) == (False, True)
    assert "ready?" in receipt.response
    assert "s3cret" not in receipt.response


def test_an_answer_that_drips_ends_with_the_time_it_has() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                for letter in b"HTTP/1.1 200 OK\r\n" + b"x-wait: a\r\n" * 100:
                    connection.sendall(bytes([letter]))
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        start = time.monotonic()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        channel = WebhookChannel("desk", address, (_NEW,), lambda: _NOW, allow_private=True, seconds=0.5)
        receipt = channel.send((make_alert("one"),))
    assert (receipt.delivered, receipt.retryable) == (False, True)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("url", ["desk", "ftp://e.example/", "http://", "https:///hook", "http://e.example:99999/"])
def test_an_unusable_address_is_told_at_the_start_without_what_is_secret(url: str) -> None:
    with pytest.raises(ConfigurationError, match="channel desk: its url is not an address that begins with") as error:
        _configure(f"{url}?key=s3cret", _NEW)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize("secret", ["", "whsec_", "x", "!!!", "\N{SNOWMAN}"])
def test_an_unusable_secret_is_told_at_the_start(secret: str) -> None:
    with pytest.raises(ConfigurationError, match="channel desk: a webhook secret is base64"):
        _configure("http://e.example/", secret)


def test_a_webhook_is_never_unsigned() -> None:
    with pytest.raises(ConfigurationError, match="channel desk: a webhook needs a secret"):
        _configure("http://e.example/")


def _configure(url: str, *secrets: str) -> None:
    channel = {"id": "desk", "kind": "webhook", "url": url, "secrets": secrets}
    list(open_channels(Settings.model_validate({"channels": [channel]}), SystemClock()))


def test_an_address_that_only_looks_like_one_is_final() -> None:
    receipt = _channel("http://2130706433/?key=s3cret").send((make_alert("one"),))
    assert receipt == Receipt(False, retryable=False, response="its url is not an address")


def test_nobody_there_is_tried_again() -> None:
    assert _channel("http://127.0.0.1:1/").send((make_alert("one"),)).retryable


def test_a_private_address_is_not_reached(receiver: Receiver) -> None:
    receipt = _channel(receiver.url, allow_private=False).send((make_alert("one"),))
    assert (receipt.delivered, receipt.retryable) == (False, False)
    assert "private address" in receipt.response
    assert receiver.got == []


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock of the machine shows something else than UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        (None, None),
        ("soon", None),
        ("30", timedelta(seconds=30)),
        ("Fri, 01 Mar 2024 12:05:00 GMT", timedelta(minutes=5)),
        ("Fri, 01 Mar 2024 11:00:00 GMT", timedelta(0)),
        ("Fri Mar  1 12:05:00 2024", timedelta(minutes=5)),  # as C writes it, in UTC
        ("Fri, 31 Dec 9999 23:59:59 -0100", timedelta(days=1)),  # beyond what a datetime holds
        ("Mon, 01 Jan 0001 00:00:00 +2359", timedelta(0)),
        ("9" * 5000, None),
        ("-5", None),
        ("99999999999999", timedelta(days=1)),
    ],
)
@pytest.mark.usefixtures("in_new_york")
def test_retry_after_in_every_form(value: str | None, pause: timedelta | None) -> None:
    assert read_retry_after(value, _NOW) == pause
