"""Stands in for Kibana's import of saved objects, which cannot run here: it takes what Kibana takes and refuses what it refuses.

Kibana answers an object whose references are neither in the file nor there already with ``missing_references``, and an id
that is taken with ``conflict`` unless it may overwrite.
"""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

Object = dict[str, Any]


class KibanaServer(ThreadingHTTPServer):
    """``objects`` are what it holds, by type and id; ``refusal`` is what it answers instead of importing."""

    refusal: tuple[int, Object] | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[tuple[str, str], Object] = {}
        self.headers: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def take(self, content: str, overwrite: bool) -> Object:
        objects = [json.loads(line) for line in content.splitlines() if line.strip()]
        given = {(one["type"], one["id"]): one for one in objects}
        known = given.keys() | self.objects.keys()
        errors = [{"id": one["id"], "error": {"type": "missing_references"}} for one in objects if _misses(one, known)]
        if not overwrite:
            errors += [{"id": name, "error": {"type": "conflict"}} for kind, name in given.keys() & self.objects.keys()]
        if not errors:
            self.objects |= given
        return {"success": not errors, "successCount": 0 if errors else len(objects), "errors": errors}


class _Handler(BaseHTTPRequestHandler):
    server: KibanaServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.headers = {name.lower(): value for name, value in self.headers.items()}
        self._answer(*(self.server.refusal or self._import(body)))

    def _import(self, body: str) -> tuple[int, Object]:
        address = urlsplit(self.path)
        if address.path != "/api/saved_objects/_import":
            return 404, {"message": "Not Found"}
        if not self.headers.get("kbn-xsrf"):
            return 400, {"message": "Request must contain a kbn-xsrf header."}
        found = re.fullmatch(r"multipart/form-data; boundary=(\w+)", self.headers["Content-Type"])
        part = found and re.search(
            r'name="file"; filename="[^"]+\.ndjson"\r\n\r\n(.*)\r\n--' + found[1] + "--", body, re.S
        )
        if not part:
            return 400, {"message": "[request body.file]: expected value of type [Stream]"}
        return 200, self.server.take(part[1], parse_qs(address.query).get("overwrite") == ["true"])

    def _answer(self, status: int, answer: Object) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


def _misses(one: Object, known: set[tuple[str, str]]) -> bool:
    return any((reference["type"], reference["id"]) not in known for reference in one["references"])


def serve_kibana() -> Iterator[KibanaServer]:
    """Gone when the iterator is closed."""
    server = KibanaServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def kibana() -> Iterator[KibanaServer]:
    yield from serve_kibana()
