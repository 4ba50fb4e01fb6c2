"""Alerts on what was collected before a watch was put in force."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from quotewire.alerter.raise_alerts import decide_all, settle
from quotewire.analysis.entities.registry import Registry
from quotewire.matching.matcher import Matcher
from quotewire.model.alert import Alert, Withheld
from quotewire.model.journey import RecordedArticle
from quotewire.model.watch import AlertPolicy, Match, Watch
from quotewire.ports.state import State


def look_back(
    watch: Watch, span: timedelta, state: State, now: datetime, default_channels: tuple[str, ...]
) -> list[Alert]:
    """Raise the alerts that the watch would have raised in the time before the newest article, each marked as such.

    Older material counts like news. What was alerted already is not alerted again, and what the live service alerts to
    meanwhile has the same id. The articles are read beside the running service; only the alerts are written in one go.
    """
    with state.reading() as tx:
        matcher = _OneWatch(watch, Matcher.build([watch], Registry.build(tx.entities.all())), default_channels)
        articles = tx.articles.since((tx.articles.newest() or now) - span)
        decisions = [decision for recorded in articles for decision in _decide(recorded, matcher, now)]
    with state.transaction() as tx:
        return [alert for decision in decisions if (alert := settle(decision, matcher, tx))]


@dataclass(frozen=True, slots=True)
class _OneWatch:
    """``raise_alerts.MatchesArticles`` of a single watch."""

    watch: Watch
    matcher: Matcher
    default_channels: tuple[str, ...]

    def match(self, recorded: RecordedArticle) -> list[Match]:
        return self.matcher.match(recorded)

    def channels_of(self, _watch_id: str) -> tuple[str, ...]:
        return self.watch.alert.channels or self.default_channels

    def policy_of(self, _watch_id: str) -> AlertPolicy:
        return self.watch.alert


def _decide(recorded: RecordedArticle, matcher: _OneWatch, now: datetime) -> Iterator[Alert | Withheld]:
    wanted = replace(recorded, article=replace(recorded.article, backfill=False))
    for decision in decide_all(wanted, matcher.match(wanted), now):
        yield replace(decision, look_back=True) if isinstance(decision, Alert) else decision
