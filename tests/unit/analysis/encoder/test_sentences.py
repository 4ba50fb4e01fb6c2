import numpy as np
import pytest

from quotewire.analysis.encoder.sentences import SentenceEncoder


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder.load()


def test_a_paraphrase_is_nearer_than_another_matter_in_the_same_words(encoder: SentenceEncoder) -> None:
    claim = encoder.vector("The mayor took money from the builders of the stadium")
    paraphrase = encoder.vector("Contractors of the arena bribed the city's head")
    other = encoder.vector("The mayor opened the stadium with the builders")
    assert claim @ paraphrase > 0.5
    assert claim @ encoder.vector("Rain is expected at the weekend") < 0.2
    assert paraphrase @ claim > paraphrase @ other


def test_vectors_have_length_one_and_nothing_has_none(encoder: SentenceEncoder) -> None:
    assert np.linalg.norm(encoder.vector("He denied it.")) == pytest.approx(1.0, abs=1e-4)
    assert not encoder.vector("").any()


@pytest.mark.parametrize("text", ["word " * 50_000, "x" * 100_000, "\u200b\u202e", "🙂" * 5000, "\ud800"])
def test_any_text_has_a_vector(encoder: SentenceEncoder, text: str) -> None:
    assert encoder.vector(text).shape == (384,)
