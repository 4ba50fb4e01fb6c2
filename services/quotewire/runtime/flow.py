"""The journey of one article, stage by stage.

    collect → articles.collected → analyse → articles.analysed → record → articles.recorded → index
                                                                                            ↘ alert → outbox → deliver

Each stage takes one message and returns what goes on to the next topic. Both runtimes drive these same stages:
they read, decode, call, send and commit, and they send what fails to the dead letters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.alerter.raise_alerts import raise_alerts
from quotewire.errors import MalformedMessage
from quotewire.indexer.index import index_articles
from quotewire.model.alert import Alert
from quotewire.model.article import CollectedArticle
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RejectedArticle
from quotewire.model.outcome import Step
from quotewire.ports.clock import Clock
from quotewire.ports.search import SearchIndex
from quotewire.ports.state import State
from quotewire.processor.record import record, reject
from quotewire.runtime.redaction import LiveRedaction
from quotewire.topics import ANALYSED, COLLECTED, RECORDED, Topic


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


def record_stage(state: State, clock: Clock) -> Stage:
    """Join each article to what came before it, without people who were erased."""
    live = LiveRedaction()

    def run(message: object) -> Sequence[object]:
        with state.transaction() as tx:
            if isinstance(message, RejectedArticle):
                reject(message, tx, clock.now())
                return []
            redaction = live.of(tx)
            recorded = record(redaction.analysed(_expect(AnalysedArticle, message)), tx, clock.now())
            # What it was joined to may still name somebody whose erasure goes on.
            told = redaction.recorded(recorded)
            if told is not recorded:
                tx.articles.save(told)
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
                if tx.claims.revision():  # what people decided since then holds for an article that comes late or again
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
    """Tell the watches what is new; ``raised`` hears of the alerts of each article."""
    live = LiveRedaction()

    def run(message: object) -> Sequence[object]:
        recorded = _expect(RecordedArticle, message)
        with state.transaction() as tx:
            recorded = live.redact(recorded, tx)
            matcher.refresh(tx)
            alerts = raise_alerts(recorded, matcher, tx, clock.now())
        raised(recorded, alerts)
        return []

    return Stage("alert", RECORDED, None, run)


T = TypeVar("T")


def _expect(kind: type[T], message: object) -> T:
    if not isinstance(message, kind):
        raise MalformedMessage(f"this topic carries {kind.__name__}, not {type(message).__name__}")
    return message


STAGE_TOPICS = (
    ("analyse", COLLECTED.name),
    ("record", ANALYSED.name),
    ("index", RECORDED.name),
    ("alert", RECORDED.name),
)
"""Each stage with the topic it reads: its reader group is named like the stage."""
