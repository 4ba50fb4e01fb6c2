"""What a speaker said before, and what that weighs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from quotewire.analysis.claims.own import attitudes_of, own_claims
from quotewire.evaluation.pairs import make_statement
from quotewire.model.claim import Utterance
from quotewire.model.statement import Attitude, Stance

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEFORE = Utterance("u", "x", "c", Stance.DENIES, "we did not open the dam", "s", NOON, NOON)


def test_lately_in_the_same_attitude_weighs_more_than_long_ago_or_in_another() -> None:
    denied, said = make_statement("1", "nobody opened it", "denies"), make_statement("2", "it was opened", "asserts")
    now = own_claims(denied, [BEFORE], NOON + timedelta(hours=3))["c"]
    later = own_claims(denied, [BEFORE], NOON + timedelta(days=9))["c"]
    otherwise = own_claims(said, [BEFORE], NOON + timedelta(hours=3))["c"]
    assert now.is_near
    assert not later.is_near
    assert not otherwise.is_near
    assert now.lean > later.lean == otherwise.lean > 0
    assert now.words == ("we did not open the dam",)


def test_an_article_that_comes_late_is_still_of_the_occasion_on_which_it_was_said() -> None:
    again = replace(BEFORE, last_at=NOON + timedelta(days=9))
    denied = make_statement("1", "nobody opened it", "denies")
    assert own_claims(denied, [again], NOON + timedelta(hours=3))["c"].is_near


def test_what_is_said_again_is_near_whenever_it_was_said() -> None:
    denied = replace(make_statement("1", "nobody opened it", "denies"), cue_text="said again")
    assert own_claims(denied, [BEFORE], NOON + timedelta(days=9))["c"].is_near


def test_a_negated_assertion_may_be_a_denial_and_a_contrast_is_none() -> None:
    assert Attitude.DISPUTES in attitudes_of(make_statement("1", "we did not open the dam", "asserts"))
    contrast = make_statement("2", "it is decided not in the valley but in the capital", "asserts")
    assert attitudes_of(contrast) == {Attitude.SUPPORTS}
