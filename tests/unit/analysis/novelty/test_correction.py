from quotewire.analysis.novelty.correction import (
    Edit,
    Passage,
    compare_versions,
    describe_correction,
    diff_words,
    render_diff,
)
from quotewire.model import ids
from quotewire.model.journey import ChangeKind
from quotewire.model.span import Span
from quotewire.model.statement import Form, Resolution, Speaker, Stance, Statement


def said(who: str, text: str) -> Statement:
    key = ids.provisional_key(who)
    speaker = Speaker(key, who, None, None, Resolution.FULL_NAME)
    spans = (Span(0, len(text)),)
    return Statement(ids.statement_id("202603-a", key, text, 1), speaker, spans, text, Form.DIRECT, Stance.ASSERTS, 1.0)


STRIKES = said("Ada Roth", "an excuse to justify strikes on towns before the holiday")
MASSIVE = said("Ada Roth", "an excuse to justify massive strikes on cities before the holiday")
RAIN = said("Bo Lind", "it will rain for three more days in the valley")


def test_a_changed_quotation_is_reworded_and_shown_as_a_diff() -> None:
    (correction,) = compare_versions([STRIKES, RAIN], [MASSIVE, RAIN])
    assert (correction.kind, correction.after) == (ChangeKind.REWORDED, MASSIVE)
    assert describe_correction(correction) == (
        "an excuse to justify {+massive+} strikes on [-towns-] {+cities+} before the holiday"
    )


def test_the_same_words_of_another_speaker_have_moved() -> None:
    moved = said("Cai Munk", RAIN.text)
    (correction,) = compare_versions([RAIN], [moved])
    assert correction.kind is ChangeKind.MOVED
    assert describe_correction(correction).startswith("speaker: [-Bo Lind-] {+Cai Munk+}")


def test_what_is_gone_is_removed_and_what_is_added_is_no_correction() -> None:
    (correction,) = compare_versions([RAIN], [STRIKES])
    assert (correction.kind, correction.after) == (ChangeKind.REMOVED, None)
    assert describe_correction(correction) == f"removed: [-{RAIN.text}-]"
    assert compare_versions([], [STRIKES]) == ()


def test_punctuation_and_case_are_no_correction() -> None:
    assert compare_versions([RAIN], [said("Bo Lind", "It will rain, for three more days, in the valley.")]) == ()


def test_the_likest_successor_is_taken_though_an_earlier_statement_could_have_it() -> None:
    vague = said("Ada Roth", "an excuse to justify strikes")
    corrections = compare_versions([vague, STRIKES], [MASSIVE])
    assert [(one.before, one.after) for one in corrections] == [(vague, None), (STRIKES, MASSIVE)]


def test_a_diff_holds_every_word_of_both_wordings() -> None:
    passages = diff_words("we will send 14 tanks", "we shall send 31 tanks in March")
    assert " ".join(one.text for one in passages if one.edit is not Edit.ADDED) == "we will send 14 tanks"
    assert " ".join(one.text for one in passages if one.edit is not Edit.REMOVED) == "we shall send 31 tanks in March"
    assert render_diff((Passage(Edit.KEPT, "same"),)) == "same"
    assert diff_words("", "") == ()
