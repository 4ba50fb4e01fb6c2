"""A webhook's receiver on this machine: what arrived, how often and when."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0"


@dataclass(frozen=True)
class Arrival:
    at: datetime
    webhook_id: str
    alert: dict[str, Any]


@dataclass
class Receiver:
    """``refuse`` is how many requests are answered with 503 before the first is taken; each takes ``seconds``."""

    url: str = ""
    refuse: int = 0
    seconds: float = 0.0
    arrivals: list[Arrival] = field(default_factory=list)

    def channel(self, name: str = "desk") -> dict[str, Any]:
        """Its entry in a configuration."""
        return {"id": name, "kind": "webhook", "url": self.url, "secrets": [SECRET]}

    def take(self, webhook_id: str, body: bytes) -> int:
        """The status to answer with."""
        at = datetime.now(UTC)
        if self.refuse:
            self.refuse -= 1
            return 503
        self.arrivals += [Arrival(at, webhook_id, alert) for alert in json.loads(body)["alerts"]]
        return 200


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            time.sleep(receiver.seconds)
            self.send_response(receiver.take(self.headers["webhook-id"], body))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
