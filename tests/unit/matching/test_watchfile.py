import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire.matching.watchfile import parse_watches
from quotewire.model.statement import Stance
from quotewire.model.watch import AlertMode, AlertPolicy, SaidBy, Watch

GOOD = """\
- id: kremlin-drones
  title: Who says what of the drones
  said_by: [Dmitry Peskov, {role: press secretary, of: The White House}, {organisation: Institute for the Study of War}]
  mentions: Moscow
  about: (drone* OR UAV) AND (Kremlin OR "Red Square"~3) NOT football
  stance: [alleges, neither confirms nor denies]
  min_confidence: 0.7
  sources: {include: [example.org], exclude: [Example Wire]}
  alert: {channels: [desk-slack], mode: digest, digest_at: 08:00, time_zone: Europe/London, max_per_day: 20}
"""


def test_every_key_of_a_watch() -> None:
    read = parse_watches(GOOD, "watches.yaml")
    assert read.errors == ()
    assert read.watches == (
        Watch(
            id="kremlin-drones",
            title="Who says what of the drones",
            said_by=(
                SaidBy(name="Dmitry Peskov"),
                SaidBy(role="press secretary", of="The White House"),
                SaidBy(organisation="Institute for the Study of War"),
            ),
            mentions=("Moscow",),
            about='(drone* OR UAV) AND (Kremlin OR "Red Square"~3) NOT football',
            stance=(Stance.ALLEGES, Stance.NEITHER),
            min_confidence=0.7,
            sources_include=("example.org",),
            sources_exclude=("Example Wire",),
            alert=AlertPolicy(("desk-slack",), AlertMode.DIGEST, 15, "08:00", "Europe/London", 20),
        ),
    )


def test_a_list_may_stand_under_watches_and_be_json() -> None:
    assert parse_watches('{"watches": [{"id": "a", "said_by": "Peskov"}]}', "w.json").watches == (
        Watch("a", (SaidBy(name="Peskov"),)),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "watches:\n", "[]"])
def test_an_empty_file_has_no_watches_and_no_errors(text: str) -> None:
    assert parse_watches(text, "w").watches == parse_watches(text, "w").errors == ()


@pytest.mark.parametrize(
    ("lines", "line", "column", "says"),
    [
        ("said_by: Peskov\n  stanze: denies", 3, 3, "unknown key stanze (is stance meant?): expected one of id, title"),
        ("said_by: Peskov\n  stance: denied", 3, 11, "(is denies meant?): expected one of asserts"),
        ("about: drone AND titel:x", 2, 20, "unknown field titel"),
        ('about: "drone AND titel:x"', 2, 21, "unknown field titel"),
        ("about: |\n    drone AND\n    titel:x", 4, 5, "(character 11 of the query)"),
        ("about: >-\n    drone AND\n\n    cow (", 5, 9, "never closed"),
        ("about: drone AND\n    titel:x", 3, 5, "unknown field titel"),
        ('about: "\\"a b\\" titel:x"', 2, 19, "unknown field titel"),
        ("about: drone AND", 2, 19, "ends too early"),
        ("about: the", 2, 10, "nearly everything"),
        ("about: ca*", 2, 10, "at least 3 letters"),
        ("about: published:>2000", 2, 10, "only for dates and numbers"),
        ("about: cat OR confidence:>=0.1", 2, 10, "only for dates and numbers"),
        ("stance: denies", 1, 3, "expected said_by, mentions or about"),
        ("said_by: []", 2, 12, "is empty: expected a value"),
        ("said_by: {role: president}", 2, 12, "expected a name, {organisation: …} or {role: …, of: …}"),
        ("said_by: [[x]]", 2, 13, "expected a mapping"),
        ("said_by:", 2, 11, "is empty"),
        ("mentions: x\n  min_confidence: 7", 3, 19, "a number from 0 to 1"),
        ("mentions: x\n  alert: {mode: sometimes}", 3, 17, "expected one of immediate"),
        ("mentions: x\n  alert: {digest_at: 25:00}", 3, 22, "a time such as 08:00"),
        ("mentions: x\n  alert: {time_zone: Europe/Londn}", 3, 22, "a name such as Europe/London"),
        ("mentions: x\n  mentions: y", 3, 3, "stands here twice"),
        ("mentions: '...'", 2, 13, "no word"),
    ],
)
def test_an_error_has_its_place_and_disables_no_other_watch(lines: str, line: int, column: int, says: str) -> None:
    read = parse_watches(f"- id: wrong\n  {lines}\n- id: right\n  said_by: Peskov\n", "w.yaml")
    assert [watch.id for watch in read.watches] == ["right"]
    (error,) = read.errors
    assert says in error.message
    assert (error.watch_id, error.line, error.column) == ("wrong", line, column)
    assert error.describe().startswith(f"w.yaml:{line}:{column}: ")


def test_all_problems_of_a_watch_are_told_at_once() -> None:
    read = parse_watches("- id: a b\n  about: 'x OR'\n  stance: no\n", "w")
    assert [error.line for error in read.errors] == [1, 2, 3]


def test_a_second_watch_with_the_same_id_is_an_error() -> None:
    read = parse_watches("- {id: a, mentions: x}\n- {id: a, mentions: y}\n", "w")
    assert [watch.mentions for watch in read.watches] == [("x",)]
    assert "taken by an earlier watch" in read.errors[0].message


def test_malformed_yaml_has_its_place_and_the_other_watches_stay() -> None:
    read = parse_watches("- id: a\n  mentions: x\n- id: [b\n- id: c\n  mentions: y\n", "w")
    assert [watch.id for watch in read.watches] == ["a", "c"]
    assert [(error.line, error.watch_id) for error in read.errors] == [(4, None)]
    assert "malformed YAML" in read.errors[0].message


@given(st.text(alphabet="-:[]{}&*!|>'\"% \n\tabcid\x00", max_size=60) | st.text(max_size=40))
def test_any_text_gives_watches_or_errors(text: str) -> None:
    read = parse_watches(text, "w")
    assert read.name == "w"
    lines = text.count("\n") + 1
    assert all(1 <= error.line <= lines + 1 for error in read.errors)


def test_deep_nesting_is_an_error() -> None:
    assert "too deeply" in parse_watches("[" * 5000, "w").errors[0].message
