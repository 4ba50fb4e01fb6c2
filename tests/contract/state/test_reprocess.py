"""An article that is read again replaces what was read of it before, and nobody hears of it unless asked."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.state.test_erasure import Service, read, report
from tests.unit.processor.builders import NOON, say

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.fts import FtsIndex
from quotewire.matching.watchfile import parse_watches
from quotewire.model.article import Article, Occasion
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RejectedArticle
from quotewire.model.outcome import OutcomeKind, RejectedReason
from quotewire.model.statement import Stance
from quotewire.ports.search import Kind
from quotewire.ports.state import State
from quotewire.runtime.flow import record_stage


@pytest.fixture
def service(state: State, tmp_path: Path) -> Iterator[Service]:
    with state.transaction() as tx:
        for watch in parse_watches("- id: all\n  about: dam OR festival OR wall\n", "w.yaml").watches:
            tx.watches.save(watch, "test", NOON)
    index = FtsIndex(tmp_path / "index.db")
    yield Service(state, index)
    index.close()


def on_occasion(article: Article, alert: bool) -> Article:
    return replace(article, occasion=Occasion.REPROCESSING, backfill=not alert)


def read_better(alert: bool) -> AnalysedArticle:
    """Quist's festival is found by nobody any more, Orlova's stance is another, and a statement is new."""
    before = read(report())
    accused, denied, _ = before.statements
    new = say(before.article, "Vera Orlova", Stance.ASSERTS, "added", "Quist was not told either")
    said = (accused, replace(denied, stance=Stance.REJECTS), new)
    return AnalysedArticle(on_occasion(before.article, alert), (), said)


def read_again(service: Service, analysed: AnalysedArticle) -> RecordedArticle:
    (recorded,) = record_stage(service.state, SystemClock(), again=True).run(analysed)
    assert isinstance(recorded, RecordedArticle)
    service.show(recorded)
    return recorded


def test_the_new_reading_takes_the_place_of_the_old(service: Service) -> None:
    before = service.take(read(report()))
    again = read_again(service, read_better(alert=False))
    assert read_again(service, read_better(alert=False)) == again  # a second time changes nothing
    accused, denied, _ = again.statements
    assert (accused.claim_id, accused.novelty) == (before.statements[0].claim_id, before.statements[0].novelty)
    assert denied.statement.stance is Stance.REJECTS
    assert (again.version, again.outcome) == (before.version, before.outcome)
    assert again.corrections == ()  # no newsroom corrected anything
    with service.state.transaction() as tx:
        stored = tx.articles.recorded(before.article.version_id)
        assert stored is not None
        assert [one.statement.id for one in stored.statements] == [one.statement.id for one in again.statements]
        assert (stored.article.backfill, stored.article.occasion) == (False, Occasion.NEWS)
        held = {one.stance for one in tx.claims.positions(denied.claim_id) if one.statement_id == denied.statement.id}
        assert held == {Stance.REJECTS}
        assert tx.claims.get(before.statements[2].claim_id) is None  # the festival's
        assert "3 statements became 3, 1 of them new" in {step.detail for step in tx.steps.of(again.article.id)}
    assert service.found("speaker:quist", Kind.STATEMENTS) == 1
    assert service.found("stance:rejects", Kind.STATEMENTS) == 1


def test_nobody_hears_of_it_unless_asked(service: Service) -> None:
    service.take(read(report()))
    with service.state.transaction() as tx:
        before = [alert.id for alert in tx.alerts.list()]
    read_again(service, read_better(alert=False))
    with service.state.transaction() as tx:
        assert [alert.id for alert in tx.alerts.list()] == before
        assert tx.alerts.withheld() == []
    read_again(service, read_better(alert=True))
    with service.state.transaction() as tx:
        new = [alert for alert in tx.alerts.list() if alert.id not in before]
        assert [(alert.statement.text, alert.occasion) for alert in new] == [
            ("Quist was not told either", Occasion.REPROCESSING)
        ]
        assert [delivery.channel for delivery in tx.outbox.of(new[0].id)] == ["desk"]


def test_an_article_that_was_never_recorded_is_recorded_now(service: Service) -> None:
    again = read_again(service, read_better(alert=False))
    assert (again.version, again.outcome.kind) == (1, OutcomeKind.INDEXED)
    assert service.found("dam", Kind.ARTICLES) == 1


def test_what_is_no_article_any_more_stays_what_it_was(service: Service) -> None:
    before = service.take(read(report()))
    refused = RejectedArticle(before.article.version_id, before.article.id, RejectedReason.NO_ARTICLE)
    stage = record_stage(service.state, SystemClock(), again=True)
    assert stage.run(refused) == []
    never = replace(refused, version_id="202405-never.1", article_id="202405-never")
    stage.run(never)
    with service.state.transaction() as tx:
        kept, rejected = tx.outcomes.get(refused.version_id), tx.outcomes.get(never.version_id)
    assert kept is not None
    assert rejected is not None
    assert (kept.kind, rejected.kind) == (OutcomeKind.INDEXED, OutcomeKind.REJECTED)
