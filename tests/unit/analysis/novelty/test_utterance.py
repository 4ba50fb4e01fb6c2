from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from quotewire.analysis.novelty.utterance import judge_novelty
from quotewire.evaluation.novelty import judge
from quotewire.evaluation.pairs import make_statement, read_pairs, score
from quotewire.model.claim import FRESH, Novelty, Utterance
from quotewire.model.statement import Stance

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DENIAL = "We don't attack the palace or the capital, we fight on our own soil"


def heard(text: str, stance: Stance = Stance.DENIES, claim: str = "c", number: int = 1) -> Utterance:
    return Utterance(f"u{number}", "x", claim, stance, text, f"s{number}", NOON, NOON)


def judged(text: str, hours: float, *known: Utterance, stance: str = "denies", claim: str = "c") -> Novelty:
    return judge_novelty(make_statement("s", text, stance), claim, NOON + timedelta(hours=hours), known).novelty


@pytest.mark.parametrize(
    "text",
    ["We didn't attack the palace or the capital", "“we fight on our own soil”", "his country fights on its own soil"],
    ids=["tense", "partial quotation", "paraphrase"],
)
@pytest.mark.parametrize("claim", ["c", "another"])
def test_one_utterance_in_other_words_is_repeated_the_same_day_and_restated_later(text: str, claim: str) -> None:
    assert judged(text, 6, heard(DENIAL), claim=claim) is Novelty.REPEATED
    assert judged(text, 200, heard(DENIAL), claim=claim) is Novelty.RESTATED


def test_first_words_of_a_speaker_are_new() -> None:
    assert judged(DENIAL, 0) is Novelty.NEW
    assert judged("The first tanks will reach us in June", 1, heard(DENIAL), stance="asserts", claim="d") is Novelty.NEW


def test_a_change_of_stance_on_the_claim_is_told_even_in_the_same_words() -> None:
    known = heard("the plant in Dorn will be closed", Stance.DENIES)
    assert judged("the plant in Dorn will be closed", 3, known, stance="confirms") is Novelty.NEW_STANCE


def test_a_negated_sentence_is_itself_though_the_cue_was_read_otherwise() -> None:
    assert judged(DENIAL, 3, heard(DENIAL), stance="asserts") is Novelty.REPEATED


@pytest.mark.parametrize(
    "text",
    [
        "We will send Lusania 31 battle tanks by the end of March",
        "We will send Lusania 14 battle tanks by the end of May",
        "We will not send Lusania 14 battle tanks by the end of March",
    ],
    ids=["number", "month", "polarity"],
)
def test_other_particulars_are_new_content(text: str) -> None:
    known = heard("We will send Lusania 14 battle tanks by the end of March", Stance.PROMISES)
    assert judged(text, 5, known, stance="asserts") is Novelty.NEW_CONTENT


def test_the_fullest_wording_and_the_span_of_time_are_kept() -> None:
    short = heard("We don't attack the capital")
    verdict = judge_novelty(make_statement("s", DENIAL, "denies"), "c", NOON - timedelta(hours=2), [short])
    assert verdict.utterance is not None
    assert verdict.utterance.text == DENIAL
    assert (verdict.utterance.id, verdict.utterance.first_at) == (short.id, NOON - timedelta(hours=2))
    assert verdict.utterance.last_at == NOON
    assert verdict.nearest == short


def test_a_speaker_with_thousands_of_utterances_is_judged_in_bounded_work() -> None:
    many = [
        heard(f"Point {number} of the plan is settled", Stance.ASSERTS, f"c{number}", number) for number in range(3000)
    ]
    verdict = judge_novelty(make_statement("s", "Snow fell", "asserts"), "z", NOON, many)
    assert verdict.novelty is Novelty.NEW


def test_held_out_pairs_are_judged_as_well_as_reported() -> None:
    pairs = read_pairs("novelty_pairs.jsonl", "held-out")
    said = [judge(pair) in FRESH for pair in pairs]
    fresh = score(said, [pair["label"] in {"new", "changed content", "changed stance"} for pair in pairs])
    assert fresh.precision >= 0.95
    assert fresh.recall >= 0.87


@pytest.mark.parametrize("claim", ["c", "another"])
@pytest.mark.parametrize(
    "text",
    ["We don't attack the palace", "We did not attack the palace", "We are not attacking the palace"],
)
def test_outlets_that_render_one_sentence_in_other_tenses_carry_one_utterance(text: str, claim: str) -> None:
    for stance in ("denies", "asserts"):
        assert judged(text, 3, heard("We have not attacked the palace"), stance=stance, claim=claim) is Novelty.REPEATED


def test_outlets_that_render_one_word_in_other_ways_carry_one_utterance() -> None:
    known = heard("we fight on our own soil", Stance.ASSERTS)
    for text in ("We fight on our territory", "we are fighting on our own land"):
        assert judged(text, 3, known, stance="asserts") is Novelty.REPEATED


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("We will not talk to the rebels", "denies"),
        ("We fight for the freedom of our children", "asserts"),
        ("We do attack the palace", "asserts"),
    ],
)
def test_what_is_really_different_is_not_folded(text: str, stance: str) -> None:
    known = heard("We don't attack the palace"), heard("We fight on our own soil", Stance.ASSERTS, number=2)
    assert judged(text, 3, *known, stance=stance, claim="another") in FRESH


def test_a_country_may_say_we() -> None:
    known = heard("We don't attack Oslo. We fight on our own soil")
    assert judged("Portugal does not attack Oslo", 200, known, stance="asserts") is Novelty.RESTATED
    assert judged("Norway was never attacked by Lisbon", 3, known, stance="asserts", claim="d") in FRESH


def test_capital_and_country_are_no_other_particulars() -> None:
    known = heard("The Portuguese were unable to confirm the age of the chart from Norway", Stance.NEITHER)
    text = "Lisbon was “unable to confirm the age” of Oslo’s chart"
    assert judged(text, 200, known, stance="neither confirms nor denies", claim="d") is Novelty.RESTATED


def test_a_paraphrase_without_new_particulars_on_one_claim_is_repeated_that_day() -> None:
    known = heard("The targets are picked by Lisbon and Oslo merely obeys", Stance.ALLEGES)
    text = "it was Portuguese officers who chose what to hit and Norwegians who carried it out"
    assert judged(text, 5, known, stance="alleges") is Novelty.REPEATED
    assert judged(f"{text} on 4 May", 5, known, stance="alleges") is Novelty.NEW_CONTENT
    assert judged(text, 5, known, stance="alleges", claim="another") in FRESH


def test_a_headline_is_heard_as_what_it_shortens() -> None:
    known = heard("Decisions of this kind are taken in Lisbon", Stance.ALLEGES)
    headline = make_statement("s", "Portugal for the harbour fire", "alleges")
    assert judge_novelty(headline, "c", NOON, [known]).novelty in FRESH
    assert judge_novelty(headline, "c", NOON, [known], "u1").novelty is Novelty.REPEATED


def test_what_the_outlet_says_was_said_again_is_restated() -> None:
    known = heard("The decision on the bridge is taken in the capital", Stance.ALLEGES)
    text = "that the choice to blow up the Varda bridge had been made in the capital"
    again = replace(make_statement("s", text, "alleges"), cue_text="said again")
    assert judge_novelty(again, "c", NOON + timedelta(days=3), [known]).novelty is Novelty.RESTATED
    assert judge_novelty(replace(again, cue_text="said"), "c", NOON + timedelta(days=3), [known]).novelty in FRESH
