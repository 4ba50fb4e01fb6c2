import random
import time

import pytest

from quotewire.analysis.novelty.syndication import find_original, shingle

_WORDS = (
    "harbour minister fleet quota inspection trawler council vote bridge budget storm ferry letter signature evidence court"
    " lawyer witness border patrol engine captain island school teacher hospital doctor railway strike union contract"
).split()


def story(seed: int, sentences: int = 30) -> list[str]:
    rng = random.Random(seed)
    return [f"The {' '.join(rng.choices(_WORDS, k=12))} number {rng.randrange(10_000)}." for _ in range(sentences)]


STORY = story(1)
TEXT = " ".join(STORY)
EDITED = " ".join(sentence.replace("harbour", "port") if at % 4 == 0 else sentence for at, sentence in enumerate(STORY))


@pytest.mark.parametrize(
    "copy",
    [
        TEXT,
        TEXT.upper(),
        EDITED,
        " ".join(STORY[:9]),
        "By our own correspondent. " + " ".join(STORY[4:]) + " Sign up to our newsletter for more.",
        " ".join([*story(2, 40), *STORY]),
        " ".join(sentence for at, sentence in enumerate(STORY) if at % 5),
    ],
    ids=["verbatim", "capitals", "lightly edited", "truncated", "retitled", "merged", "sentences dropped"],
)
def test_copies_fold_into_the_original(copy: str) -> None:
    found = find_original(shingle(copy), {"original": shingle(TEXT), "other": shingle(" ".join(story(3)))})
    assert found is not None
    assert found.article_id == "original"
    assert 0.5 <= found.containment <= 1


def test_an_article_that_shares_a_long_quotation_is_no_copy() -> None:
    quoting = " ".join([*story(4), *STORY[:2]])
    assert find_original(shingle(quoting), {"original": shingle(TEXT)}) is None


def test_two_short_notes_with_one_sentence_in_common_are_two() -> None:
    note = "The council will meet again on Tuesday to vote on the bridge."
    assert find_original(shingle(note), {"original": shingle(note + " It rained.")}) is None


def test_the_best_of_several_wins_and_ties_go_to_the_smaller_id() -> None:
    known = {"b": shingle(TEXT), "a": shingle(TEXT), "c": shingle(" ".join(STORY[:20] + story(5, 10)))}
    found = find_original(shingle(TEXT), known)
    assert found is not None
    assert found.article_id == "a"


def test_a_very_long_text_has_a_small_sketch_and_its_excerpt_is_still_found() -> None:
    long = story(6, 4000)
    sketch = shingle(" ".join(long))
    assert len(sketch) <= 1500
    found = find_original(shingle(" ".join(long[:300])), {"book": sketch})
    assert found is not None
    assert found.containment > 0.8


def test_a_million_words_are_cut_down_in_seconds() -> None:
    started = time.process_time()
    assert len(shingle("word " * 1_000_000)) <= 1
    assert time.process_time() - started < 5


def test_no_words_no_copy() -> None:
    assert shingle("") == frozenset()
    assert find_original(frozenset(), {"a": shingle(TEXT)}) is None
