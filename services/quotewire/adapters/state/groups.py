"""Ids with all that are one with them, for many ids in one question."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from quotewire.adapters.state.several import among
from quotewire.adapters.state.tables import merges

_TARGETS = select(merges.c.into_id).where(among(merges.c.entity_id, "ids"))
_RELATED = select(merges.c.entity_id, merges.c.into_id).where(
    or_(among(merges.c.into_id, "ids"), merges.c.into_id.in_(_TARGETS))
)


@dataclass(frozen=True, slots=True)
class Groups:
    """Which id stands for which, as far as it concerns the ids that were asked for."""

    into: Mapping[str, str]
    names: Mapping[str, frozenset[str]]  # of a standing id that others were merged into

    def standing(self, entity_id: str) -> str:
        return self.into.get(entity_id, entity_id)

    def all_names(self, entity_id: str) -> frozenset[str]:
        """The id, the one that stands for it, and all that this one stands for."""
        return self.names.get(self.standing(entity_id), frozenset({entity_id}))


def read_groups(connection: Connection, entity_ids: Collection[str]) -> Groups:
    if not entity_ids:
        return Groups({}, {})
    related = connection.execute(_RELATED, {"ids": sorted(entity_ids)})
    into: dict[str, str] = {row.entity_id: row.into_id for row in related}
    names: defaultdict[str, set[str]] = defaultdict(set)
    for entity_id, target in into.items():
        names[target] |= {entity_id, target}
    return Groups(into, {target: frozenset(of) for target, of in names.items()})
