"""Finding known names in a text, and entities by name, office and metonym."""

from datetime import date

import pytest

from quotewire.analysis.entities.registry import Registry
from quotewire.model.entity import Entity, Role, SurnameRule
from quotewire.model.mention import EntityKind

PERSON, BODY = EntityKind.PERSON, EntityKind.ORGANISATION
REGISTRY = Registry.build(
    [
        Entity("obrien", PERSON, "Pat O'Brien"),
        Entity("cezar", PERSON, "Cézar Łuk", ("Цезар Лук", "凱撒")),
        Entity("jp", PERSON, "Ana Ruiz-Paz", surname="Ruiz-Paz", surname_rule=SurnameRule.ALWAYS),
        Entity("usw", BODY, "United Steel Works", ("US", "USW", "U.S.W.")),
        Entity("bank", BODY, "Bank of Arda"),
        Entity("arda", EntityKind.GOVERNMENT, "government of Arda", ("Arda",), metonyms=("the Citadel",), demonyms=("Ardan",)),
        Entity("one", PERSON, "John Reed", roles=(Role("mayor", "arda", date(2020, 1, 1), date(2021, 1, 1)),)),
        Entity("two", PERSON, "John Reed", roles=(Role("mayor", "arda", date(2021, 1, 2)),)),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pat O’Brien's dog", ["Pat O’Brien"]),
        ("PAT O'BRIEN", ["PAT O'BRIEN"]),
        ("pat o'brien", []),
        ("Cezar Luk and Цезар Лук, 凱撒說", ["Cezar Luk", "Цезар Лук", "凱撒"]),
        ("Ruiz-Paz spoke", ["Ruiz-Paz"]),
        ("tell us of the US and U.S.", ["US", "U.S."]),
        ("TELL US NOW", []),
        ("the Bank of Arda", ["Bank of Arda"]),
        ("Ardans of Ardaville", []),
    ],
)
def test_find(text: str, found: list[str]) -> None:
    assert [hit.span.of(text) for hit in REGISTRY.find(text)] == found


def test_namesakes_are_all_given() -> None:
    assert REGISTRY.find("John Reed")[0].entity_ids == ("one", "two")
    assert {entity.id for entity in REGISTRY.by_name("john reed")} == {"one", "two"}


def test_holders_on_a_day() -> None:
    assert [entity.id for entity in REGISTRY.holders("Mayor", "arda", date(2020, 6, 1))] == ["one"]
    assert [entity.id for entity in REGISTRY.holders("mayor", "arda", date(2024, 6, 1))] == ["two"]
    assert REGISTRY.holders("mayor", "arda", date(2019, 6, 1)) == ()


def test_metonyms_and_demonyms() -> None:
    assert REGISTRY.metonym("Citadel") is REGISTRY.get("arda")
    assert REGISTRY.demonym("Ardan") is REGISTRY.get("arda")
    assert REGISTRY.metonym("Ardan") is None


def test_a_metonym_needs_its_capitals() -> None:
    states = Registry.build([Entity("us", EntityKind.GOVERNMENT, "United States", metonyms=("US", "Washington"))])
    assert [bool(states.metonym(text)) for text in ("US", "the U.S.", "us", "Us", "the us")] == [
        True,
        True,
        *[False] * 3,
    ]
    assert [bool(states.metonym(text)) for text in ("Washington", "WASHINGTON", "washington")] == [True, True, False]


@pytest.mark.parametrize("title", ["spokesman", "spokeswoman", "Spokesperson"])
def test_an_office_has_one_name_whoever_holds_it(title: str) -> None:
    registry = Registry.build([Entity("ann", PERSON, "Ann Roe", roles=(Role("spokeswoman", "arda"),))])
    assert [entity.id for entity in registry.holders(title, "arda", date(2024, 1, 1))] == ["ann"]


def test_a_person_with_offices_speaks_for_somebody_only_while_one_is_held() -> None:
    ended = Role("spokeswoman", "bank", end=date(2023, 1, 1))
    registry = Registry.build(
        [
            Entity("ann", PERSON, "Ann Roe", roles=(ended,), speaks_for="arda"),
            Entity("bea", PERSON, "Bea Poe", speaks_for="arda"),
        ]
    )
    assert [entity.speaks_for for entity in map(registry.get, ("ann", "bea")) if entity] == [None, "arda"]


def test_an_empty_registry_finds_nothing() -> None:
    assert Registry.build([]).find("Pat O'Brien") == []
