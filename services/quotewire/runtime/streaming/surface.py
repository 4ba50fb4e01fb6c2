"""Each service's small HTTP surface: ``/metrics``, ``/health/live``, ``/health/ready``."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app
from typing_extensions import override

from quotewire.errors import ConfigurationError

Checks = Mapping[str, Callable[[], bool]]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _QuietHandler(WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Probes come every few seconds and say nothing."""


class Surface:
    """Answers in threads of its own, so that a busy or stuck worker is still seen to be one."""

    def __init__(self, host: str, port: int, registry: CollectorRegistry, checks: Checks) -> None:
        self._metrics = make_wsgi_app(registry)
        self._checks = checks
        try:
            self._server = make_server(host, port, self._answer, _Server, _QuietHandler)
        except OSError as error:
            raise ConfigurationError(
                f"cannot show metrics on {host}:{port}: {error.strerror}; set streaming.metrics_port"
            ) from error
        threading.Thread(target=self._server.serve_forever, name="surface", daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            answer: Iterable[bytes] = self._metrics(environ, start_response)
            return answer
        if path == "/health/live":
            return _reply(start_response, "200 OK", {"live": True})
        if path in ("/health", "/health/ready"):
            report = {name: works() for name, works in self._checks.items()}
            ready = all(report.values())
            return _reply(start_response, "200 OK" if ready else "503 Not ready", {"ready": ready, **report})
        return _reply(start_response, "404 Not found", {"title": "Not known", "status": 404})


def _reply(start_response: Callable[..., Any], status: str, body: Mapping[str, object]) -> list[bytes]:
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]
