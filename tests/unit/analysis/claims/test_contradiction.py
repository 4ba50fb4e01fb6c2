"""Who contradicts whom, and who changed position."""

from datetime import UTC, datetime, timedelta

from quotewire.analysis.claims.contradiction import find_changes, find_contradictions
from quotewire.model.claim import Position
from quotewire.model.statement import Stance

_NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


def _takes(speaker: str, stance: Stance, hour: int) -> Position:
    at = _NOON + timedelta(hours=hour)
    return Position("c", speaker, speaker.title(), stance, f"{speaker}-{hour}", "a", "Outlet", at)


def test_who_supports_is_contradicted_by_who_disputes_and_not_by_who_will_not_say() -> None:
    positions = [_takes("ada", Stance.ALLEGES, 0), _takes("ben", Stance.DENIES, 1), _takes("cyr", Stance.NEITHER, 2)]
    (pair,) = find_contradictions(positions)
    assert (pair.one.speaker_key, pair.other.speaker_key) == ("ada", "ben")


def test_who_comes_round_contradicts_no_longer() -> None:
    positions = [_takes("ada", Stance.ALLEGES, 0), _takes("ben", Stance.DENIES, 1), _takes("ben", Stance.CONFIRMS, 2)]
    assert find_contradictions(positions) == ()
    ((before, after),) = find_changes(positions)
    assert (before.stance, after.stance) == (Stance.DENIES, Stance.CONFIRMS)


def test_saying_the_same_in_another_way_is_no_change() -> None:
    assert find_changes([_takes("ada", Stance.ASSERTS, 0), _takes("ada", Stance.ALLEGES, 1)]) == ()
