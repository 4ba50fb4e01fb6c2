"""The name that heads a speaker's phrase, and the office worded before it."""

import pytest

from quotewire.analysis.statements.phrases import PhraseKind, read_phrase
from quotewire.model.mention import EntityKind, Mention
from quotewire.model.span import Span


def _read(phrase: str, name: str) -> tuple[PhraseKind, str | None, str | None]:
    start = phrase.index(name)
    mention = Mention(Span(start, start + len(name)), name, EntityKind.PERSON, 1.0)
    read = read_phrase(phrase, Span(0, len(phrase)), [mention])
    return read.kind, read.head.text if read.head else None, read.role


@pytest.mark.parametrize(
    ("phrase", "role"),
    [
        ("US Secretary of State Peter Lund", "US Secretary of State"),
        ("Director of National Intelligence Peter Lund", "Director of National Intelligence"),
        ("Chairman of the Joint Chiefs Peter Lund", "Chairman of the Joint Chiefs"),
        ("Ardan minister Peter Lund", "Ardan minister"),
    ],
)
def test_an_office_whose_name_goes_on_behind_of_belongs_to_the_name_after_it(phrase: str, role: str) -> None:
    assert _read(phrase, "Peter Lund") == (PhraseKind.NAME, "Peter Lund", role)


@pytest.mark.parametrize("phrase", ["the wife of President Peter Lund", "a spokesman for Republican Peter Lund"])
def test_who_belongs_to_a_name_is_not_the_one_named(phrase: str) -> None:
    assert _read(phrase, "Peter Lund")[0] is PhraseKind.DESCRIPTION
