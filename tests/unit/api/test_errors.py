"""Every refusal over HTTP is told as problem details."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from quotewire.api.app import build_app
from quotewire.api.health import Health
from quotewire.api.metrics import build_registry
from quotewire.bootstrap import open_embedded
from quotewire.runtime.dead_letters import LetterCount
from quotewire.runtime.flow import STAGE_TOPICS
from quotewire.settings import Settings


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    ports = open_embedded(Settings.model_validate({"data": tmp_path}))
    registry = build_registry(ports.state, ports.log, STAGE_TOPICS, LetterCount(ports.log).by_stage)
    yield build_app(ports.state, ports.index, Health({}, ports.clock), registry)
    ports.close()


def _ask(app: FastAPI, method: str, path: str, query: str = "") -> tuple[int, str, dict[str, Any]]:
    """Status, media type and body, as an ASGI server would get them."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": []}
    asyncio.run(app(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers["content-type"], json.loads(b"".join(part["body"] for part in sent[1:]))


@pytest.mark.parametrize(
    ("method", "path", "query", "status", "detail"),
    [
        ("GET", "/v1/search", "", 422, "q: Field required"),
        ("GET", "/v1/alerts", "limit=many", 422, "limit: Input should be a valid integer"),
        ("GET", "/v1/alerts", "after=nonsense", 400, "no alert has the id 'nonsense'"),
        ("GET", "/v1/search", "q=drone&kind=rumours", 422, "kind: Input should be 'articles'"),
        ("GET", "/v1/search", "q=drone+AND+(", 400, "parenthesis is never closed"),
        ("GET", "/v1/trace", "article=unknown", 404, "no article is known"),
        ("GET", "/nowhere", "", 404, "Not Found"),
        ("POST", "/v1/alerts", "", 405, "Method Not Allowed"),
    ],
)
def test_a_refusal_is_told_as_problem_details(
    app: FastAPI, method: str, path: str, query: str, status: int, detail: str
) -> None:
    got, media_type, body = _ask(app, method, path, query)
    assert (got, media_type, body["status"]) == (status, "application/problem+json", status)
    assert detail in body["detail"]


def test_the_description_tells_of_problem_details(app: FastAPI) -> None:
    _, _, described = _ask(app, "GET", "/openapi.json")
    answers = described["paths"]["/v1/search"]["get"]["responses"]
    for status in ("400", "422"):
        assert "application/problem+json" in answers[status]["content"]
