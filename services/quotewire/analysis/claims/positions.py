"""Who stands where on a claim, and how it spread. Contradictions and changes: see contradiction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from quotewire.model.claim import Position
from quotewire.model.statement import Attitude, attitude_of


@dataclass(frozen=True, slots=True)
class Sides:
    """The latest position of each speaker, by attitude, in the order in which the speakers first took part."""

    supports: tuple[Position, ...]
    disputes: tuple[Position, ...]
    uncommitted: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Carriage:
    """An outlet that carried the claim: when it first did, and how many of its articles do."""

    outlet: str
    first_at: datetime
    articles: int


def take_sides(positions: Iterable[Position]) -> Sides:
    latest = _latest(positions)
    by_attitude = {attitude: _of(latest, attitude) for attitude in Attitude}
    return Sides(by_attitude[Attitude.SUPPORTS], by_attitude[Attitude.DISPUTES], by_attitude[Attitude.UNCOMMITTED])


def is_supported(positions: Sequence[Position]) -> bool:
    """Whether anyone has put the claim forward, rather than only disputed it."""
    return any(attitude_of(position.stance) is Attitude.SUPPORTS for position in positions)


def trace_spread(positions: Iterable[Position]) -> tuple[Carriage, ...]:
    """Outlets in the order in which they first carried the claim; positions without an outlet do not count."""
    carried: dict[str, list[Position]] = {}
    for position in positions:
        if position.outlet:
            carried.setdefault(position.outlet, []).append(position)
    spread = (
        Carriage(outlet, min(one.at for one in taken), len({one.article_id for one in taken}))
        for outlet, taken in carried.items()
    )
    return tuple(sorted(spread, key=lambda carriage: (carriage.first_at, carriage.outlet)))


def _latest(positions: Iterable[Position]) -> list[Position]:
    """One for each speaker; of one article's positions, a dispute outweighs what else the speaker said there."""
    latest: dict[str, Position] = {}
    for position in sorted(positions, key=_when):
        latest[position.speaker_key] = position
    return list(latest.values())


def _of(positions: Sequence[Position], attitude: Attitude) -> tuple[Position, ...]:
    return tuple(position for position in positions if attitude_of(position.stance) is attitude)


def _when(position: Position) -> tuple[datetime, bool, str]:
    return position.at, attitude_of(position.stance) is Attitude.DISPUTES, position.statement_id
