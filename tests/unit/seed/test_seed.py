"""What ships must load, hang together, and confuse two people only where two people truly share a name."""

from collections import defaultdict
from datetime import date
from itertools import combinations

import pytest

from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.entities.tokens import fold_name
from quotewire.model.entity import Entity, Role, SurnameRule
from quotewire.model.mention import EntityKind
from quotewire.seed import seed_entities

SHARED_NAMES = {
    ("conservative", "party"): {"conservative-party-of-canada", "uk-conservative-party"},
    ("president", "bush"): {"george-h-w-bush", "george-w-bush"},
    ("rsf",): {"rapid-support-forces", "reporters-without-borders"},
}
SHARED_METONYMS = {
    ("brussels",): {"european-union", "government-of-belgium"},
    ("congo",): {"government-of-the-democratic-republic-of-the-congo", "government-of-the-republic-of-the-congo"},
    ("georgetown",): {"georgetown-university", "government-of-guyana"},
    ("georgia",): {"government-of-georgia", "state-of-georgia"},
    ("hague",): {"government-of-the-netherlands", "international-criminal-court"},
    ("victoria",): {"government-of-seychelles", "state-of-victoria"},
}
SHARED_DEMONYMS = {
    ("congolese",): {"government-of-the-democratic-republic-of-the-congo", "government-of-the-republic-of-the-congo"},
    ("dominican",): {"government-of-dominica", "government-of-the-dominican-republic"},
}
ONE_HOLDER = {"president", "prime minister", "chancellor", "foreign minister", "press secretary", "secretary general"}


@pytest.fixture(scope="module")
def entities() -> tuple[Entity, ...]:
    return seed_entities()


@pytest.fixture(scope="module")
def registry(entities: tuple[Entity, ...]) -> Registry:
    return Registry.build(entities)


def _shared(entities: tuple[Entity, ...], *fields: str) -> dict[tuple[str, ...], set[str]]:
    bearers = defaultdict(set)
    for entity in entities:
        for field in fields:
            value = getattr(entity, field)
            for name in (value,) if isinstance(value, str) else value:
                words = fold_name(name)
                bearers[words[1:] if words[0] == "the" and len(words) > 1 else words].add(entity.id)
    return {name: ids for name, ids in bearers.items() if len(ids) > 1}


def test_there_are_all_governments_and_enough_institutions_and_officials(entities: tuple[Entity, ...]) -> None:
    count = {kind: sum(entity.kind is kind for entity in entities) for kind in EntityKind}
    assert count[EntityKind.GOVERNMENT] >= 195
    assert count[EntityKind.ORGANISATION] >= 150
    assert count[EntityKind.PERSON] >= 250


def test_ids_are_unique_slugs_and_each_entry_says_where_it_is_from(entities: tuple[Entity, ...]) -> None:
    ids = [entity.id for entity in entities]
    assert len(ids) == len(set(ids))
    assert all(one == one.lower() and one.replace("-", "").isalnum() and one.isascii() for one in ids)
    assert [entity.id for entity in entities if not entity.provenance] == []


def test_whom_somebody_speaks_for_and_where_an_office_is_held_are_in_the_seed(entities: tuple[Entity, ...]) -> None:
    by_id = {entity.id: entity for entity in entities}
    named = {role.of for entity in entities for role in entity.roles}
    named |= {entity.speaks_for for entity in entities if entity.speaks_for}
    assert named - by_id.keys() == set()
    assert [one for one in sorted(named) if by_id[one].kind is EntityKind.PERSON] == []


def test_nobody_speaks_for_themselves_through_others(entities: tuple[Entity, ...]) -> None:
    by_id = {entity.id: entity for entity in entities}
    for entity in entities:
        chain = [entity.id]
        while (on_behalf := by_id[chain[-1]].speaks_for) is not None:
            assert on_behalf not in chain, chain
            chain.append(on_behalf)


def test_every_government_has_country_capital_demonym_and_code(entities: tuple[Entity, ...]) -> None:
    governments = [entity for entity in entities if entity.kind is EntityKind.GOVERNMENT]
    lacking = [one.id for one in governments if len(one.metonyms) < 2 or not one.demonyms or not one.country]
    assert lacking == []
    codes = [one.country for one in governments]
    assert len(codes) == len(set(codes))
    assert all(code and len(code) == 2 and code.islower() for code in codes)


def test_offices_end_after_they_start_and_nobody_holds_one_twice_at_once(entities: tuple[Entity, ...]) -> None:
    for entity in entities:
        for role in entity.roles:
            assert role.start is None or role.end is None or role.start < role.end, (entity.id, role)
            assert all(day is None or date(1970, 1, 1) <= day < date(2026, 12, 31) for day in (role.start, role.end))
        for one, other in combinations(entity.roles, 2):
            assert not (_same_office(one, other) and _overlap(one, other)), (entity.id, one)


def test_an_office_that_one_person_holds_has_one_holder_at_a_time(entities: tuple[Entity, ...]) -> None:
    holders = defaultdict(list)
    for entity in entities:
        for role in entity.roles:
            if role.title in ONE_HOLDER:
                holders[role.title, role.of].append((role, entity.id))
    both = [
        (one_id, other_id, one.title)
        for held in holders.values()
        for (one, one_id), (other, other_id) in combinations(held, 2)
        if one_id != other_id and _overlap(one, other)
    ]
    assert both == []


def _same_office(one: Role, other: Role) -> bool:
    return (one.title, one.of) == (other.title, other.of)


def _overlap(one: Role, other: Role) -> bool:
    """Whether both are held on some day that is not merely the day of the handover."""
    start = max(one.start or date.min, other.start or date.min)
    return start < min(one.end or date.max, other.end or date.max)


def test_only_the_listed_names_are_shared(entities: tuple[Entity, ...]) -> None:
    assert _shared(entities, "name", "aliases") == SHARED_NAMES
    assert _shared(entities, "metonyms") == SHARED_METONYMS
    assert _shared(entities, "demonyms") == SHARED_DEMONYMS


def test_a_surname_that_always_stands_for_one_person_is_nobody_elses(entities: tuple[Entity, ...]) -> None:
    people = [entity for entity in entities if entity.kind is EntityKind.PERSON and entity.surname]
    bearers = defaultdict(set)
    for person in people:
        bearers[fold_name(person.surname or "")].add(person.id)
    always = [fold_name(one.surname or "") for one in people if one.surname_rule is SurnameRule.ALWAYS]
    assert [surname for surname in always if len(bearers[surname]) > 1] == []


def test_surname_is_part_of_the_name(entities: tuple[Entity, ...]) -> None:
    odd = [one.id for one in entities if one.surname and not set(fold_name(one.surname)) <= set(fold_name(one.name))]
    assert odd == []


def test_who_held_an_office_depends_on_the_day(registry: Registry) -> None:
    def held(title: str, of: str, day: date) -> list[str]:
        return [entity.id for entity in registry.holders(title, of, day)]

    assert held("press secretary", "white-house", date(2023, 5, 4)) == ["karine-jean-pierre"]
    assert held("press secretary", "white-house", date(2025, 6, 1)) == ["karoline-leavitt"]
    assert held("president", "government-of-ukraine", date(2018, 1, 1)) == ["petro-poroshenko"]
    assert held("secretary general", "north-atlantic-treaty-organization", date(2023, 5, 4)) == ["jens-stoltenberg"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the Kremlin", "government-of-russia"),
        ("Moscow", "government-of-russia"),
        ("Kiev", "government-of-ukraine"),
        ("Downing Street", "government-of-the-united-kingdom"),
        ("Washington", "government-of-the-united-states"),
        ("the Elysee", "government-of-france"),
        ("Holland", "government-of-the-netherlands"),
    ],
)
def test_capitals_and_seats_of_power_stand_for_governments(registry: Registry, said: str, meant: str) -> None:
    found = registry.metonym(said)
    assert found is not None
    assert found.id == meant


def test_what_is_shared_stands_for_nobody_by_itself(registry: Registry) -> None:
    assert registry.metonym("Georgia") is None
    assert registry.demonym("Congolese") is None
