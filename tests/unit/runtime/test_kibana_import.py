"""The saved objects are sent as Kibana's import wants them, and its refusal is told."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from quotewire.errors import ConfigurationError, IndexUnavailable
from quotewire.runtime.streaming.kibana import import_objects
from quotewire.settings import ElasticsearchSettings

FILE = Path(__file__).resolve().parents[3] / "deploy" / "kibana" / "quotewire.ndjson"
ACCESS = ElasticsearchSettings.model_validate({"api_key": "secret-key"})


class Kibana(HTTPServer):
    """Takes what it is sent; ``answer`` is what it says."""

    answer: tuple[int, dict[str, Any]] = (200, {"success": True, "successCount": 27})

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: dict[str, Any] = {}


class Handler(BaseHTTPRequestHandler):
    server: Kibana

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen = {
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": body,
        }
        status, answer = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def kibana() -> Iterator[Kibana]:
    server = Kibana()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_objects_are_imported_over_earlier_ones(kibana: Kibana) -> None:
    assert import_objects(f"http://127.0.0.1:{kibana.server_port}/", FILE, ACCESS) == 27
    assert kibana.seen["path"] == "/api/saved_objects/_import?overwrite=true"
    assert kibana.seen["headers"]["kbn-xsrf"]
    assert kibana.seen["headers"]["authorization"] == "ApiKey secret-key"
    assert FILE.read_bytes() in kibana.seen["body"]


def test_a_refusal_is_told(kibana: Kibana) -> None:
    kibana.answer = (200, {"success": False, "successCount": 3, "errors": [{"id": "quotewire-x"}]})
    with pytest.raises(ConfigurationError, match=r"took 3 objects.*quotewire-x"):
        import_objects(f"http://127.0.0.1:{kibana.server_port}", FILE, ACCESS)
    kibana.answer = (401, {"message": "who are you"})
    with pytest.raises(ConfigurationError, match=r"refused.*who are you"):
        import_objects(f"http://127.0.0.1:{kibana.server_port}", FILE, ACCESS)


def test_no_kibana() -> None:
    with pytest.raises(IndexUnavailable, match="no answer"):
        import_objects("http://127.0.0.1:9", FILE, ACCESS)
