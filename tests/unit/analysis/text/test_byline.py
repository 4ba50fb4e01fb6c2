"""Names in bylines."""

import pytest

from quotewire.analysis.text.byline import is_byline, read_names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("BY JANE DOE", ("Jane Doe",)),
        ("Jane Doe, Bo Chen and Ana de la Cruz", ("Jane Doe", "Bo Chen", "Ana de la Cruz")),
        ("By Jane Doe in Northport and Bo Chen in Paris", ("Jane Doe", "Bo Chen")),
        ("Words by Conan O’Brien-Smith | Political Editor", ("Conan O’Brien-Smith",)),
        ("Von Jürgen Müßig und Élodie Nguyễn", ("Jürgen Müßig", "Élodie Nguyễn")),
        ("By Jane Doe, Political Correspondent", ("Jane Doe",)),
        ("Jane Doe jane@example.org @janedoe", ("Jane Doe",)),
        ("By our staff", ()),
        ("https://example.org/authors/jane", ()),
    ],
)
def test_names(line: str, names: tuple[str, ...]) -> None:
    assert read_names(line) == names


@pytest.mark.parametrize("line", ["By Jane Doe", "Ana Lima & Bo Chen", "Story by Jane Doe"])
def test_bylines(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line", ["By Tuesday the pier was shut.", "Jane Doe", "By and large it held", "Salt and Pepper"]
)
def test_no_bylines(line: str) -> None:
    assert not is_byline(line)
