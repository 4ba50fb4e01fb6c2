import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.query.samples import queries

from quotewire.errors import QueryError
from quotewire.query.parse import parse_query
from quotewire.query.tree import And, Near, Not, Or, Phrase, Prefix, Query, Range, Term, Wildcard, is_positive

TEXT = ("title", "body")


def word(token: str, *columns: str) -> Term:
    return Term(columns or TEXT, token)


def test_the_watch_of_the_documentation() -> None:
    query = parse_query('(drone* OR UAV) AND (Kremlin OR "Red Square"~3) NOT football')
    assert query.root == And(
        (
            Or((Prefix(TEXT, "drone"), word("uav"))),
            Or((word("kremlin"), Near(TEXT, ("red", "square"), 3))),
            Not(word("football")),
        )
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("cat AND dog OR cow", "(cat AND dog) OR cow"),
        ("cat OR dog AND cow", "cat OR (dog AND cow)"),
        ("cat OR dog cow", "(cat OR dog) AND cow"),
        ("cat dog -cow", "cat AND dog AND NOT cow"),
        ("+cat +dog^3", "cat dog"),
        ("NOT NOT cat", "cat"),
        ("title:(cat OR dog)", "title:cat OR title:dog"),
        ("Jean-Pierre", '"jean pierre"'),
        ("“Red Square”", '"red square"'),
        ('"drone"~4', "drone"),
        (r"cat\:dog", '"cat dog"'),
    ],
)
def test_two_ways_to_write_the_same(written: str, meant: str) -> None:
    assert parse_query(written).root == parse_query(meant).root


@pytest.mark.parametrize(
    ("written", "leaf"),
    [
        ("stance:denies", Term(("stance",), "denies")),
        ('stance:"neither confirms nor denies"', Term(("stance",), "neither·confirms·nor·denies")),
        ("speaker:Peskov", Term(("speaker",), "peskov")),
        ('quote:"fight on"', Phrase(("quote",), ("fight", "on"))),
        ("organi?ation", Wildcard(TEXT, "organi?ation", "organi")),
        ("confidence:>=0.7", Range("confidence", 0.7, None)),
        ("confidence:[0.5 TO 0.7}", Range("confidence", 0.5, 0.7, True, False)),
        ("published:2023-05-03", Range("published", 1683072000000, 1683158400000, True, False)),
        ("published:{2023-05-02 TO *]", Range("published", 1683072000000, None, True, False)),
        ("published:[* TO 2023-04]", Range("published", None, 1682899200000, True, False)),
        ("published:<2023", Range("published", None, 1672531200000, True, False)),
        ('published:>="2023-05-03T02:00+02:00"', Range("published", 1683072000000, None, True, False)),
    ],
)
def test_fields(written: str, leaf: Term | Phrase | Wildcard | Range) -> None:
    assert parse_query(written).root == leaf


def test_a_plural_wildcard_also_finds_its_own_singular_token() -> None:
    assert parse_query("allies*").root == Or((Prefix(TEXT, "allies"), word("ally")))


@pytest.mark.parametrize(
    ("written", "position", "says"),
    [
        ("", 0, "empty"),
        ("cat AND", 7, "ends too early"),
        ("cat AND AND dog", 8, "unexpected AND"),
        ("(cat OR (dog)", 0, "never closed"),
        ("cat) dog", 3, "unexpected )"),
        ('cat "dog', 4, "never closed"),
        ("cat titel:dog", 4, "unknown field titel: expected one of body, claim"),
        ("title:(cat body:dog)", 11, "field body inside field title"),
        ("*cat", 0, "at least 3 letters"),
        ("cat ca*", 4, "at least 3 letters"),
        ("*", 0, "match everything"),
        ("Jean-P*", 0, "single word"),
        ("NOT cat", 0, "only excludes"),
        ("cat OR NOT dog", 7, "only excludes"),
        ("cat NOT (NOT dog NOT cow)", 4, "only excludes"),
        ("the OR of", 0, "nearly everything"),
        ("language:en", 0, "nearly everything"),
        ("cat drone~", 4, "fuzzily"),
        ("cat /dr.*/", 4, "regular expressions"),
        ("cat stance:denied", 11, "expected one of asserts"),
        ("cat title:[a TO b]", 10, "no order"),
        ("cat confidence:0.7", 15, "takes a range"),
        ("cat confidence:>high", 15, "no number"),
        ("cat published:yesterday", 14, "no date"),
        ("cat published:2023-13", 14, "no date"),
        ("cat published:[* TO *]", 14, "match everything"),
        ("cat published:[2024 TO 2023]", 14, "lower bound first"),
        ('cat "red square"~1.5', 16, "whole number"),
        ('cat "red square"~500', 4, "too far"),
        ('cat "red square"~x', 16, "whole number"),
        ('cat dog"', 7, "quotation mark inside a word"),
        ('cat "..."', 4, "no word"),
        ("(" * 60 + "cat" + ")" * 60, 41, "nested too deeply"),
        (" ".join(["cat"] * 201), 800, "too many clauses"),
        ("cat " * 2000, 4096, "at most 4096"),
    ],
)
def test_a_refusal_points_at_the_character_and_says_what_was_expected(written: str, position: int, says: str) -> None:
    with pytest.raises(QueryError, match=None) as caught:
        parse_query(written)
    assert says in str(caught.value)
    assert caught.value.position == position


@given(st.text(alphabet='ab "()[]{}*?~^:+-\\/!AND OR NOT TO0.', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    read: Query | QueryError
    try:
        read = parse_query(text)
    except QueryError as error:
        read = error
    if isinstance(read, QueryError):
        assert read.position is not None
        assert 0 <= read.position <= len(text)
    else:
        assert is_positive(read.root)


@given(queries())
def test_a_query_says_the_same_when_it_is_read_again(text: str) -> None:
    try:
        first = parse_query(text)
    except QueryError:
        return
    assert parse_query(f"({text})").root == first.root
