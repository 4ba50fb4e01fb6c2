"""A list adds to what is known and overwrites nothing of it."""

from datetime import date

import pytest

from quotewire.importers.combine import combine
from quotewire.model.entity import Entity, Role
from quotewire.model.mention import EntityKind


def _person(entity_id: str, name: str, **more: object) -> Entity:
    return Entity(id=entity_id, kind=EntityKind.PERSON, name=name, **{"provenance": "list, X1", **more})  # type: ignore[arg-type]


KNOWN = _person(
    "ada-vell",
    "Ada Vell",
    aliases=("Adelaide Vell",),
    gender="f",
    country="no",
    roles=(Role("minister", "government-of-norway", date(2022, 2, 1)),),
    provenance="hand-written",
)


def test_somebody_known_gains_names_and_offices_and_keeps_the_rest() -> None:
    imported = _person(
        "adelaide-vell",
        "Adelaide Vell",
        aliases=("Ada M. Vell",),
        roles=(
            Role("mayor", "city-of-oslo", date(2010, 1, 1), date(2014, 1, 1)),
            Role("minister", "government-of-norway", date(2022, 1, 1), date(2022, 12, 31)),
        ),
    )
    combined = combine([imported], {KNOWN.id: KNOWN})
    (after,) = combined.saved
    assert combined.extended == ("ada-vell",)
    assert after.name == "Ada Vell"
    assert after.aliases == ("Adelaide Vell", "Ada M. Vell")
    assert after.roles == (*KNOWN.roles, Role("mayor", "city-of-oslo", date(2010, 1, 1), date(2014, 1, 1)))
    assert after.provenance == "hand-written; list, X1"


def test_the_same_list_again_changes_nothing() -> None:
    imported = _person("ada-vell", "Ada Vell", aliases=("A. Vell",))
    once = combine([imported], {KNOWN.id: KNOWN}).saved[0]
    assert combine([imported], {once.id: once}).saved == ()


@pytest.mark.parametrize("other", [{"gender": "m"}, {"country": "se"}])
def test_a_namesake_is_kept_apart(other: dict[str, str]) -> None:
    combined = combine([_person("ada-vell", "Ada Vell", **other)], {KNOWN.id: KNOWN})
    assert combined.apart == ("ada-vell-x1",)
    assert combined.extended == ()


def test_two_entries_of_one_list_never_become_one_person() -> None:
    namesakes = [
        _person("ada-vell-x1", "Ada Vell", aliases=("A. Vell",)),
        _person("ada-vell-x2", "Ada Vell", provenance="list, X2"),
    ]
    combined = combine(namesakes, {KNOWN.id: KNOWN})
    assert combined.extended == ("ada-vell",)
    assert combined.added == ("ada-vell-x2",)


def test_a_name_that_two_known_people_bear_is_nobodys() -> None:
    other = _person("ada-vell-2", "Ada B. Vell", aliases=("Ada Vell",), provenance="hand-written")
    combined = combine([_person("ada-vell-x9", "Ada Vell")], {KNOWN.id: KNOWN, other.id: other})
    assert combined.added == ("ada-vell-x9",)


def test_an_office_is_held_at_the_institution_that_is_known() -> None:
    nations = Entity("united-nations", EntityKind.ORGANISATION, "United Nations", ("UN",))
    imported = _person("bo-frey", "Bo Frey", roles=(Role("envoy", "the-united-nations"), Role("chair", "un-council")))
    (saved,) = combine([imported], {nations.id: nations}).saved
    assert [role.of for role in saved.roles] == ["united-nations", "un-council"]


def test_two_numbers_of_one_register_are_two_people() -> None:
    senator = _person("ada-vell", "Ada Vell", gender="f", country="us", provenance="legislators, 2026, V000393")
    president = _person("ada-vell", "Ada Vell", gender="f", country="us", provenance="executive, 2026, V000107")
    assert combine([president], {senator.id: senator}).apart == ("ada-vell-v000107",)
    again = _person("ada-vell", "Ada Vell", aliases=("A. Vell",), provenance="executive, 2026, V000393")
    assert combine([again], {senator.id: senator}).extended == ("ada-vell",)
