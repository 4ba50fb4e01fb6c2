from dataclasses import replace

import pytest

from quotewire.analysis.encoder.attribution import Attribution
from quotewire.analysis.encoder.rules import is_caption, is_question, is_told_call, takes_standpoint


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Smoke over the port (Social media)", True),
        ("The minister arrives (Jane Doe/AP)", True),
        ("Photo: the minister arrives", True),
        ("The minister (pictured) said that he would go", False),
        ("Kim (D-Ohio) said no.", False),
    ],
)
def test_a_caption_is_known_by_its_credit(line: str, expected: bool) -> None:
    text = "Before.\n" + line + "\nAfter."
    assert is_caption(text, text.index(line) + 3) is expected


def attribution(text: str, cue: str, content: str) -> Attribution:
    spans = [(text.index(part), text.index(part) + len(part)) for part in (cue, content)]
    return Attribution((spans[0],), None, (spans[1],), 0.9)


def test_a_reported_question_is_no_statement_but_a_quoted_one_is() -> None:
    reported = "They asked whether the bridge would hold."
    quoted = 'She asked: "If it falls, who pays?"'
    assert is_question(reported, attribution(reported, "asked", "whether the bridge would hold"))
    wondering = "She wondered aloud why the bridge had been closed."
    assert is_question(wondering, attribution(wondering, "wondered", "why the bridge had been closed"))
    assert not is_question(quoted, attribution(quoted, "asked", '"If it falls, who pays?"'))


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("She did not explain why the bridge was closed.", "did not explain", "why the bridge was closed"),
        ("She hasn’t told reporters how it fell.", "hasn’t told", "how it fell"),
        ("The ministry published no evidence of who cut the cable.", "published no", "evidence of who cut the cable"),
    ],
)
def test_what_nobody_was_told_is_no_statement(text: str, cue: str, content: str) -> None:
    assert is_question(text, attribution(text, cue, content))


def test_who_says_what_is_a_question_and_what_she_said_is_not() -> None:
    text = "A week on, who says what about the bridge"
    source = text.index("who"), text.index(" says")
    asked = replace(attribution(text, "says", "what about the bridge"), source=source)
    assert is_question(text, asked)
    assert not is_question(text, replace(asked, source=None))


@pytest.mark.parametrize(
    ("cue", "content", "expected"),
    [
        ("denied", "the claims", True),
        ("accused", "the council of neglect", True),
        ("declined to comment on", "the report", True),
        ("has asked", "the council to close the bridge", True),
        ("called on", "the council to close the bridge", True),
        ("calls for", "a new bridge", True),
        ("asked", "about the bridge", False),
        ("asked", "not to be named", False),
        ("praised", "the bridge", False),
    ],
)
def test_which_speech_acts_about_a_thing_are_statements(cue: str, content: str, expected: bool) -> None:
    assert takes_standpoint(cue, content, has_source=True) is expected


def test_a_call_is_somebodys_and_an_accusation_may_be_anybodys() -> None:
    assert not takes_standpoint("asked", "the council to close the bridge", has_source=False)
    assert takes_standpoint("accused", "the council of neglect", has_source=False)


def test_a_call_that_somebody_tells_of_is_a_part_of_what_they_say() -> None:
    text = "Lund claimed that the council had asked Holt to close the bridge."
    claimed = attribution(text, "claimed", "that the council had asked Holt to close the bridge")
    asked = attribution(text, "asked", "Holt to close the bridge")
    assert is_told_call(text, asked, [claimed, asked])
    assert not is_told_call(text, asked, [asked])
    cut = attribution(text, "claimed", "that the council had")
    assert is_told_call(text, replace(asked, source=(0, len("Lund"))), [cut, asked])
