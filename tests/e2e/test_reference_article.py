"""The reference article through the whole embedded service: its example watches hear what the hand-made reading lists."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Service

from quotewire.model.statement import Attitude, Stance, attitude_of

pytestmark = pytest.mark.timeout(300)

_DRONES = {
    "id": "kremlin-drones",
    "said_by": [
        "Dmitry Peskov",
        {"role": "press secretary", "of": "The White House"},
        {"organisation": "Institute for the Study of War"},
    ],
    "about": '(drone* OR UAV) AND (Kremlin OR "Red Square"~3) NOT football',
    "stance": ["alleges", "denies", "neither confirms nor denies"],
    "min_confidence": 0.7,
}
ServiceOn = Callable[[str, dict[str, Any]], Service]
_SPEAKERS = ("Dmitry Peskov", "Karine Jean-Pierre", "Institute for the Study of War")


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "gold" / "kremlin-drone-article.gold.json").read_text("utf-8"))


def collect_article(folder: Path, shared: Path, service_on: ServiceOn, watches: list[dict[str, Any]]) -> Service:
    """A service that has collected and worked off the reference article."""
    pages = folder / "pages"
    pages.mkdir()
    text = (shared / "gold" / "kremlin-drone-article.txt").read_bytes()
    (pages / "article.txt").write_bytes(text)
    item = {"file": "article.txt", "url": "https://example.org/a", "collected_at": "2023-05-04T12:00:00Z"}
    (pages / "manifest.yaml").write_text(json.dumps({"items": [item]}))
    (folder / "watches.yaml").write_text(json.dumps(watches))
    source = {"id": "reference", "kind": "folder", "location": str(pages)}
    service = service_on("data", {"sources": [source], "watches": "watches.yaml"})
    done = service.run("collect")
    assert done.returncode == 0, done.stderr
    return service


def test_each_example_watch_alerts_to_exactly_the_statements_of_the_gold_reading(
    tmp_path: Path, shared: Path, gold: dict[str, Any], service_on: ServiceOn
) -> None:
    example = gold["watchlist_example"]
    watches = [{"id": "example", "said_by": example["people"], "about": example["topic"]}, _DRONES]
    service = collect_article(tmp_path, shared, service_on, watches)

    told: dict[str, list[int]] = {"example": [], "kremlin-drones": []}
    for alert in service.json("alerts"):
        told[alert["watch_id"]].append(_number(alert["statement"]["text"], gold))
    assert sorted(told["example"]) == example["alerts_expected_for_statements"]
    wanted = [
        one["n"] for one in gold["statements"] if one["entity"] in _SPEAKERS and one["stance"] in _DRONES["stance"]
    ]
    assert sorted(told["kremlin-drones"]) == wanted


def test_one_claim_gathers_who_asserts_who_disputes_and_who_will_not_say(
    tmp_path: Path, shared: Path, gold: dict[str, Any], service_on: ServiceOn
) -> None:
    service = collect_article(tmp_path, shared, service_on, [_DRONES])
    pages = [service.json("claim", "show", one["id"]) for one in service.json("claim", "list")]
    page = max(pages, key=lambda one: len(one["positions"]))
    sides: dict[Attitude, set[str]] = defaultdict(set)
    for step in page["timeline"]:
        position = step["position"]
        sides[attitude_of(Stance(position["stance"]))].add(position["speaker_name"])
    claim = gold["claim"]
    assert sides[Attitude.SUPPORTS] == set(claim["asserted_by"])
    assert sides[Attitude.DISPUTES] == set(claim["disputed_by"])
    assert sides[Attitude.UNCOMMITTED] == set(claim["neither_confirmed_nor_denied_by"])


def _number(text: str, gold: dict[str, Any]) -> int:
    """Of the gold statement that shares half of its words with the text, or more; 0 when there is none."""
    found = set(text.split())
    shares = {
        one["n"]: len(found & (its := set(one["content"].split()))) / len(found | its) for one in gold["statements"]
    }
    best = max(shares, key=lambda number: shares[number])
    return best if shares[best] >= 0.5 else 0
