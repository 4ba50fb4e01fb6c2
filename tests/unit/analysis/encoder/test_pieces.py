import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from quotewire.analysis.encoder.pieces import MARKS, QUOTES, cut_pieces, normalise
from quotewire.analysis.encoder.reader import WEIGHTS


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))


def states(tokenizer: Tokenizer, text: str) -> dict[str, int]:
    pieces = cut_pieces(tokenizer, text)
    spans = zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)
    return dict(zip((text[a:b] for a, b in spans), (pieces.marks // 2 % QUOTES).tolist(), strict=True))


@given(st.text())
def test_normalising_keeps_every_offset(text: str) -> None:
    assert len(normalise(text)) == len(text)


@pytest.mark.parametrize("text", ["“Yes”", '"Yes"', "«Yes»", "''Yes''", "``Yes''"])
def test_quotation_marks_of_every_style_look_alike(text: str) -> None:
    assert normalise(text).split() == ['"Yes"']


@given(text=st.text())
def test_pieces_lie_inside_the_text_in_order(tokenizer: Tokenizer, text: str) -> None:
    pieces = cut_pieces(tokenizer, text)
    assert np.all(pieces.starts < pieces.ends)
    assert np.all(pieces.ends <= len(text))
    assert np.all(np.diff(pieces.starts) >= 0)
    assert np.all((pieces.marks >= 0) & (pieces.marks < MARKS))


def test_case_is_told_apart_though_the_vocabulary_is_not_cased(tokenizer: Tokenizer) -> None:
    lower, upper = cut_pieces(tokenizer, "may"), cut_pieces(tokenizer, "May")
    assert lower.ids.tolist() == upper.ids.tolist()
    assert lower.marks.tolist() != upper.marks.tolist()


def test_mixed_marks_pair_and_an_unclosed_quotation_ends_with_its_line(tokenizer: Tokenizer) -> None:
    seen = states(tokenizer, 'He said "yes we can” twice.\n“Never closed\nAfter')
    assert (seen["yes"], seen["twice"], seen["Never"], seen["After"]) == (1, 0, 1, 0)


def test_an_apostrophe_opens_nothing(tokenizer: Tokenizer) -> None:
    seen = states(tokenizer, "the Democrats' plan isn't 'a gift' they wanted")
    assert (seen["plan"], seen["gift"], seen["they"]) == (0, 1, 0)
