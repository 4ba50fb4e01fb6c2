"""Read what was collected again, with the analysis and the entities of today."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.bootstrap import Ports
from quotewire.codec import VERSION_HEADER, encode, headers_of
from quotewire.errors import MalformedMessage, UnknownSchema
from quotewire.model.article import CollectedArticle, Occasion
from quotewire.ports.log import Message, Record
from quotewire.runtime.embedded import CONSOLE, LiveAnalysis
from quotewire.runtime.flow import (
    alert_stage,
    analyse_stage,
    beside_news,
    collected_topic,
    index_stage,
    record_stage,
)
from quotewire.runtime.messages import read_message
from quotewire.runtime.worker import Worker
from quotewire.settings import Settings
from quotewire.topics import COLLECTED, COLLECTED_BACKFILL


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles are read again: those collected in a stretch of time, from one source or from all."""

    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None

    def holds(self, article: CollectedArticle) -> bool:
        at = article.collected_at
        early, late = self.since is not None and at < self.since, self.until is not None and at >= self.until
        return not early and not late and self.source in (None, article.source_id)


def send_again(ports: Ports, wanted: Wanted, alert: bool) -> int:
    """Put what the log still keeps on the topic of reprocessing; returns how many articles that were."""
    topic, count = collected_topic(Occasion.REPROCESSING).name, 0
    for article in _collected(ports):
        if wanted.holds(article):
            again = replace(article, backfill=not alert, occasion=Occasion.REPROCESSING)
            headers = {**headers_of(CollectedArticle), VERSION_HEADER: article.id}
            ports.log.append(topic, [Message(article.article_id, encode(again), headers)])
            count += 1
    return count


def work_off(settings: Settings, ports: Ports) -> None:
    """Embedded: drive the stages over what was sent, one after the other, until nothing is left."""
    analysis = LiveAnalysis(ports, settings.analysis_seconds)
    stages = (
        beside_news(analyse_stage(analysis.analyse), Occasion.REPROCESSING),
        beside_news(record_stage(ports.state, ports.clock, again=True), Occasion.REPROCESSING),
        index_stage(ports.index, ports.state, ports.clock),
        alert_stage(ports.state, LiveMatcher((CONSOLE,)), ports.clock),
    )
    try:
        for stage in stages:
            worker = Worker(stage, ports.log, ports.state, ports.clock, threading.Event())
            while worker.step():
                pass
    finally:
        analysis.close()


def _collected(ports: Ports) -> Iterator[CollectedArticle]:
    for topic in (COLLECTED, COLLECTED_BACKFILL):
        for record in ports.log.replay(topic.name):
            article = _read(record)
            if article is not None:
                yield article


def _read(record: Record) -> CollectedArticle | None:
    """None for what was a dead letter the first time, too."""
    try:
        message = read_message(record)
    except (MalformedMessage, UnknownSchema):
        return None
    return message if isinstance(message, CollectedArticle) else None
