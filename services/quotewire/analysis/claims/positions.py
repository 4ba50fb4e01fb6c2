"""Who stands where on a claim, and how it spread. Contradictions and changes: see contradiction."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

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
    """An outlet that carried the claim: when it first did, in which statement, and how many of its articles do."""

    outlet: str
    first_at: datetime
    articles: int
    country: str | None = None
    first_statement_id: str = ""


@dataclass(frozen=True, slots=True)
class Hour:
    """What an hour (``at`` is its beginning, UTC) brought: articles, statements, the outlets that had not carried the
    claim before, the countries whose outlets spoke, and how many outlets carry it by its end.
    """

    at: datetime
    articles: int
    statements: int
    new_outlets: tuple[str, ...]
    countries: tuple[str, ...]
    outlets_so_far: int


def take_sides(positions: Iterable[Position]) -> Sides:
    latest = _latest(positions)
    by_attitude = {attitude: _of(latest, attitude) for attitude in Attitude}
    return Sides(by_attitude[Attitude.SUPPORTS], by_attitude[Attitude.DISPUTES], by_attitude[Attitude.UNCOMMITTED])


def is_supported(positions: Sequence[Position]) -> bool:
    """Whether anyone has put the claim forward, rather than only disputed it."""
    return any(attitude_of(position.stance) is Attitude.SUPPORTS for position in positions)


def trace_spread(
    positions: Iterable[Position], countries: Mapping[str, str] = MappingProxyType({})
) -> tuple[Carriage, ...]:
    """Outlets in the order in which they first carried the claim; positions without an outlet do not count.

    ``countries`` are those of the outlets, by name, as far as they are known.
    """
    carried: dict[str, list[Position]] = {}
    for position in positions:
        if position.outlet:
            carried.setdefault(position.outlet, []).append(position)
    spread = (_carriage(outlet, taken, countries.get(outlet)) for outlet, taken in carried.items())
    return tuple(sorted(spread, key=lambda carriage: (carriage.first_at, carriage.outlet)))


def count_by_hour(
    positions: Sequence[Position], countries: Mapping[str, str] = MappingProxyType({})
) -> tuple[Hour, ...]:
    """How the claim spread: the hours in which something was said about it, oldest first."""
    said: dict[datetime, list[Position]] = {}
    for position in sorted(positions, key=_when):
        said.setdefault(_hour(position.at), []).append(position)
    carrying: set[str] = set()
    hours = []
    for at, here in said.items():
        hours.append(_count(at, here, countries, carrying))
        carrying |= {position.outlet for position in here if position.outlet}
    return tuple(hours)


def _count(at: datetime, here: Sequence[Position], countries: Mapping[str, str], carrying: Set[str]) -> Hour:
    outlets = {position.outlet for position in here if position.outlet}
    lands = {countries[outlet] for outlet in outlets if outlet in countries}
    articles = {position.article_id for position in here}
    new = tuple(sorted(outlets - carrying))
    return Hour(at, len(articles), len(here), new, tuple(sorted(lands)), len(outlets | carrying))


def _carriage(outlet: str, taken: Sequence[Position], country: str | None) -> Carriage:
    first = min(taken, key=lambda position: (position.at, position.statement_id))
    return Carriage(outlet, first.at, len({one.article_id for one in taken}), country, first.statement_id)


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


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
