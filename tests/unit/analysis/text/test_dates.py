"""Dates as pages and texts write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire.analysis.text.dates import is_update, parse_date_line, parse_timestamp


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-05-04T10:42:00Z", "2023-05-04T10:42:00+00:00"),
        ("2023-05-04T10:42:00+0530", "2023-05-04T10:42:00+05:30"),
        ("2023-05-04", "2023-05-04T00:00:00+00:00"),
        ("Thu, 04 May 2023 10:42:00 +0100", "2023-05-04T10:42:00+01:00"),
        ("Published: Wednesday 3 May 2023, 14:05 BST", "2023-05-03T14:05:00+01:00"),
        ("Wed 3 May 2023 14.05 CEST", "2023-05-03T14:05:00+02:00"),
        ("May 3, 2023 at 2:05 p.m. EDT", "2023-05-03T14:05:00-04:00"),
        ("10:42, 4 MAY 2023", "2023-05-04T10:42:00+00:00"),
        ("Dec. 22nd 2023", "2023-12-22T00:00:00+00:00"),
        ("12:05 AM, June 1, 2023", "2023-06-01T00:05:00+00:00"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    found = parse_timestamp(text)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text", ["", "4 May", "31 February 2023", "On 3 May 2023 he left", "0001-01-01", "99999999999999", None, 5]
)
def test_no_dates(text: object) -> None:
    assert parse_timestamp(text) is None


def test_a_sentence_with_a_date_is_no_date_line() -> None:
    assert parse_date_line("The pier was shut on 3 May 2023") is None


def test_updates_are_told_apart() -> None:
    assert is_update("Updated 4 May 2023")
    assert not is_update("Published 4 May 2023")


@given(st.text(alphabet="0123456789-:.,T Z+May ampm", max_size=40) | st.text(max_size=40))
def test_any_text_gives_an_aware_date_or_none(text: str) -> None:
    found = parse_timestamp(text)
    assert found is None or found.astimezone().tzinfo is not None
