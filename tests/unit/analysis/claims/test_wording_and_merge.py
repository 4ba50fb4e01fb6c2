from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from quotewire.analysis.claims.merge import merge_claims, split_claim
from quotewire.analysis.claims.wording import choose_wording, clean_wording, extend_wordings
from quotewire.model import ids
from quotewire.model.claim import Claim, Position
from quotewire.model.statement import Stance

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHELLED = "The army of Tolmar shelled the Varda dam and caused the flood"


def claim(number: int, text: str, days: float = 0) -> Claim:
    at = NOON + timedelta(days=days)
    statement = f"202603-{number}"
    return Claim(ids.claim_id(statement), text, statement, at, at, ("dam",), (f"e{number}",))


def taken(statement: str, hours: int) -> Position:
    return Position("c", "x", "X", Stance.ALLEGES, statement, "a", None, NOON + timedelta(hours=hours))


def test_a_wording_has_no_marks_around_it_and_a_capital() -> None:
    assert clean_wording("“The dam was shelled,”") == "The dam was shelled"
    assert clean_wording("that the dam was shelled") == "The dam was shelled"
    assert clean_wording("…") == "…"


@pytest.mark.parametrize(
    ("current", "supports", "offered"),
    [
        ("We never touched the Varda dam", False, SHELLED),  # putting it forward beats denying it
        ("Tolmar of shelling the dam", True, SHELLED),  # a sentence beats a headline's object
    ],
)
def test_the_better_wording_becomes_canonical(current: str, supports: bool, offered: str) -> None:
    assert choose_wording(current, supports, offered, True) == offered


def test_a_denial_or_a_slightly_longer_wording_changes_nothing() -> None:
    assert (
        choose_wording(SHELLED, True, "The artillery of the army of Tolmar never shelled the big Varda dam", False)
        == SHELLED
    )
    assert choose_wording(SHELLED, True, SHELLED + " again", True) == SHELLED


def test_other_wordings_are_few_and_unlike_each_other() -> None:
    known = claim(1, SHELLED)
    assert extend_wordings(known, SHELLED, "The army of Tolmar shelled Varda dam, causing the flood") == ()
    assert extend_wordings(known, SHELLED, "the claims") == ()
    breach = "The breach at Varda was the work of artillery from across the border"
    assert extend_wordings(known, SHELLED, breach) == (breach,)
    full = replace(known, wordings=tuple(f"{breach} {number}" for number in range(6)))
    assert len(extend_wordings(full, SHELLED, "Rockets burst the wall above the valley")) == 6


def test_merging_keeps_the_earlier_id_whatever_the_order() -> None:
    early, late = claim(1, SHELLED), claim(2, "Rockets from Tolmar burst the wall of the dam at Varda", days=1)
    merge = merge_claims(late, early)
    assert merge == merge_claims(early, late)
    assert (merge.merged.id, merge.retired) == (early.id, late.id)
    assert merge.merged.entity_ids == ("e1", "e2")
    assert merge.merged.last_seen == late.last_seen
    assert late.text in (merge.merged.text, *merge.merged.wordings)


TEXTS = {
    "202603-1": SHELLED,
    "202603-8": "the wall was blown up from inside",
    "202603-9": "it was blown up from within",
}


def test_splitting_founds_a_claim_on_its_first_statement() -> None:
    whole = claim(1, SHELLED)
    taken_on = [taken("202603-1", 0), taken("202603-8", 5), taken("202603-9", 3)]
    split = split_claim(whole, taken_on, {"202603-8", "202603-9"}, TEXTS, "New")
    assert split.kept == whole
    assert (split.founded.id, split.founded.text) == (ids.claim_id("202603-9"), "New")
    assert split.founded.first_seen == NOON + timedelta(hours=3)
    assert split.moved == {"202603-8", "202603-9"}


def test_wordings_go_with_the_statements_that_are_split_off() -> None:
    inside = "The wall was blown up from inside"
    whole = replace(claim(1, inside), wordings=(SHELLED, "It was blown up from within"))
    taken_on = [taken("202603-1", 0), taken("202603-8", 5), taken("202603-9", 3)]
    split = split_claim(whole, taken_on, {"202603-8", "202603-9"}, TEXTS)
    assert (split.kept.text, split.kept.wordings) == (SHELLED, ())
    assert {split.founded.text, *split.founded.wordings} == {inside, "It was blown up from within"}


@pytest.mark.parametrize("moved", [set(), {"202603-1", "202603-9"}, {"202603-1"}])
def test_a_split_that_would_empty_or_unfound_a_claim_is_refused(moved: set[str]) -> None:
    with pytest.raises(ValueError, match="claim"):
        split_claim(claim(1, SHELLED), [taken("202603-1", 0), taken("202603-9", 3)], moved, TEXTS, "New")


@pytest.mark.parametrize(
    ("said", "wording"),
    [
        ("it was too early to say whether the dam had been mined", "The dam had been mined"),
        ("whether the wall had been mined", "The wall had been mined"),
        ("If it rains the dam will burst", "If it rains the dam will burst"),
        ("the claims were “ridiculous", "The claims were ridiculous"),
        ("“We fight here,” … “not there.”", "“We fight here,” … “not there.”"),
        ("the engineers’ report was ‘a joke,’", "The engineers’ report was ‘a joke’"),
    ],
)
def test_a_wording_is_the_proposition_with_whole_quotation_marks(said: str, wording: str) -> None:
    assert clean_wording(said) == wording
