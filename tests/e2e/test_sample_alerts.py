"""What the sample watchlist yields: pinned alert by alert, and held against the hand reading of the coverage."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Service

_PINNED = Path(__file__).parent / "sample" / "alerts.json"
_READING = Path(__file__).parent / "sample" / "expected_alerts.json"

Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def alerts(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Oldest first."""
    service = Service(tmp_path_factory.mktemp("sample") / "data", ("--sample",))
    done = service.run("collect")
    assert done.returncode == 0, done.stdout + done.stderr
    found = service.json("alerts", "-n", "500")
    return sorted(found, key=lambda alert: (alert["dated"], alert["watch_id"], alert["statement"]["text"]))


def _told(alert: dict[str, Any]) -> dict[str, str]:
    said = alert["statement"]
    return {
        "watch": alert["watch_id"],
        "kind": alert["kind"],
        "speaker": said["speaker"]["name"],
        "stance": said["stance"],
        "novelty": alert["novelty"],
        "text": said["text"],
    }


def test_the_known_alerts_and_no_more(alerts: list[dict[str, Any]]) -> None:
    """After a change that is meant, look at every difference and write the file anew (see CONTRIBUTING)."""
    assert [_told(alert) for alert in alerts] == json.loads(_PINNED.read_text("utf-8"))


def test_everything_that_the_hand_reading_asks_for_is_raised(alerts: list[dict[str, Any]]) -> None:
    """By watch, speaker and words; the hand reading has 48 alerts and one correction."""
    missed = [one for one in _asked_for() if not any(_is_raised_by(alert, one) for alert in alerts)]
    assert missed == [], [(one["watch"], one["speaker"], one["content"][:60]) for one in missed]


def test_nothing_is_raised_without_being_asked_for_and_hardly_anything_twice(alerts: list[dict[str, Any]]) -> None:
    told = [(alert, [at for at, one in enumerate(_asked_for()) if _is_raised_by(alert, one)]) for alert in alerts]
    assert [alert["statement"]["text"] for alert, answers in told if not answers] == []
    assert len(alerts) - len(_asked_for()) <= 1


def test_a_changed_quotation_is_followed_up_once(alerts: list[dict[str, Any]]) -> None:
    (correction,) = (alert for alert in alerts if alert["kind"] == "correction")
    assert (correction["watch_id"], correction["statement"]["speaker"]["name"]) == ("podolyak", "Mykhailo Podolyak")
    assert correction["correction"]["kind"] == "reworded"


def _asked_for() -> list[dict[str, Any]]:
    return list(json.loads(_READING.read_text("utf-8"))["alerts"])


def _is_raised_by(alert: dict[str, Any], expected: dict[str, Any]) -> bool:
    folded = [expected["content"], *(one["content"] for one in expected.get("folded", ()))]
    said = alert["statement"]
    return (
        (alert["watch_id"], alert["kind"], said["speaker"]["name"])
        == (expected["watch"], expected["kind"], expected["speaker"])
    ) and any(_share(said["text"], text) >= 0.5 for text in folded)


def _share(one: str, other: str) -> float:
    mine, theirs = set(one.casefold().split()), set(other.casefold().split())
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
