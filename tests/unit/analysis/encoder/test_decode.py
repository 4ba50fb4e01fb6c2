import numpy as np
from tokenizers import Tokenizer

from quotewire.analysis.encoder.decode import find_content, find_cues, find_source, keep_paragraph, run_span
from quotewire.analysis.encoder.pieces import cut_pieces
from quotewire.analysis.encoder.reader import WEIGHTS
from quotewire.analysis.encoder.words import Floats, Words, gather_words

TOKENIZER = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))


def words_of(text: str) -> Words:
    return gather_words(cut_pieces(TOKENIZER, text))


def roles_of(text: str, source: str = "", content: str = "", strength: float = 0.95) -> Floats:
    """Role probabilities as a network would give them that is sure of `source` and of the words of `content`."""
    words = words_of(text)
    roles = np.full((len(words.starts), 3), (1 - strength) / 2, dtype=np.float32)
    names = [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)]
    for at, name in enumerate(names):
        roles[at, 1 if name in source.split() else 2 if name in content.split() else 0] = strength
    return roles


def spans(text: str, roles: Floats, barred: str = "") -> list[str]:
    words = words_of(text)
    bars = np.array([text[a:b] in barred.split() for a, b in zip(words.starts, words.ends, strict=True)])
    runs = find_content(roles, words, bars)
    return [text[slice(*run_span(run, words))] for run in runs]


def test_a_word_is_never_cut() -> None:
    text = "Zelenskyy's spokesperson disagreed"
    words = words_of(text)
    assert [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == [
        "Zelenskyy", "'", "s", "spokesperson", "disagreed",
    ]  # fmt: skip


def test_two_cues_side_by_side_stay_two() -> None:
    tags = np.array([[0.9, 0.1, 0], [0, 0.9, 0.1], [0, 0.1, 0.9], [0, 0.9, 0.1], [1, 0, 0]], dtype=np.float32)
    assert find_cues(tags) == [(1, 3), (3, 4)]


def test_a_split_quotation_has_two_spans_with_their_marks() -> None:
    text = '"We go," he said, "and stay."'
    assert spans(text, roles_of(text, "he", "We go and stay"), barred="he said") == ['"We go,"', '"and stay."']


def test_a_doubtful_word_inside_content_does_not_split_it() -> None:
    text = "She said that the plan would never work at all"
    roles = roles_of(text, "She", "that the plan would never work at all")
    roles[5] = (0.55, 0.0, 0.45)
    assert spans(text, roles, barred="She said") == ["that the plan would never work at all"]


def test_a_stray_weak_word_is_not_content() -> None:
    text = "She said that it works , while others waited"
    roles = roles_of(text, "She", "that it works")
    roles[-1] = (0.4, 0.0, 0.6)
    assert spans(text, roles, barred="She said") == ["that it works"]


def test_content_never_runs_over_a_blank_line() -> None:
    text = "She said it works\n\nPhoto of the dam"
    words = words_of(text)
    runs = find_content(roles_of(text, "She", "it works Photo of the dam"), words, np.zeros(len(words.starts), bool))
    kept = keep_paragraph(runs, 1, words)
    assert [text[slice(*run_span(run, words))] for run in kept] == ["it works"]


def test_a_quotation_may_continue_in_the_next_paragraph() -> None:
    text = 'She said: "It works.\n\n"And it is cheap."'
    words = words_of(text)
    runs = find_content(roles_of(text, "She", "It works And it is cheap"), words, np.zeros(len(words.starts), bool))
    kept = keep_paragraph(runs, 1, words)
    assert [text[slice(*run_span(run, words))] for run in kept] == ['"It works', '"And it is cheap."']


def test_the_source_is_the_likeliest_stretch_or_nothing() -> None:
    text = "The mayor of Springfield said no"
    words = words_of(text)
    assert find_source(roles_of(text, "The mayor of Springfield"), words, 4) == (0, 4)
    assert find_source(roles_of(text), words, 4) is None


def test_the_source_stands_in_the_line_of_its_cue() -> None:
    text = "Ann Lee\n\nMinister accuses bank"
    words = words_of(text)
    assert find_source(roles_of(text, "Ann Lee Minister"), words, 3) == (2, 3)
