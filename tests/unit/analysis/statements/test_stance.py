"""The stance of a statement, and the words that show it."""

import pytest

from quotewire.analysis.statements.stance import StanceReader
from quotewire.model.span import Span
from quotewire.model.statement import Form, Stance


def decide(cue: str, content: str) -> tuple[Stance, list[str]]:
    text = f"Anna Berg {cue} {content}."
    spans = (Span(len(f"Anna Berg {cue} "), len(text) - 1),)
    stance, evidence = StanceReader.of(text).decide(Span(10, 10 + len(cue)), spans, Form.INDIRECT)
    return stance, [span.of(text) for span in evidence]


@pytest.mark.parametrize(
    ("cue", "content", "stance"),
    [
        ("denied", "that the dam had leaked", Stance.DENIES),
        ("declined to comment", "on the leak", Stance.DECLINES),
        ("declined", "to comment", Stance.DECLINES),
        ("would neither confirm nor deny", "the leak", Stance.NEITHER),
        ("did not rule out", "a second leak", Stance.NEITHER),
        ("did not deny", "that the dam had leaked", Stance.NEITHER),
        ("said", "the company was unable to confirm the figures", Stance.NEITHER),
        ("said", "it certainly wasn't a leak", Stance.DENIES),
        ("rejected", "the idea of a new dam", Stance.REJECTS),
        ("said", "the accusation was ridiculous", Stance.REJECTS),
        ("questioned", "whether the dam was safe", Stance.DOUBTS),
        ("said", "it was extremely unlikely that the dam had leaked", Stance.DOUBTS),
        ("acknowledged", "that the dam had leaked", Stance.CONFIRMS),
        ("threatened", "to close the dam", Stance.THREATENS),
        ("promised", "a new dam", Stance.PROMISES),
        ("warned", "that the dam could break", Stance.WARNS),
        ("called for", "a new dam", Stance.DEMANDS),
        ("urged", "the council to act", Stance.DEMANDS),
        ("asked", "the council to act", Stance.DEMANDS),
        ("told", "her to leave the dam", Stance.DEMANDS),
        ("told", "members of the council to act", Stance.DEMANDS),
        ("asked the council", "if it was to be sold to a fund", Stance.ASSERTS),
        ("told us", "that it used to be full by May", Stance.ASSERTS),
        ("declined", "to speak on the record", Stance.DECLINES),
        ("accused", "the council of negligence", Stance.ALLEGES),
        ("said", "the council had lied about the leak", Stance.ALLEGES),
        ("said", "the plan was terrible", Stance.OPINES),
        ("said", "the dam was built in 1962", Stance.ASSERTS),
        ("said", "the ministry could not vouch for the report", Stance.NEITHER),
        ("said", "he could not yet tell which of the two was right", Stance.NEITHER),
        ("said", "it was not in a position to confirm that the dam had leaked", Stance.NEITHER),
        ("could not say", "whether the dam had leaked", Stance.NEITHER),
        ("would not say", "whether the dam had leaked", Stance.DECLINES),
        ("said", "he had nothing to add to the report", Stance.DECLINES),
        ("said", "something had leaked, but definitely without our pumps", Stance.DENIES),
        ("said", "I no longer believe that the dam leaked", Stance.DOUBTS),
        ("said", "that story should be taken with a large pinch of salt", Stance.DOUBTS),
        ("called it", "“extremely unlikely” that the dam had leaked", Stance.DOUBTS),
        ("described", "the report as “ludicrous”", Stance.REJECTS),
        ("described", "the dam as “a monster of concrete”", Stance.OPINES),
        ("according to", "the council considers the report “ridiculous”", Stance.REJECTS),
    ],
)
def test_stance(cue: str, content: str, stance: Stance) -> None:
    assert decide(cue, content)[0] is stance


def test_evidence_is_what_decided() -> None:
    assert decide("said", "it was extremely unlikely that the dam had leaked")[1] == ["extremely unlikely"]
    assert decide("denied", "that the dam had leaked")[1] == ["denied"]
    assert decide("said", "the dam was built in 1962")[1] == ["said"]


@pytest.mark.parametrize(
    ("content", "stance"),
    [
        ("the money was spent not on roads but on a stadium", Stance.ASSERTS),
        ("the fire was not an attack but an accident", Stance.DENIES),
        ("the company was not at fault but would pay", Stance.DENIES),
    ],
)
def test_a_negation_that_sets_circumstances_against_each_other_denies_nothing(content: str, stance: Stance) -> None:
    """Whatever the network hears in it."""
    text = f"Anna Berg said {content}."
    heard = [-3.0 + 2.8 * (one is Stance.DENIES) + 1.0 * (one is Stance.ASSERTS) for one in Stance]
    spans = (Span(len("Anna Berg said "), len(text) - 1),)
    assert StanceReader.of(text).decide(Span(10, 14), spans, Form.INDIRECT, heard)[0] is stance
