import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from quotewire.analysis.encoder.pieces import cut_pieces
from quotewire.analysis.encoder.reader import WEIGHTS
from quotewire.analysis.encoder.windows import WINDOW_PIECES, cut_windows


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))


LINES = st.lists(st.text(st.sampled_from("ab, .\n\"'A1é中"), max_size=300), max_size=8)


@settings(deadline=None, max_examples=40)
@given(lines=LINES, limit=st.integers(100, 190))
def test_every_piece_is_owned_by_exactly_one_window(tokenizer: Tokenizer, lines: list[str], limit: int) -> None:
    text = "\n".join(lines)
    windows = list(cut_windows(tokenizer, text, limit))
    owned = [s for w in windows for s in w.pieces.starts.tolist() if w.own_start <= s < w.own_end]
    assert owned == cut_pieces(tokenizer, text).starts.tolist()
    assert all(len(w.pieces) <= limit for w in windows)


def test_paragraphs_are_packed_whole(tokenizer: Tokenizer) -> None:
    paragraph = "Word " * 60 + "end."
    windows = list(cut_windows(tokenizer, "\n\n".join([paragraph] * 7)))
    assert [len(w.pieces) // 62 for w in windows] == [3, 3, 1]
    assert all(w.pieces.starts[0] % (len(paragraph) + 2) == 0 for w in windows)


def test_a_long_line_is_cut_at_sentences_with_an_overlap(tokenizer: Tokenizer) -> None:
    text = " ".join(f"Sentence number {n} says a few plain words here." for n in range(60))
    windows = list(cut_windows(tokenizer, text))
    assert all(text[w.pieces.starts[0] :].startswith("Sentence") for w in windows)
    assert all(b.pieces.starts[0] < a.pieces.ends[-1] for a, b in itertools.pairwise(windows))


def test_a_line_without_sentences_or_spaces_is_cut_all_the_same(tokenizer: Tokenizer) -> None:
    windows = list(cut_windows(tokenizer, "中" * 50_000))
    assert sum(w.own_end - w.own_start for w in windows) == 50_000
    assert max(len(w.pieces) for w in windows) <= WINDOW_PIECES
