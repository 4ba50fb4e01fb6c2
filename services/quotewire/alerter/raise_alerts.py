"""Write what was decided: alerts to the ledger and the outbox, the rest to the list of what was withheld."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from quotewire.alerter.decide import correct_alert, decide
from quotewire.alerter.restrain import restrain
from quotewire.alerter.schedule import schedule
from quotewire.curator.mute import are_withdrawn
from quotewire.model.alert import Alert, AlertKind, Delivery, DeliveryStatus, Withheld, WithheldReason
from quotewire.model.claim import Novelty
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.outcome import Step
from quotewire.model.watch import AlertPolicy, Match
from quotewire.ports.state import Transaction

STAGE = "alert"


class MatchesArticles(Protocol):
    """What the alerter asks of the watches in force."""

    def match(self, recorded: RecordedArticle) -> list[Match]: ...

    def channels_of(self, watch_id: str) -> tuple[str, ...]: ...

    def policy_of(self, watch_id: str) -> AlertPolicy: ...


def raise_alerts(recorded: RecordedArticle, matcher: MatchesArticles, tx: Transaction, now: datetime) -> list[Alert]:
    """The alerts that were new to the ledger, in the order of the article's statements."""
    decisions = decide_all(recorded, matcher.match(recorded), now)
    raised = [alert for decision in decisions if (alert := settle(decision, matcher, tx))]
    raised += _follow_up(recorded, tx, now, matcher)
    detail = f"{len(decisions)} matches, {len(raised)} new alerts"
    tx.steps.note(Step(recorded.article.version_id, recorded.article.id, STAGE, now, detail))
    return raised


def decide_all(recorded: RecordedArticle, matches: Iterable[Match], now: datetime) -> list[Alert | Withheld]:
    """What repeats another statement, a headline its body for instance, comes last: the alert shows the fuller one."""
    by_id = {one.statement.id: one for one in recorded.statements}
    ordered = sorted(matches, key=lambda match: _is_echo(by_id[match.statement_id]))
    return [decide(match, recorded, by_id[match.statement_id], now) for match in ordered]


def _is_echo(statement: RecordedStatement) -> bool:
    return statement.novelty is Novelty.REPEATED


def settle(decision: Alert | Withheld, matcher: MatchesArticles, tx: Transaction) -> Alert | None:
    """The alert, if it was raised now. Stages: fold into what went out, mute, cap, then into the outbox by its mode."""
    if isinstance(decision, Withheld):
        tx.alerts.withhold(decision)
        return None
    policy, now = matcher.policy_of(decision.watch_id), decision.created_at
    first = tx.alerts.get(decision.id)
    if first is None and (reason := restrain(decision, policy, tx, now)):
        tx.alerts.withhold(Withheld.of(decision, reason, decision.created_at))
        return None
    if first is not None or not tx.alerts.raise_alert(decision):
        _fold(decision, first or tx.alerts.get(decision.id), tx)
        return None
    departure = schedule(policy, now)
    for channel in matcher.channels_of(decision.watch_id):
        tx.outbox.put(Delivery(decision.id, channel, DeliveryStatus.PENDING, departure.due_at, batch=departure.batch))
    return decision


def _fold(repeated: Alert, first: Alert | None, tx: Transaction) -> None:
    """Another copy of what was alerted; the very same statement processed again leaves no trace."""
    if first is not None and first.statement.id != repeated.statement.id:
        tx.alerts.withhold(Withheld.of(repeated, WithheldReason.REPEATED, repeated.created_at))


def _follow_up(recorded: RecordedArticle, tx: Transaction, now: datetime, matcher: MatchesArticles) -> list[Alert]:
    """Alerts on statements that a newer version changed, for the watches that were alerted to them."""
    follow_ups = (
        correct_alert(first, correction, recorded, now)
        for correction in recorded.corrections
        for first in tx.alerts.of_statement(correction.before.id)
        if first.kind is AlertKind.STATEMENT and not are_withdrawn(tx.outbox.of(first.id))
    )
    return [alert for alert in follow_ups if settle(alert, matcher, tx)]
