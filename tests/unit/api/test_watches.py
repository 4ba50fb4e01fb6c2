"""Watches over HTTP, on the real state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.registry import CollectorRegistry
from tests.contract.state.samples import NOON, make_claim, make_recorded

from quotewire.adapters.fts.index import FtsIndex
from quotewire.adapters.state import SqlState, migrate
from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.alerter.look_back import look_back
from quotewire.api.app import build_app
from quotewire.api.health import Health
from quotewire.model.watch import SaidBy, Watch, WatchError

QUILL = "id: quill\nsaid_by: [Mara Quill]\nalert: {channels: [desk]}\n"


@dataclass
class _At:
    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SqlState]:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    state = SqlState(url)
    with state.transaction() as tx:
        tx.claims.save(make_claim())
        tx.articles.save(make_recorded())
    yield state
    state.close()


@pytest.fixture
def client(state: SqlState, tmp_path: Path) -> Iterator[TestClient]:
    index = FtsIndex(tmp_path / "index.db")
    past = lambda watch, period: look_back(watch, period, state, NOON, ("desk",))  # noqa: E731
    yield TestClient(build_app(state, index, Health({}, _At(NOON)), CollectorRegistry(), past))
    index.close()


def put(client: TestClient, text: str, author: str = "ana", **more: str) -> object:
    return client.put("/v1/watches/quill", content=text, params={"author": author, **more})


def test_a_watch_is_put_changed_shown_and_deleted_and_its_history_says_who(client: TestClient) -> None:
    assert client.put("/v1/watches/quill", content=QUILL).status_code == 422  # nobody said who
    assert put(client, QUILL).status_code == 201
    assert put(client, QUILL).json()["changed"] is False
    assert put(client, '{"id": "quill", "about": "oil", "title": "Oil"}', "ben").status_code == 200
    shown = client.get("/v1/watches/quill").json()
    assert (shown["author"], shown["invalid"]) == ("ben", None)
    assert shown["text"] == "- id: quill\n  title: Oil\n  about: oil\n"
    assert client.delete("/v1/watches/quill", params={"author": "cy"}).status_code == 204
    assert client.delete("/v1/watches/quill", params={"author": "cy"}).status_code == 404
    history = client.get("/v1/watches/quill/history").json()
    assert [(one["author"], one["watch"] and one["watch"]["title"]) for one in history] == [
        ("ana", ""),
        ("ben", "Oil"),
        ("cy", None),
    ]
    assert client.get("/v1/watches/quill").status_code == 404


def test_an_error_is_problem_details_that_point_at_the_character(client: TestClient) -> None:
    text = "id: quill\ntitle: Öl\nabout: drone AND (Kremlin\n"
    answer = put(client, text)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    body = answer.json()
    assert text[body["position"] :].startswith("(Kremlin")
    (place,) = body["errors"]
    assert (place["line"], place["column"], place["watch_id"]) == (3, 18, "quill")
    assert "never closed" in place["message"]
    assert client.get("/v1/watches").json()["watches"] == []


def test_another_id_or_several_watches_are_refused(client: TestClient) -> None:
    assert "expected one watch with the id quill, found other" in put(client, "id: other\nabout: oil").json()["detail"]
    assert put(client, "- {id: quill, about: oil}\n- {id: b, about: oil}").status_code == 422
    assert put(client, "").status_code == 422
    assert client.put("/v1/watches/quill", params={"author": "a"}, content=b"\xff").status_code == 422
    assert client.put("/v1/watches/quill", params={"author": "a"}, content=b"#" * 1_000_001).status_code == 413


def test_a_text_is_checked_without_being_saved(client: TestClient) -> None:
    checked = client.post(
        "/v1/watches/validate", content=f"- {{id: a, about: '*'}}\n- {{{QUILL.splitlines()[0]}, about: oil}}"
    )
    assert [watch["id"] for watch in checked.json()["watches"]] == ["quill"]
    assert [place["watch_id"] for place in checked.json()["errors"]] == ["a"]
    assert client.get("/v1/watches").json()["watches"] == []


def test_a_preview_tells_alerts_samples_and_shares(client: TestClient) -> None:
    answer = client.post("/v1/watches/preview", content=QUILL, params={"since": "7d"}).json()
    (preview,) = answer["previews"]
    assert (preview["alerts"], preview["alerts_per_day"], preview["messages"]) == (1, 1.0, 1)
    (sample,) = preview["samples"]
    marked = [sample["excerpt"][span["start"] : span["end"]] for span in sample["highlights"]]
    assert "Mara Quill" in marked
    assert [(clause["clause"], clause["share"]) for clause in preview["clauses"]] == [("Mara Quill", 1.0)]
    assert client.post("/v1/watches/preview", content=QUILL, params={"since": "soon"}).status_code == 400
    assert client.post("/v1/watches/preview", content="- {id: a}").status_code == 422


def test_a_look_back_alerts_to_the_past_once_and_says_so(client: TestClient) -> None:
    (alert_id,) = put(client, QUILL, look_back="30d").json()["look_back"]
    assert put(client, QUILL, look_back="30d").json()["look_back"] == []
    (alert,) = client.get("/v1/alerts").json()["alerts"]
    assert (alert["id"], alert["look_back"]) == (alert_id, True)
    assert [one["channel"] for one in client.get(f"/v1/alerts/{alert_id}/deliveries").json()["deliveries"]] == ["desk"]
    assert 'term="look-back"' in client.get("/v1/watches/quill/feed.atom").text


def test_what_is_wrong_with_files_and_stored_watches_is_listed_beside_those_in_force(
    client: TestClient, state: SqlState
) -> None:
    with state.transaction() as tx:
        tx.watches.save(Watch("old", about="no AND"), "an older version", NOON)
        tx.watches.save(Watch("quill", (SaidBy("Mara Quill"),)), "ana", NOON)
        tx.watches.report("watches.yaml", [WatchError("watches.yaml", 3, 9, "expected a text", "broken")])
    page = client.get("/v1/watches").json()
    assert [(one["watch"]["id"], bool(one["invalid"])) for one in page["watches"]] == [("old", True), ("quill", False)]
    assert [(one["file"], one["line"], one["column"], one["watch_id"]) for one in page["errors"]] == [
        ("watches.yaml", 3, 9, "broken")
    ]
    assert client.get("/v1/watches", params={"limit": 1}).json()["after"] == "old"
    assert [one["watch"]["id"] for one in client.get("/v1/watches?after=old").json()["watches"]] == ["quill"]


def test_every_matcher_follows_a_change_with_the_next_article(client: TestClient, state: SqlState) -> None:
    workers, recorded = [LiveMatcher(), LiveMatcher()], make_recorded()

    def matched() -> list[int]:
        found = []
        for worker in workers:
            with state.reading() as tx:
                worker.refresh(tx)
            found.append(len(worker.match(recorded)))
        return found

    assert matched() == [0, 0]
    put(client, QUILL)
    assert matched() == [1, 1]
    put(client, "id: quill\nabout: drought")
    assert matched() == [0, 0]
    put(client, QUILL)
    client.delete("/v1/watches/quill", params={"author": "ana"})
    assert matched() == [0, 0]
