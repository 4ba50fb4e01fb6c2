import numpy as np

from quotewire.analysis.claims.meaning import load_rough
from quotewire.analysis.claims.story import compare_stories, scale_locally, word_cosines

TEXTS = [
    "Varda dam bursts. Engineers said the Varda dam burst after days of rain in the northern valley.",
    "Flood after dam failure. The dam at Varda gave way and flooded the valley, engineers said.",
    "Mackerel quota exceeded. Trawlers from Vestmark landed twice the mackerel they were allowed, ministers said.",
    "Vestmark accused over fish. Ministers accuse Vestmark of landing more mackerel than its quota allows.",
]


def test_articles_of_one_story_are_nearer_than_others() -> None:
    scores = compare_stories(TEXTS, load_rough())
    np.fill_diagonal(scores, -9)
    assert scores.argmax(axis=1).tolist() == [1, 0, 3, 2]


def test_words_that_all_articles_share_tell_nothing_beside_rare_ones() -> None:
    cosines = word_cosines(["ministers said the dam burst"], TEXTS)
    assert cosines[0].argmax() == 0


def test_what_is_near_to_everything_is_scaled_down() -> None:
    near_to_all = np.array([[1.0, 0.6, 0.6], [0.6, 1.0, 0.1], [0.6, 0.1, 1.0]], np.float32)
    scaled = scale_locally(near_to_all)
    assert scaled[0, 1] - scaled[1, 2] < 2 * (near_to_all[0, 1] - near_to_all[1, 2])
