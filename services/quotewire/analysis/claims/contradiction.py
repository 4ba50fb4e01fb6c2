"""Who contradicts whom on a claim, and who changed position."""

from collections.abc import Sequence
from dataclasses import dataclass

from quotewire.model.claim import Position
from quotewire.model.statement import Attitude, attitude_of


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``one`` supports the claim and ``other`` disputes it; of each speaker the latest position that says so."""

    one: Position
    other: Position


def find_contradictions(positions: Sequence[Position]) -> tuple[Contradiction, ...]:
    """Every pair of speakers whose latest positions (by date) oppose each other, in order of speaking."""
    latest = {position.speaker_key: position for position in positions if _is_committed(position)}
    supporting = [one for one in latest.values() if attitude_of(one.stance) is Attitude.SUPPORTS]
    disputing = [other for other in latest.values() if attitude_of(other.stance) is Attitude.DISPUTES]
    return tuple(Contradiction(one, other) for one in supporting for other in disputing)


def find_changes(positions: Sequence[Position]) -> tuple[tuple[Position, Position], ...]:
    """Each speaker's moves from one attitude to another: the position before and the one after."""
    last: dict[str, Position] = {}
    changes = []
    for position in positions:
        before = last.get(position.speaker_key)
        if before is not None and attitude_of(before.stance) is not attitude_of(position.stance):
            changes.append((before, position))
        last[position.speaker_key] = position
    return tuple(changes)


def _is_committed(position: Position) -> bool:
    return attitude_of(position.stance) is not Attitude.UNCOMMITTED
