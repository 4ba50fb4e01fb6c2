"""What lists say of somebody who is known already."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from quotewire.importers.draft import join_terms, slug
from quotewire.model.entity import Entity, Role
from quotewire.model.mention import EntityKind

_REGISTERS = (re.compile(r"\bQ\d+\b"), re.compile(r"\b[A-Z]\d{6}\b"))


@dataclass(frozen=True, slots=True)
class Combined:
    """``saved`` holds what is to be written; the rest are ids of it. ``apart`` are namesakes that got an id of their own."""

    saved: tuple[Entity, ...]
    added: tuple[str, ...]
    extended: tuple[str, ...]
    apart: tuple[str, ...]


def combine(imported: Iterable[Entity], known: Mapping[str, Entity]) -> Combined:
    """Join a list to the known entities; what is known stays, the list adds names, offices and what was missing.

    An entry is somebody known when exactly one of the known bears its name, or else one of its aliases, and nothing
    speaks against it; a known entity takes at most one entry of a list. An office at an institution that is known by
    another id is held there.
    """
    bearers = _bearers(known.values())
    imported = [_at_known(entity, known, bearers) for entity in imported]
    saved: dict[str, Entity] = {}
    added, extended, apart = [], [], []
    taken: set[str] = set()
    for entity in imported:
        before = _find(entity, known, bearers, taken)
        if before:
            taken.add(before.id)
            after = _extend(before, entity)
            if after != before:
                saved[after.id] = after
                extended.append(after.id)
        elif entity.id in known or entity.id in saved:
            own = replace(entity, id=_own_id(entity))
            saved[own.id] = own
            apart.append(own.id)
        else:
            saved[entity.id] = entity
            added.append(entity.id)
    return Combined(tuple(saved.values()), tuple(added), tuple(extended), tuple(apart))


def _bearers(known: Iterable[Entity]) -> Mapping[str, set[str]]:
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for entity in known:
        for name in (entity.name, *entity.aliases):
            bearers[slug(name)].add(entity.id)
    return bearers


def _find(
    entity: Entity, known: Mapping[str, Entity], bearers: Mapping[str, set[str]], taken: Collection[str]
) -> Entity | None:
    for name in (entity.name, *entity.aliases):
        ids = bearers.get(slug(name), set()) if slug(name) else set()
        if len(ids) == 1 and _may_be_one(before := known[next(iter(ids))], entity):
            return None if before.id in taken else before
    return None


def _at_known(entity: Entity, known: Mapping[str, Entity], bearers: Mapping[str, set[str]]) -> Entity:
    """With the ids of the institutions by which they are known: "the-united-nations" is "united-nations"."""
    roles = tuple(replace(role, of=_known_id(role.of, known, bearers)) for role in entity.roles)
    return entity if roles == entity.roles else replace(entity, roles=roles)


def _known_id(institution: str, known: Mapping[str, Entity], bearers: Mapping[str, set[str]]) -> str:
    if institution in known:
        return institution
    bare = institution.removeprefix("the-")
    found = bearers.get(institution, set()) | bearers.get(bare, set()) | bearers.get(f"the-{bare}", set())
    bodies = [one for one in found if known[one].kind is not EntityKind.PERSON]
    return bodies[0] if len(bodies) == 1 else institution


def _may_be_one(before: Entity, entity: Entity) -> bool:
    """Nothing that both lists say of a bearer of this id contradicts."""
    pairs = ((before.gender, entity.gender), (before.country, entity.country))
    agree = all(not one or not other or one == other for one, other in pairs)
    return before.kind is entity.kind and agree and not _have_other_numbers(before, entity)


def _have_other_numbers(before: Entity, entity: Entity) -> bool:
    """Whether a register that numbers people (Wikidata, Congress) gives the two different numbers."""
    for register in _REGISTERS:
        one, other = set(register.findall(before.provenance)), set(register.findall(entity.provenance))
        if one and other and one.isdisjoint(other):
            return True
    return False


def _extend(before: Entity, entity: Entity) -> Entity:
    after = replace(
        before,
        aliases=_union(before.aliases, (entity.name, *entity.aliases), before.name),
        roles=_offices(before, entity),
        metonyms=_union(before.metonyms, entity.metonyms),
        demonyms=_union(before.demonyms, entity.demonyms),
        surname=before.surname or entity.surname,
        gender=before.gender or entity.gender,
        country=before.country or entity.country,
        speaks_for=before.speaks_for or entity.speaks_for,
    )
    if after == before or entity.provenance in before.provenance:
        return after
    return replace(after, provenance=f"{before.provenance}; {entity.provenance}")


def _offices(before: Entity, entity: Entity) -> tuple[Role, ...]:
    """The known terms, and those of the list that fall on no known term of the same office."""
    new = [role for role in entity.roles if not any(_same_term(role, known) for known in before.roles)]
    return (*before.roles, *join_terms(new)) if new else before.roles


def _same_term(role: Role, known: Role) -> bool:
    if (role.title.lower(), role.of) != (known.title.lower(), known.of):
        return False
    starts_late = role.start is not None and known.end is not None and role.start >= known.end
    ends_early = role.end is not None and known.start is not None and role.end <= known.start
    return not (starts_late or ends_early)


def _union(known: tuple[str, ...], more: Iterable[str], name: str = "") -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys((*known, *more)) if one != name)


def _own_id(entity: Entity) -> str:
    return f"{entity.id}-{slug(entity.provenance.rsplit(', ', 1)[-1])}"
