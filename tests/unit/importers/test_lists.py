"""Each public list, in the shape in which it is published, gives entities with names and dated offices."""

import json
from datetime import date

import pytest

from quotewire.errors import ConfigurationError
from quotewire.importers import READERS
from quotewire.importers.followthemoney import read_followthemoney
from quotewire.importers.places import government_id, title_within
from quotewire.importers.table import read_table
from quotewire.importers.us_executive import read_us_executive
from quotewire.importers.us_legislators import read_us_legislators
from quotewire.importers.wikidata import read_wikidata
from quotewire.importers.world_leaders import read_world_leaders
from quotewire.model.entity import Entity, Role, SurnameRule
from quotewire.model.mention import EntityKind

SENATOR = """
- id: {bioguide: X000001, wikidata: Q1}
  name: {first: Maria, middle: J., last: Ostrander, nickname: Mimi, official_full: Maria J. Ostrander}
  bio: {birthday: '1958-10-13', gender: F}
  terms:
  - {type: rep, start: '1993-01-05', end: '1995-01-03', state: WA, district: 1, party: Democrat}
  - {type: sen, start: '2001-01-03', end: '2007-01-03', state: WA, class: 1, party: Democrat}
  - {type: sen, start: '2007-01-04', end: '2013-01-03', state: WA, class: 1, party: Democrat}
"""


def test_terms_of_a_senator_that_follow_one_another_are_one() -> None:
    (senator,) = read_us_legislators(SENATOR, "list, 2026")
    assert senator.id == "maria-j-ostrander"
    assert senator.surname == "Ostrander"
    assert senator.gender == "f"
    assert {"Maria Ostrander", "Mimi Ostrander"} <= set(senator.aliases)
    assert Role("senator", "us-senate", date(2001, 1, 3), date(2013, 1, 3)) in senator.roles
    assert Role("senator from Washington", "us-senate", date(2001, 1, 3), date(2013, 1, 3)) in senator.roles
    assert Role("representative", "us-house-of-representatives", date(1993, 1, 5), date(1995, 1, 3)) in senator.roles
    assert senator.provenance == "list, 2026, X000001"


def test_two_presidents_of_one_name_get_ids_of_their_own() -> None:
    entry = """
- id: {{bioguide: {}}}
  name: {{first: John, last: Quill}}
  bio: {{gender: M}}
  terms: [{{type: prez, start: '{}-03-04', end: '{}-03-04'}}]
"""
    elder, younger = read_us_executive(entry.format("Q1", 1797, 1801) + entry.format("Q2", 1825, 1829), "list")
    assert (elder.id, younger.id) == ("john-quill-q1", "john-quill-q2")
    assert elder.roles == (Role("president", "government-of-the-united-states", date(1797, 3, 4), date(1801, 3, 4)),)


def test_a_year_stands_for_all_its_days() -> None:
    rows = (
        "countryid,country,position,positionLabel,officeholder,officeholderLabel,start_year,end_year\n"
        "Q1,Bahamas,Q2,Prime Minister of the Bahamas,Q3,Perry Sands,2017,2021\n"
        "Q1,Bahamas,Q2,Prime Minister of The Bahamas,Q4,Philip Dune,2021,\n"
        "Q1,Bahamas,Q5,monarch of the Bahamas,Q6,Q6,1990,\n"
    )
    first, second = read_world_leaders(rows, "list")
    assert first.roles == (Role("prime minister", "government-of-the-bahamas", date(2017, 1, 1), date(2021, 12, 31)),)
    assert second.roles == (Role("prime minister", "government-of-the-bahamas", date(2021, 1, 1)),)


@pytest.mark.parametrize(
    ("country", "position", "expected"),
    [
        ("Germany", "Federal Chancellor of Germany", ("government-of-germany", "chancellor")),
        (
            "United States of America",
            "President of the United States",
            ("government-of-the-united-states", "president"),
        ),
        ("Türkiye", "President of Turkey", ("government-of-turkey", "president")),
        ("Côte d'Ivoire", "President of Ivory Coast", ("government-of-ivory-coast", "president")),
        ("France", "President of the French Republic", ("government-of-france", "president")),
        ("Andorra", "French co-prince of Andorra", ("government-of-andorra", "french co-prince")),
    ],
)
def test_offices_and_governments_are_named_as_in_the_seed(
    country: str, position: str, expected: tuple[str, str]
) -> None:
    assert (government_id(country), title_within(position, country)) == expected


def _binding(**values: str) -> dict[str, dict[str, str]]:
    return {variable: {"type": "literal", "value": value} for variable, value in values.items()}


def test_rows_of_a_wikidata_answer_are_gathered_by_person() -> None:
    person = "http://www.wikidata.org/entity/Q42"
    bindings = [
        _binding(person=person, personLabel="Ada Vell", alias="Ada M. Vell|Ада Велл", genderLabel="female"),
        _binding(person=person, personLabel="Ada Vell", positionLabel="spokesperson", ofLabel="Ministry of Tides",
                 start="2019-05-01T00:00:00Z", end="2022-01-31T00:00:00Z"),
        _binding(person=person, personLabel="Ada Vell", positionLabel="Minister of Tides", countryLabel="Norway",
                 start="2022-02-01T00:00:00Z", familyNameLabel="Vell", countryCode="NO"),
        _binding(person="http://www.wikidata.org/entity/Q43", personLabel="Q43"),
    ]  # fmt: skip
    (ada,) = read_wikidata(json.dumps({"results": {"bindings": bindings}}), "wikidata")
    assert ada.aliases == ("Ada M. Vell", "Ада Велл")
    assert (ada.surname, ada.gender, ada.country) == ("Vell", "f", "no")
    assert ada.roles == (
        Role("spokesperson", "ministry-of-tides", date(2019, 5, 1), date(2022, 1, 31)),
        Role("minister of tides", "government-of-norway", date(2022, 2, 1)),
    )


def test_a_followthemoney_occupancy_becomes_a_dated_role() -> None:
    objects = [
        {"id": "p1", "schema": "Person", "caption": "Ada Vell",
         "properties": {"name": ["Ada Vell", "Ада Велл"], "lastName": ["Vell"], "gender": ["female"], "country": ["no"]}},
        {"id": "o1", "schema": "PublicBody", "properties": {"name": ["Ministry of Tides"], "abbreviation": ["MoT"]}},
        {"id": "j1", "schema": "Position", "properties": {"name": ["Spokesperson of the Ministry of Tides"],
                                                          "organization": ["o1"]}},
        {"id": "x1", "schema": "Occupancy",
         "properties": {"holder": ["p1"], "post": ["j1"], "startDate": ["2019-05"], "endDate": ["2022"]}},
        {"id": "v1", "schema": "Vessel", "properties": {"name": ["Ada V"]}},
    ]  # fmt: skip
    ada, ministry = read_followthemoney("\n".join(map(json.dumps, objects)), "ftm")
    assert ada.roles == (Role("spokesperson", "ministry-of-tides", date(2019, 5, 1), date(2022, 12, 31)),)
    assert ada.aliases == ("Ада Велл",)
    assert (ministry.id, ministry.kind, ministry.aliases) == ("ministry-of-tides", EntityKind.ORGANISATION, ("MoT",))


TABLE = """name,id,kind,aliases,surname,surname_rule,gender,title,of,start,end,speaks_for,country,metonyms
Ada Vell,ada-vell,,Ada M. Vell; Ада Велл,Vell,always,f,spokeswoman,ministry-of-tides,2019-05-01,2022-01-31,,NO,
Ada Vell,ada-vell,,,,,,minister,ministry-of-tides,2022-02,,,,
Ministry of Tides,,organisation,MoT,,,,,,,,government-of-norway,no,the Tide House; Tide Street
"""


def test_rows_of_ones_own_table_with_one_id_are_one_entity() -> None:
    ada, ministry = read_table(TABLE, "own")
    assert ada == Entity(
        id="ada-vell",
        kind=EntityKind.PERSON,
        name="Ada Vell",
        aliases=("Ada M. Vell", "Ада Велл"),
        surname="Vell",
        surname_rule=SurnameRule.ALWAYS,
        gender="f",
        roles=(
            Role("spokeswoman", "ministry-of-tides", date(2019, 5, 1), date(2022, 1, 31)),
            Role("minister", "ministry-of-tides", date(2022, 2, 1)),
        ),
        country="no",
        provenance="own",
    )
    assert (ministry.id, ministry.metonyms) == ("ministry-of-tides", ("the Tide House", "Tide Street"))
    assert ministry.speaks_for == "government-of-norway"


@pytest.mark.parametrize(
    ("format_name", "text", "said"),
    [
        ("csv", "title,of\nking,x\n", "line 1: there is no column name"),
        ("csv", "name,kind\nAda Vell,people\n", "line 2: kind: expected one of person"),
        ("csv", "name,title,of,start\nAda Vell,queen,tides,last May\n", "line 2: start: 'last May' is no date"),
        ("csv", "name,title,of,start,end\nAda Vell,queen,tides,2020,2019\n", "line 2: end: 2019 is before 2020"),
        ("csv", "name,title\nAda Vell,queen\n", "line 2: of: at which institution"),
        ("world-leaders", "country\nNorway\n", "there is no column end_year, officeholder"),
        ("wikidata", '{"results": []}', "expected SPARQL results"),
        ("wikidata", "{", "line 1:2:"),
        ("followthemoney", '{"id": "a"}\n[]\n', "line 2: expected an object"),
        ("us-legislators", "- {name: Ada}\n", "entry 1: expected a name with first and last"),
        ("us-executive", "a: b: c", "line 1: mapping values"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(format_name: str, text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said.replace("[", r"\[")):
        READERS[format_name](text, "list")
