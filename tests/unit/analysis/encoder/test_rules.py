import pytest

from quotewire.analysis.encoder.attribution import Attribution
from quotewire.analysis.encoder.rules import is_caption, is_question


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
