"""Paragraphs and sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire.analysis.text.segments import paragraphs, sentences


def cut(text: str) -> list[str]:
    return [sentence.of(text) for sentence in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Vollmer met J. K. Lind at St. Andrews in the U.S. on Jan. 5.", "It cost $3.5 million."],
        ['"Why?" Peters asked.', "Nobody knew."],
        ['"It is simple," she said.', '"We go."', "Then she left."],
        ["He left at 5 p.m.", "The U.S. Army said no."],
        ["It spoke for Acme Inc. and others…", "Then nothing!", "Really?", "Yes (he said so.)", "Done."],
        ["Gen. Lee and Sen. Ann Dow denied it.", "No. 5 was right."],
        ["They lost to the U.S.", "The talks go on."],
        ["白宫表示无法证实。", "俄罗斯否认。"],  # Chinese needs no white space between sentences
        ["Кремль отверг обвинения.", "Киев не ответил."],
    ],
    ids=lambda expected: expected[0][:20],
)
def test_sentences(expected: list[str]) -> None:
    joint = "" if expected[0][0] == "白" else " "
    assert cut(joint.join(expected)) == expected


def test_a_title_without_a_full_stop_is_a_sentence_of_its_own() -> None:
    assert cut("Pier shut\n\nThe pier was shut. It rained.") == ["Pier shut", "The pier was shut.", "It rained."]


def test_paragraphs_lie_between_blank_lines() -> None:
    text = "\n One\ntwo \n \n\nThree\n"
    assert [paragraph.of(text) for paragraph in paragraphs(text)] == ["One\ntwo", "Three"]


TEXTS = st.lists(
    st.sampled_from(
        ["U.S.", "Mr.", "said", "He", "3.5", ".", "?", "!", "…", '"', "”", "(", ")", " ", "\n", "\n\n", "。", "é"]
    )
    | st.text(max_size=5),
    max_size=40,
).map("".join)


@given(TEXTS)
def test_spans_lie_inside_the_text_in_order_with_only_white_space_between(text: str) -> None:
    for spans in (paragraphs(text), sentences(text)):
        end = 0
        for span in spans:
            assert text[end : span.start].strip() == ""
            assert span.of(text)
            assert span.of(text) == span.of(text).strip()
            end = span.end
        assert text[end:].strip() == ""


@given(TEXTS)
def test_no_sentence_begins_inside_a_word_or_crosses_a_paragraph(text: str) -> None:
    inside = {index for paragraph in paragraphs(text) for index in range(paragraph.start, paragraph.end)}
    for span in sentences(text):
        assert set(range(span.start, span.end)) <= inside
        before = text[span.start - 1] if span.start else " "
        assert not (before.isalnum() and text[span.start].isalnum())
