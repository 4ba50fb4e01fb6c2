"""The collector meets a hostile web and stays inside its bounds."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from quotewire.adapters.web.fetch import FetchLimits, WebFetch
from quotewire.adapters.web.guard import is_public
from quotewire.ports.fetch import FetchError

INSIDE = FetchLimits(size=100_000, seconds=2.0, allow_private=True)


class _Web(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/page":
            self._answer(200, b"<html>ok</html>")
        elif self.path == "/bomb":
            self._answer(200, gzip.compress(b"a" * 50_000_000), ("Content-Encoding", "gzip"))
        elif self.path == "/loop":
            self._answer(302, b"", ("Location", "/loop"))
        elif self.path == "/file":
            self._answer(302, b"", ("Location", "file:///etc/passwd"))
        else:
            self._answer(404, b"")

    def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Type", "text/html"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:
            return  # the client had enough

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def _serving() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _fetch(url: str, limits: FetchLimits = INSIDE) -> bytes:
    return WebFetch("test", limits).get(url).content


def test_a_page_comes_with_its_type_and_final_address() -> None:
    with _serving() as web:
        response = WebFetch("test", INSIDE).get(f"{web}/page")
    assert (response.content, response.media_type, response.url) == (b"<html>ok</html>", "text/html", f"{web}/page")


@pytest.mark.parametrize(
    ("path", "why"), [("/bomb", "larger than"), ("/loop", "TooManyRedirects"), ("/missing", "404"), ("/file", "file")]
)
def test_what_cannot_be_had_says_why(path: str, why: str) -> None:
    with _serving() as web, pytest.raises(FetchError, match=why):
        _fetch(web + path)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "2130706433", "0x7f.1"])
def test_no_form_of_a_private_address_is_connected_to(host: str) -> None:
    with _serving() as web, pytest.raises(FetchError):
        _fetch(web.replace("127.0.0.1", host) + "/page", FetchLimits(seconds=2.0))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a", "gopher://example.org"])
def test_only_http_is_spoken(url: str) -> None:
    with pytest.raises(FetchError, match="only http"):
        _fetch(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::8.8.8.8", True),
        ("64:ff9b:1::10.0.0.1", False),
        ("::10.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("2606:4700:4700::1111", True),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
