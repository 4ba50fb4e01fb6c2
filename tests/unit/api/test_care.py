"""What people do with alerts over HTTP, on the real state."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import fromstring

import fastfeedparser
import pytest
from fastapi.testclient import TestClient
from prometheus_client.registry import CollectorRegistry
from tests.contract.state.samples import DAY, NOON, make_alert, make_statement

from quotewire.adapters.fts.index import FtsIndex
from quotewire.adapters.state import SqlState, migrate
from quotewire.api.app import build_app
from quotewire.api.atom import build_feed
from quotewire.api.health import Health
from quotewire.model.alert import Delivery, DeliveryStatus, Withheld, WithheldReason
from quotewire.model.notice import Notice, NoticeKind
from quotewire.model.watch import Watch

_ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass
class _At:
    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    state, index = SqlState(url), FtsIndex(tmp_path / "index.db")
    with state.transaction() as tx:
        tx.watches.save(Watch("harbour", title="The harbour"), "ana", NOON)
        tx.alerts.raise_alert(make_alert())
        tx.alerts.withhold(
            Withheld("harbour", "202405-s2", "202405-a1", WithheldReason.MUTED, NOON, alert_id="202405-l2")
        )
        tx.notices.put(Notice("n1", NoticeKind.SILENT_SOURCE, "bell", NOON, "no article for 3 h"))
        tx.notices.put(Notice("n2", NoticeKind.SILENT_SOURCE, "bell", NOON - 2 * DAY, "no article for 4 h"))
        tx.outbox.put(Delivery("202405-l1", "desk", DeliveryStatus.PENDING, NOON))
        tx.outbox.settle(Delivery("202405-l1", "desk", DeliveryStatus.SENT, NOON, 1, "200", latency_ms=31), NOON)
    yield TestClient(build_app(state, index, Health({}, _At(NOON)), CollectorRegistry()))
    index.close()
    state.close()


def test_actions_are_told_in_order_with_author_and_time(client: TestClient) -> None:
    alert = "/v1/alerts/202405-l1"
    assert client.post(f"{alert}/ack", json={"author": "ana"}).status_code == 201
    client.post(f"{alert}/assign", json={"author": "ana", "text": "ben"})
    client.post(f"{alert}/comment", json={"author": "ben", "text": "asked the harbour"})
    client.post(f"{alert}/feedback", json={"author": "ben", "feedback": "not new"})
    actions = client.get(f"{alert}/actions").json()
    assert sorted((one["kind"], one["author"], one["text"]) for one in actions) == [
        ("acknowledge", "ana", ""),
        ("assign", "ana", "ben"),
        ("comment", "ben", "asked the harbour"),
        ("feedback", "ben", "not new"),
    ]
    assert client.get("/v1/feedback").json() == {"harbour": {"not new": 1}}


def test_what_is_not_known_or_not_understood_is_told(client: TestClient) -> None:
    assert client.post("/v1/alerts/nothing/ack", json={"author": "ana"}).status_code == 404
    assert client.post("/v1/alerts/202405-l1/feedback", json={"author": "a", "feedback": "dull"}).status_code == 422
    for act in ("assign", "comment"):  # to whom, and what
        assert client.post(f"/v1/alerts/202405-l1/{act}", json={"author": "a"}).status_code == 422
    assert client.get("/v1/watches/nothing/feed.atom").status_code == 404
    assert client.delete("/v1/mutes/watch/harbour").status_code == 404
    unknown = {"kind": "speaker", "target": "Mara Quill", "author": "ana"}
    assert client.post("/v1/mutes", json=unknown).status_code == 404


def test_what_was_withheld_is_listed_with_its_reason(client: TestClient) -> None:
    (told,) = client.get("/v1/alerts/withheld?watch=harbour").json()
    assert (told["statement_id"], told["reason"], told["alert_id"]) == ("202405-s2", "muted", "202405-l2")
    assert client.get("/v1/alerts/withheld?watch=dam").json() == []
    assert client.get("/v1/alerts/withheld", params={"until": (NOON - DAY).isoformat()}).json() == []
    assert client.get("/v1/alerts/withheld", params={"until": "2024-05-03T12:00:00Z"}).json() == [told]


def test_mutes_are_made_listed_and_lifted(client: TestClient) -> None:
    asked = {"kind": "watch", "target": "harbour", "author": "ana", "until": (NOON + DAY).isoformat()}
    assert client.post("/v1/mutes", json=asked).status_code == 201
    assert [one["target"] for one in client.get("/v1/mutes").json()] == ["harbour"]
    assert client.delete("/v1/mutes/watch/harbour").status_code == 204
    assert client.get("/v1/mutes").json() == []


def test_every_attempt_to_deliver_is_visible(client: TestClient) -> None:
    told = client.get("/v1/alerts/202405-l1/deliveries").json()
    assert [one["status"] for one in told["deliveries"]] == ["sent"]
    (attempt,) = told["attempts"]
    assert (attempt["delivery"]["last_response"], attempt["delivery"]["latency_ms"]) == ("200", 31)


def test_the_feed_names_each_alert_under_a_lasting_id(client: TestClient) -> None:
    answers = [client.get("/v1/watches/harbour/feed.atom") for _ in range(2)]
    assert answers[0].headers["content-type"] == "application/atom+xml"
    assert answers[0].content == answers[1].content
    feed = fromstring(answers[0].content)
    assert feed.findtext(f"{_ATOM}title") == "The harbour"
    assert [one.findtext(f"{_ATOM}id") for one in feed.iter(f"{_ATOM}entry")] == ["urn:quotewire:alert:202405-l1"]


def test_the_json_feed_holds_the_same_entries(client: TestClient) -> None:
    answer = client.get("/v1/watches/harbour/feed.json")
    assert answer.headers["content-type"] == "application/feed+json"
    assert answer.json()["title"] == "The harbour"
    assert [one["id"] for one in answer.json()["items"]] == ["urn:quotewire:alert:202405-l1"]
    assert client.get("/v1/watches/nothing/feed.json").status_code == 404


def test_the_feed_is_well_formed_whatever_was_said() -> None:
    said = replace(make_statement(), text='a < b & "c" ]]> \x00\x0b\ud800 \N{SNOWMAN}')
    feed = fromstring(build_feed("w", "", "http://e.example/?a&b", [replace(make_alert(), statement=said)]))
    title = feed.find(f"{_ATOM}entry").findtext(f"{_ATOM}title")  # type: ignore[union-attr]
    assert title == 'Mara Quill denies: a < b & "c" ]]> \ufffd\ufffd\ufffd \N{SNOWMAN}'


def test_a_reader_finds_in_the_feed_what_it_needs() -> None:
    alerts = [replace(make_alert("two"), look_back=True), make_alert("one")]
    written = build_feed("harbour", "The harbour", "http://e.example/feed.atom", alerts)
    feed = fromstring(written)
    for element in (feed, *feed.iter(f"{_ATOM}entry")):  # what RFC 4287 demands, and once
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{_ATOM}{name}")) == 1
    assert feed.findtext(f"{_ATOM}author/{_ATOM}name")
    entries = fastfeedparser.parse(written).entries
    assert [(one.id, one.link) for one in entries] == [
        (f"urn:quotewire:alert:{name}", make_alert().url) for name in ("two", "one")
    ]
    assert [tag["term"] for tag in entries[0].tags] == ["statement", "look-back"]
    assert entries[0].updated == NOON.isoformat()


def test_health_tells_what_operators_were_told_lately(client: TestClient) -> None:
    assert client.get("/health").json()["notices"] == ["silent source: bell: no article for 3 h"]
    assert len(client.get("/v1/notices").json()) == 2
