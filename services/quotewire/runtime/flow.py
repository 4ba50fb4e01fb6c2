"""The journey of one article, stage by stage.

    collect → articles.collected → analyse → articles.analysed → record → articles.recorded → index
                                                                                            ↘ alert → outbox → deliver

Each stage takes one message and returns what goes on to the next topic. Both runtimes drive these same stages:
they read, decode, call, send and commit, and they send what fails to the dead letters.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.alerter.raise_alerts import raise_alerts
from quotewire.errors import MalformedMessage
from quotewire.indexer.index import index_articles
from quotewire.model.alert import Alert
from quotewire.model.article import CollectedArticle, Occasion
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RejectedArticle
from quotewire.model.outcome import Step
from quotewire.ports.clock import Clock
from quotewire.ports.search import SearchIndex
from quotewire.ports.state import State
from quotewire.processor.record import record, reject
from quotewire.processor.record_again import record_again, reject_again
from quotewire.runtime.redaction import LiveRedaction
from quotewire.topics import (
    ANALYSED,
    ANALYSED_BACKFILL,
    ANALYSED_REPROCESS,
    COLLECTED,
    COLLECTED_BACKFILL,
    COLLECTED_REPROCESS,
    RECORDED,
    Topic,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. ``run`` raises ``errors.Unavailable`` to be tried again; anything else makes a dead letter."""

    name: str
    source: Topic
    sink: Topic | None
    run: Callable[[object], Sequence[object]]


def analyse_stage(analyse: Callable[[CollectedArticle], AnalysedArticle | RejectedArticle]) -> Stage:
    """Read each article alone. Stateless: any number of workers share the topic's partitions."""

    def run(message: object) -> Sequence[object]:
        return [analyse(_expect(CollectedArticle, message))]

    return Stage("analyse", COLLECTED, ANALYSED, run)


def record_stage(state: State, clock: Clock, again: bool = False) -> Stage:
    """Join each article to what came before it, without people who were erased; ``again`` replaces what was read of it."""
    live = LiveRedaction()
    join, refuse = (record_again, reject_again) if again else (record, reject)

    def run(message: object) -> Sequence[object]:
        with state.transaction() as tx:
            if isinstance(message, RejectedArticle):
                refuse(message, tx, clock.now())
                return []
            redaction = live.of(tx)
            recorded = join(redaction.analysed(_expect(AnalysedArticle, message)), tx, clock.now())
            # What it was joined to may still name somebody whose erasure goes on.
            told = redaction.recorded(recorded)
            if told is not recorded:
                tx.articles.save(redaction.recorded(tx.articles.recorded(told.article.version_id) or told))
        return [told]

    return Stage("record", ANALYSED, RECORDED, run)


def index_stage(index: SearchIndex, state: State, clock: Clock) -> Stage:
    """Make each article findable, without people who were erased after it was recorded."""
    live = LiveRedaction()

    def run(message: object) -> Sequence[object]:
        recorded = _expect(RecordedArticle, message)
        article = recorded.article
        noted = Step(article.version_id, article.id, "index", clock.now(), f"version {recorded.version}")
        while True:
            with state.reading() as tx:
                # What people decided since then, or when it first came, holds for an article that comes late or again.
                if tx.claims.revision() or article.occasion is Occasion.REPROCESSING:
                    recorded = tx.articles.recorded(article.version_id) or recorded
                shown = live.redact(recorded, tx)
            index_articles([shown], index)
            if shown is not recorded:
                index.remove_claims({one.id for one in recorded.claims} - {one.id for one in shown.claims})
            with state.transaction() as tx:
                if live.is_current(tx):  # else somebody was erased meanwhile: once more, without them
                    tx.steps.note(noted)
                    return []

    return Stage("index", RECORDED, None, run)


def ignore(_recorded: RecordedArticle, _alerts: Sequence[Alert]) -> None:
    """What most want to do with alerts that were just raised."""


def alert_stage(
    state: State,
    matcher: LiveMatcher,
    clock: Clock,
    raised: Callable[[RecordedArticle, Sequence[Alert]], None] = ignore,
) -> Stage:
    """Tell the watches what is new; ``raised`` hears of the alerts of each article.

    Alerts on what is no news are marked with the occasion. What is only read again is not even matched.
    """
    live = LiveRedaction()

    def run(message: object) -> Sequence[object]:
        recorded = _expect(RecordedArticle, message)
        article = recorded.article
        if article.backfill and article.occasion is Occasion.REPROCESSING:
            return []
        with state.transaction() as tx:
            recorded = live.redact(recorded, tx)
            matcher.refresh(tx)
            alerts = raise_alerts(recorded, matcher, tx, clock.now())
            if article.occasion is not Occasion.NEWS:
                for alert in alerts:
                    tx.alerts.replace(replace(alert, occasion=article.occasion))
        if article.occasion is Occasion.NEWS:
            raised(recorded, alerts)
        return []

    return Stage("alert", RECORDED, None, run)


T = TypeVar("T")


def _expect(kind: type[T], message: object) -> T:
    if not isinstance(message, kind):
        raise MalformedMessage(f"this topic carries {kind.__name__}, not {type(message).__name__}")
    return message


_BESIDE: Mapping[Occasion, Mapping[str, Topic]] = {
    Occasion.NEWS: {},
    Occasion.BACKFILL: {COLLECTED.name: COLLECTED_BACKFILL, ANALYSED.name: ANALYSED_BACKFILL},
    Occasion.REPROCESSING: {COLLECTED.name: COLLECTED_REPROCESS, ANALYSED.name: ANALYSED_REPROCESS},
}


def collected_topic(occasion: Occasion) -> Topic:
    """Where what is collected on the occasion goes."""
    return _BESIDE[occasion].get(COLLECTED.name, COLLECTED)


def beside_news(stage: Stage, occasion: Occasion) -> Stage:
    """The same stage between the topics of the occasion; what is recorded joins the rest."""
    topics = _BESIDE[occasion]
    sink = stage.sink and topics.get(stage.sink.name, stage.sink)
    return replace(stage, source=topics.get(stage.source.name, stage.source), sink=sink)


STAGE_TOPICS = (
    ("analyse", COLLECTED.name),
    ("record", ANALYSED.name),
    ("index", RECORDED.name),
    ("alert", RECORDED.name),
)
"""Each stage with the topic it reads: its reader group is named like the stage."""

BESIDE_TOPICS = tuple(
    (f"{stage} {occasion.value}", stage, topics[topic].name)
    for occasion, topics in _BESIDE.items()
    for stage, topic in STAGE_TOPICS
    if topic in topics
)
"""What is read beside the news: how it is told, the stage (and reader group), and the topic."""
