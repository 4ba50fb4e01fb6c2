"""Suggestions find the same person in other spellings and scripts, and leave others alone."""

import pytest

pytest.importorskip("rapidfuzz", reason="suggestions are in the extra `people`")

from quotewire.importers.likeness import compare
from quotewire.importers.suggest import LEAST_LIKE, Origin, suggest_names
from quotewire.seed import seed_entities

ALIKE = [
    ("Volodymyr Zelenskyy", "Volodymyr Zelensky"),
    ("Volodymyr Zelenskyy", "Volodymyr Zelenskiy"),
    ("Volodymyr Zelenskyy", "Володимир Зеленський"),
    ("Volodymyr Zelenskyy", "Wolodymyr Selenskyj"),
    ("Dmitry Peskov", "Дмитрий Песков"),
    ("Dmitry Peskov", "Dmitrij Peskow"),
    ("Mykhailo Podolyak", "Mychajlo Podoljak"),
    ("Moammar Gadhafi", "Muammar Gaddafi"),
    ("Mohammed bin Salman", "Muhammad bin Salman"),
    ("Alexander Lukashenko", "Alyaksandr Lukashenka"),
    ("Bashar al-Assad", "Bashar Assad"),
    ("Viktor Orban", "Orbán Viktor"),
    ("Karine Jean-Pierre", "Karine Jean Pierre"),
    ("Joe Biden", "Joseph R. Biden"),
    ("Kim Jong Un", "Kim Jong-un"),
]
OTHERS = [
    ("Dmitry Peskov", "Andrei Peskov"),
    ("Hillary Clinton", "Bill Clinton"),
    ("Dmitry Medvedev", "Daniil Medvedev"),
    ("Kim Jong Un", "Kim Jong Il"),
    ("Kim Jong Un", "Kim Yo Jong"),
    ("John Kerry", "John Kirby"),
    ("Li Keqiang", "Li Qiang"),
    ("Olena Zelenska", "Volodymyr Zelenskyy"),
    ("Yulia Navalnaya", "Alexei Navalny"),
    ("Rand Paul", "Ron Paul"),
    ("Anthony Blinken", "Anthony Albanese"),
    ("Michel Aoun", "Joseph Aoun"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_one_name_are_alike(one: str, other: str) -> None:
    assert compare(one, other).score >= 0.85
    assert compare(other, one).score == compare(one, other).score


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_names_of_different_people_are_not(one: str, other: str) -> None:
    assert compare(one, other).score < LEAST_LIKE


def test_an_unknown_spelling_leads_to_the_known_person() -> None:
    first = suggest_names("Wladimir Selenski", seed_entities())[0]
    assert (first.entity_id, first.origin) == ("volodymyr-zelenskyy", Origin.KNOWN)
    assert first.reason


def test_spellings_of_a_new_name_are_proposed_with_the_rule() -> None:
    found = {one.name: one for one in suggest_names("Andriy Sadovyi", seed_entities())}
    assert "Andrii Sadovyi" in found
    assert "Andriy as Andrii" in found["Andrii Sadovyi"].reason
    assert all(0 < one.score < 1 and one.entity_id is None for one in found.values())


def test_a_name_in_another_script_is_transliterated() -> None:
    found = {one.name: one for one in suggest_names("Андрій Садовий", [])}
    assert found["Andriy Sadoviy"].origin is Origin.SCRIPT
    assert "Andriy Sadovyi" in found
