from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.processor.builders import NOON, open_state, say, write_article

from quotewire.adapters.state.state import SqlState
from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.alerter.raise_alerts import raise_alerts
from quotewire.model.alert import Alert, AlertKind, DeliveryStatus, WithheldReason
from quotewire.model.article import Article
from quotewire.model.claim import Novelty
from quotewire.model.journey import AnalysedArticle
from quotewire.model.statement import Stance, Statement
from quotewire.model.watch import AlertPolicy, SaidBy, Watch
from quotewire.processor.record import record

SAID = "The ferry Aurora will be withdrawn from service at the end of April"
WATCH = Watch("roth", said_by=(SaidBy(name="Ada Roth"),), alert=AlertPolicy(channels=("desk",)))
FIRST = write_article(
    "Ferry", f"{SAID}, harbour master Ada Roth said on Monday.", "Nobody on the quay waved.", outlet="Wire"
)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SqlState]:
    state = open_state(tmp_path)
    with state.transaction() as tx:
        tx.watches.save(WATCH, "ada", NOON)
    yield state
    state.close()


def take_in(state: SqlState, article: Article, *statements: Statement) -> list[Alert]:
    """Record the article and raise its alerts, as the two services do one after the other."""
    matcher = LiveMatcher()
    with state.transaction() as tx:
        recorded = record(AnalysedArticle(article, (), statements), tx, article.collected_at)
        matcher.refresh(tx)
        return raise_alerts(recorded, matcher, tx, article.collected_at)


def roth(article: Article, text: str = SAID, stance: Stance = Stance.ASSERTS, cue: str = "said") -> Statement:
    return say(article, "Ada Roth", stance, cue, text)


def withheld(state: SqlState) -> list[WithheldReason]:
    with state.transaction() as tx:
        return [one.reason for one in tx.alerts.withheld("roth")]


def test_a_new_statement_raises_one_alert_for_the_watchs_channels(state: SqlState) -> None:
    (alert,) = take_in(state, FIRST, roth(FIRST))
    assert (alert.watch_id, alert.kind, alert.novelty) == ("roth", AlertKind.STATEMENT, Novelty.NEW)
    assert alert.statement.text == SAID
    assert alert.evidence.spans[0].of(alert.evidence.text) == SAID
    assert alert.claim.text == SAID
    with state.transaction() as tx:
        assert [(one.alert_id, one.channel) for one in tx.outbox.due(NOON, 10)] == [(alert.id, "desk")]


def test_processing_an_article_twice_raises_and_withholds_nothing_more(state: SqlState) -> None:
    take_in(state, FIRST, roth(FIRST))
    assert take_in(state, FIRST, roth(FIRST)) == []
    assert withheld(state) == []


def test_another_outlets_copy_folds_into_the_alert_that_went_out(state: SqlState) -> None:
    take_in(state, FIRST, roth(FIRST))
    later = NOON + timedelta(hours=3)
    copy = write_article("Ferry to go", f"Ada Roth said {SAID[0].lower()}{SAID[1:]}.", at=later, outlet="Globe")
    assert take_in(state, copy, roth(copy, SAID[4:])) == []
    assert withheld(state) == [WithheldReason.REPEATED]


def test_the_same_said_again_days_later_is_withheld_as_restated(state: SqlState) -> None:
    take_in(state, FIRST, roth(FIRST))
    again = write_article("Ferry, again", f"{SAID}, Ada Roth said.", at=NOON + timedelta(days=5), outlet="Globe")
    assert take_in(state, again, roth(again)) == []
    assert withheld(state) == [WithheldReason.RESTATED]


def test_another_date_is_a_new_alert(state: SqlState) -> None:
    (first,) = take_in(state, FIRST, roth(FIRST))
    moved = SAID.replace("April", "August")
    later = write_article("Ferry stays on", f"{moved}, Ada Roth said.", at=NOON + timedelta(days=5))
    (second,) = take_in(state, later, roth(later, moved))
    assert second.novelty is Novelty.NEW_CONTENT
    assert second.id != first.id


def test_a_change_of_stance_alerts_with_the_other_speakers_positions(state: SqlState) -> None:
    take_in(state, FIRST, roth(FIRST))
    article = write_article(
        "Roth turns",
        f"{SAID}, mayor Bo Lind said.",
        "Ada Roth denied that the ferry Aurora will be withdrawn from service at the end of April.",
        at=NOON + timedelta(days=2),
    )
    lind = say(article, "Bo Lind", Stance.ASSERTS, "said", SAID)
    (alert,) = take_in(state, article, lind, roth(article, SAID.replace("The", "the"), Stance.DENIES, "denied"))
    assert alert.novelty is Novelty.NEW_STANCE
    assert [position.speaker_name for position in alert.positions] == ["Bo Lind"]


def test_a_backfill_alerts_nobody_and_is_listed(state: SqlState) -> None:
    old = replace(FIRST, backfill=True)
    assert take_in(state, old, roth(old)) == []
    assert withheld(state) == [WithheldReason.BACKFILL]


def test_a_corrected_quotation_is_followed_up_once_for_the_watch_that_was_alerted(state: SqlState) -> None:
    (first,) = take_in(state, FIRST, roth(FIRST))
    moved = SAID.replace("April", "August")
    second = replace(FIRST, version_id=f"{FIRST.id}.v2", body=FIRST.body.replace("April", "August"))
    (follow_up,) = take_in(state, second, roth(second, moved))
    assert follow_up.kind is AlertKind.CORRECTION
    assert follow_up.correction is not None
    assert (follow_up.correction.before.text, follow_up.statement.text) == (SAID, moved)
    assert follow_up.utterance_id == first.utterance_id
    assert take_in(state, second, roth(second, moved)) == []


def test_a_correction_of_what_was_muted_before_it_went_out_is_told_to_nobody(state: SqlState) -> None:
    (first,) = take_in(state, FIRST, roth(FIRST))
    with state.transaction() as tx:
        (delivery,) = tx.outbox.of(first.id)
        tx.outbox.settle(replace(delivery, status=DeliveryStatus.WITHDRAWN), NOON)
    moved = SAID.replace("April", "August")
    second = replace(FIRST, version_id=f"{FIRST.id}.v2", body=FIRST.body.replace("April", "August"))
    assert take_in(state, second, roth(second, moved)) == []
