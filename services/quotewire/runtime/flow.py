"""The journey of one article, stage by stage.

    collect → articles.collected → analyse → articles.analysed → record → articles.recorded → index
                                                                                            ↘ alert → outbox → deliver

Each stage takes one decoded message and returns what goes on to the next topic. Both runtimes drive these same stages:
they read, decode, call, send and commit, and they send what fails to the dead letters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.alerter.raise_alerts import raise_alerts
from quotewire.codec import to_message
from quotewire.indexer.index import index_articles
from quotewire.model.article import CollectedArticle
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RejectedArticle
from quotewire.ports.clock import Clock
from quotewire.ports.log import Message
from quotewire.ports.search import SearchIndex
from quotewire.ports.state import State
from quotewire.processor.record import record, reject
from quotewire.topics import ANALYSED, COLLECTED, RECORDED, Topic


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. ``run`` raises ``errors.Unavailable`` to be tried again; anything else makes a dead letter."""

    name: str
    source: Topic
    sink: Topic | None
    run: Callable[[object], Sequence[Message]]


def analyse_stage(analyse: Callable[[CollectedArticle], AnalysedArticle | RejectedArticle]) -> Stage:
    def run(message: object) -> Sequence[Message]:
        assert isinstance(message, CollectedArticle)
        return [to_message(message.article_id, analyse(message))]

    return Stage("analyse", COLLECTED, ANALYSED, run)


def record_stage(state: State, clock: Clock) -> Stage:
    def run(message: object) -> Sequence[Message]:
        with state.transaction() as tx:
            if isinstance(message, RejectedArticle):
                reject(message, tx, clock.now())
                return []
            assert isinstance(message, AnalysedArticle)
            recorded = record(message, tx, clock.now())
        return [to_message(recorded.article.id, recorded)]

    return Stage("record", ANALYSED, RECORDED, run)


def index_stage(index: SearchIndex) -> Stage:
    def run(message: object) -> Sequence[Message]:
        assert isinstance(message, RecordedArticle)
        index_articles([message], index)
        return []

    return Stage("index", RECORDED, None, run)


def alert_stage(state: State, matcher: LiveMatcher, clock: Clock) -> Stage:
    def run(message: object) -> Sequence[Message]:
        assert isinstance(message, RecordedArticle)
        with state.transaction() as tx:
            matcher.refresh(tx)
            raise_alerts(message, matcher, tx, clock.now())
        return []

    return Stage("alert", RECORDED, None, run)


STAGE_TOPICS = (
    ("analyse", COLLECTED.name),
    ("record", ANALYSED.name),
    ("index", RECORDED.name),
    ("alert", RECORDED.name),
)
"""Each stage with the topic it reads: its reader group is named like the stage."""
