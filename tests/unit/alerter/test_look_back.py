"""Alerts on what was collected before a watch was put in force."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.processor.builders import NOON, open_state, say, write_article

from quotewire.adapters.state.state import SqlState
from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.alerter.look_back import look_back
from quotewire.alerter.raise_alerts import raise_alerts
from quotewire.model.alert import Alert
from quotewire.model.article import Article
from quotewire.model.journey import AnalysedArticle
from quotewire.model.statement import Stance
from quotewire.model.watch import AlertPolicy, SaidBy, Watch
from quotewire.processor.record import record

WEEK = timedelta(weeks=1)
SAID = "The ferry Aurora will be withdrawn from service at the end of April"
ALSO = "Nobody has asked the islanders what a winter without a ship means for them"
WATCH = Watch("roth", said_by=(SaidBy(name="Ada Roth"),), alert=AlertPolicy(channels=("desk",), max_per_day=1))
FIRST = write_article("Ferry", f"{SAID}, harbour master Ada Roth said on Monday.", outlet="Wire")
SECOND = write_article("Islands", f"{ALSO}, harbour master Ada Roth said.", outlet="Wire")


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SqlState]:
    state = open_state(tmp_path)
    yield state
    state.close()


def take_in(state: SqlState, article: Article, text: str) -> list[Alert]:
    matcher = LiveMatcher()
    with state.transaction() as tx:
        recorded = record(
            AnalysedArticle(article, (), (say(article, "Ada Roth", Stance.ASSERTS, "said", text),)), tx, NOON
        )
        matcher.refresh(tx)
        return raise_alerts(recorded, matcher, tx, NOON)


def test_the_past_is_alerted_to_once_marked_and_without_counting_to_the_cap(state: SqlState) -> None:
    assert take_in(state, FIRST, SAID) == []
    with state.transaction() as tx:
        tx.watches.save(WATCH, "ada", NOON)
    (alert,) = look_back(WATCH, WEEK, state, NOON, ("console",))
    assert (alert.look_back, alert.statement.text) == (True, SAID)
    assert look_back(WATCH, WEEK, state, NOON, ("console",)) == []
    with state.reading() as tx:
        assert [one.channel for one in tx.outbox.of(alert.id)] == ["desk"]
    (live,) = take_in(state, SECOND, ALSO)
    assert not live.look_back


def test_older_material_counts_where_somebody_asks_for_the_past(state: SqlState) -> None:
    take_in(state, replace(FIRST, backfill=True), SAID)
    assert len(look_back(WATCH, WEEK, state, NOON, ("console",))) == 1


def test_what_lies_before_the_time_asked_for_is_left_alone(state: SqlState) -> None:
    take_in(state, replace(FIRST, collected_at=NOON - 2 * WEEK), SAID)
    take_in(state, SECOND, ALSO)
    assert [alert.statement.text for alert in look_back(WATCH, WEEK, state, NOON, ("console",))] == [ALSO]
