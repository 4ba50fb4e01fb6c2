"""A certificate authority of the tests, and servers that speak TLS on behalf of others that cannot.

The PostgreSQL and the Elasticsearch of the tests are builds without TLS or API keys: a proxy in front of them ends the
encryption, as production's own load balancer might, and lets nobody through who does not log in.
"""

import http.client
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers.java import need_program

_SSL_REQUEST = bytes.fromhex("0000000804d2162f")


class Authority:
    """Signs one certificate, for 127.0.0.1; ``ca`` is what clients are told to trust."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.ca = folder / "ca.pem"
        self._run("req", "-x509", *_new_key("ca.key"), "-days", "2", "-subj", "/CN=tests", "-out", "ca.pem")
        self._run("req", *_new_key("server.key"), "-subj", "/CN=127.0.0.1", "-out", "server.csr")
        (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
        signed = ("-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2")
        self._run("x509", "-req", *signed, "-extfile", "names", "-out", "server.crt")
        self.server = folder / "server.pem"
        parts = [folder / name for name in ("server.key", "server.crt", "ca.pem")]
        self.server.write_text("".join(part.read_text() for part in parts))

    def context(self) -> ssl.SSLContext:
        """For a server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / "server.crt", self._folder / "server.key")
        return context

    def _run(self, *arguments: str) -> None:
        subprocess.run([need_program("openssl"), *arguments], cwd=self._folder, check=True, capture_output=True)


def _new_key(name: str) -> tuple[str, ...]:
    return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", name)


class HttpsProxy:
    """Passes requests on that carry the expected ``Authorization``; refuses the others as Elasticsearch does."""

    def __init__(self, authority: Authority, target: str, authorization: str) -> None:
        host = urlsplit(target).netloc

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("Authorization") != authorization:
                    self._answer(
                        401, {"Content-Type": "application/json"}, b'{"error": {"type": "security_exception"}}'
                    )
                    return
                connection = http.client.HTTPConnection(host, timeout=60)
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                self._answer(answer.status, dict(answer.getheaders()), answer.read())
                connection.close()

            def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers.items():
                    if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _pass_on  # noqa: N815 - http.server finds them by name

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = authority.context().wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class PostgresProxy:
    """Speaks PostgreSQL's own beginning of TLS, and passes on to the server's socket."""

    def __init__(self, authority: Authority, server: Path) -> None:
        self._context, self._target = authority.context(), str(server)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            if client.recv(8) != _SSL_REQUEST:
                return  # no word to who does not encrypt
            client.sendall(b"S")
            with self._context.wrap_socket(client, server_side=True) as encrypted:
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._target)
                back = threading.Thread(target=_pump, args=(server.recv, encrypted.sendall, encrypted), daemon=True)
                back.start()
                _pump(encrypted.recv, server.sendall, server)
                back.join(5)
                server.close()


def _pump(read: Callable[[int], bytes], write: Callable[[bytes], None], other: socket.socket) -> None:
    """Until one side hangs up; then the other does, too."""
    with suppress(OSError):
        while data := read(1 << 16):
            write(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
