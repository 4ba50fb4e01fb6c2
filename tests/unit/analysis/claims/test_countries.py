"""Countries under any of their names."""

import pytest

from quotewire.analysis.claims.countries import call_by_own_names, find_countries, load_countries, own_names
from quotewire.analysis.claims.likeness import compare, read_wording


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Lisbon picks the targets", "Portugal picks the targets"),
        ("Portuguese planners met the Norwegians", "Portugal planners met the Norway"),
        ("he told Oslo's envoys", "he told Norway's envoys"),
        ("the US and the U.K. agreed", "the United States and the Britain. agreed"),
        ("nobody from anywhere", "nobody from anywhere"),
    ],
)
def test_countries_go_by_their_own_names(text: str, plain: str) -> None:
    assert call_by_own_names(text) == plain


def test_a_longer_name_is_not_read_as_the_shorter_one_in_it() -> None:
    assert find_countries("South Korean envoys") == {"kr"}
    assert call_by_own_names("New Zealand won") == "New Zealand won"


def test_every_country_has_an_own_name_that_stands_for_it() -> None:
    assert {load_countries()[name]: name for name in own_names().values()} == dict(own_names())


def test_a_capital_and_a_people_are_nearer_in_meaning_than_their_words() -> None:
    likeness = compare(
        read_wording("Lisbon picks the targets and Oslo merely carries out its orders"),
        read_wording("it was Portuguese officers who chose the targets and Norwegians who merely carried out the plan"),
    )
    assert likeness.score > 0.8


def test_what_is_said_of_another_country_is_not_quoted_from_it() -> None:
    likeness = compare(read_wording("Norway for the harbour drones"), read_wording("Portugal sent the harbour drones"))
    assert likeness.score < 0.9
