"""Claims over HTTP, on a small coverage in the real state."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client.registry import CollectorRegistry
from tests.unit.curator.conftest import ANA, Desk, desk

from quotewire.api.app import build_app
from quotewire.api.health import Health

__all__ = ["desk"]


class _Later:
    def now(self) -> object:
        return ANA.at


@pytest.fixture
def client(desk: Desk) -> TestClient:
    return TestClient(build_app(desk.state, desk.index, Health({}, _Later()), CollectorRegistry()))  # type: ignore[arg-type]


def test_claims_are_listed_shown_and_exported(client: TestClient) -> None:
    rust, bridge = client.get("/v1/claims").json()
    page = client.get(f"/v1/claims/{bridge['id']}").json()
    assert [one["position"]["speaker_name"] for one in page["timeline"]] == ["Ada Lind", "Oren Cast"]
    assert [one["other"]["speaker_name"] for one in page["contradictions"]] == ["Oren Cast"]
    review = client.get(f"/v1/claims/{rust['id']}/claimreview").json()
    assert (review["@type"], review["identifier"]) == ("ClaimReview", rust["id"])


def test_claims_are_merged_and_split_and_old_ids_lead_on(client: TestClient) -> None:
    rust, bridge = (one["id"] for one in client.get("/v1/claims").json())
    merged = client.post(f"/v1/claims/{rust}/merge", json={"other": bridge, "author": "ana"})
    assert (merged.status_code, merged.json()["id"]) == (200, bridge)
    page = client.get(f"/v1/claims/{rust}").json()
    assert (page["claim"]["id"], page["also_known_as"], page["decisions"][0]["author"]) == (bridge, [rust], "ana")
    statement = page["timeline"][-1]["position"]["statement_id"]
    founded = client.post(f"/v1/claims/{bridge}/split", json={"statements": [statement], "author": "ana"})
    assert (founded.status_code, founded.json()["id"]) == (201, rust)
    other = client.get(f"/v1/claims/{bridge}").json()["timeline"][-1]["position"]["statement_id"]
    moved = client.post(f"/v1/claims/{rust}/statements", json={"statements": [other], "author": "ana"})
    assert moved.json()["id"] == rust
    assert len(client.get(f"/v1/claims/{rust}").json()["timeline"]) == 2


def test_what_cannot_be_decided_is_told(client: TestClient) -> None:
    rust = client.get("/v1/claims").json()[0]["id"]
    assert client.get("/v1/claims/x").status_code == 404
    refused = client.post(f"/v1/claims/{rust}/split", json={"statements": ["x"], "author": "ana"})
    assert (refused.status_code, refused.headers["content-type"]) == (404, "application/problem+json")
    statement = client.get(f"/v1/claims/{rust}").json()["timeline"][0]["position"]["statement_id"]
    all_of_it = {"statements": [statement], "author": "ana"}
    assert client.post(f"/v1/claims/{rust}/split", json=all_of_it).status_code == 409
