import time

import pytest

from quotewire.analysis.claims.countries import find_countries
from quotewire.analysis.claims.likeness import compare, read_wording, stand_out
from quotewire.analysis.claims.terms import content_terms, load_term_weights
from quotewire.evaluation.pairs import read_pairs, score


def test_inflected_forms_and_names_of_one_country_meet_in_one_term() -> None:
    assert content_terms("attacks attacked attacking attack") == {"attack"}
    assert content_terms("the US") == content_terms("United States") == content_terms("American")
    assert content_terms("it told us so") == frozenset()


def test_rare_terms_tell_more_than_common_ones() -> None:
    weights = load_term_weights()
    assert weights.of("peopl") < weights.of("pipelin") < weights.of("zyzzyva") == pytest.approx(1.0)
    assert weights.foremost({"peopl", "pipelin", "year"}, 1) == ("pipelin",)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kyiv and Washington", {"ua", "us"}),
        ("Downing Street blamed Russian hackers", {"gb", "ru"}),
        ("two Ukrainians in London", {"ua", "gb"}),
        ("turkey with cranberries", set()),
        ("", set()),
    ],
)
def test_countries_are_found_by_name_capital_people_and_seat(text: str, codes: set[str]) -> None:
    assert find_countries(text) == codes


def test_likeness_is_symmetric_and_says_what_it_was_made_from() -> None:
    one = read_wording("Brightwell knew that its pipeline was leaking, 3 officials said")
    other = read_wording("the leak in the pipeline was known to Brightwell, 5 witnesses said")
    there, back = compare(one, other), compare(other, one)
    assert there == back
    assert {"brightwell", "pipelin"} <= set(there.shared)
    assert there.differ == ("numbers",)
    assert 0 <= there.score <= 1


def test_blaming_another_country_is_another_claim() -> None:
    claim = read_wording("Washington planned the attack on the dam")
    assert compare(claim, read_wording("The attack on the dam was planned in Paris")).differ == ("countries",)
    assert compare(claim, read_wording("America planned the attack on the dam")).score > 0.9


def test_text_without_words_is_like_nothing() -> None:
    assert compare(read_wording("…"), read_wording("the dam broke")).score < 0.1


def test_held_out_pairs_are_matched_as_well_as_reported() -> None:
    pairs = read_pairs("claim_pairs.jsonl", "held-out")
    likenesses = (compare(read_wording(pair["one"]["text"]), read_wording(pair["other"]["text"])) for pair in pairs)
    said = [likeness.score >= 0.5 for likeness in likenesses]
    assert score(said, [pair["label"] == "same" for pair in pairs]).f1 >= 0.75
    assert sum(one for one, pair in zip(said, pairs, strict=True) if pair["label"] == "different") <= 8


def test_what_is_like_everything_around_it_says_less() -> None:
    one = compare(read_wording("Drones flew over the capital"), read_wording("The capital was attacked with drones"))
    assert stand_out(one, []).score == pytest.approx(one.score)
    assert stand_out(one, [one.meaning] * 5).score < stand_out(one, [0.1] * 5).score


def test_fifty_candidates_are_compared_in_milliseconds() -> None:
    texts = [f"The ministry of region {number} hid {number} tonnes of grain from inspectors" for number in range(50)]
    wording = read_wording("inspectors never saw the grain that the ministry hid")
    for text in texts:
        compare(wording, read_wording(text))  # vectors are remembered
    started = time.process_time()
    for text in texts:
        compare(wording, read_wording(text))
    assert time.process_time() - started < 0.02


def test_who_speaks_of_us_may_mean_a_country_that_is_not_named() -> None:
    accused = read_wording("Norway sent the drones that hit the palace")
    assert compare(accused, read_wording("Portugal sent no drones that hit the palace")).differ == ("countries",)
    assert compare(accused, read_wording("we sent no drones to Lisbon that hit the palace")).differ == ()
