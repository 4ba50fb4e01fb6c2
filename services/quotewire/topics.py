"""The topics of the log: the one table from which the embedded log, Kafka and ``schemas/asyncapi.yaml`` are made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from quotewire.model.article import CollectedArticle
from quotewire.model.dead_letter import DeadLetter
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RejectedArticle
from quotewire.model.watch import Watch


class Cleanup(StrEnum):
    """What becomes of old records. Values are Kafka's."""

    DELETE = "delete"  # gone when older than the retention
    COMPACT = "compact"  # the last record of each key stays; an empty value deletes the key


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. ``key`` says what a record's key is; ``retention`` None keeps records for good.

    A record holds one of ``messages``; its schema header says which.
    """

    name: str
    purpose: str
    key: str
    messages: tuple[type, ...]
    partitions: int
    retention: timedelta | None
    cleanup: Cleanup = Cleanup.DELETE


def backfill_of(topic: Topic) -> Topic:
    """The same topic for older material, so that it never delays live news."""
    return replace(topic, name=f"{topic.name}.backfill", purpose=f"{topic.purpose} Older material.")


def reprocess_of(topic: Topic) -> Topic:
    """The same topic for what is read again, so that it delays neither news nor older material."""
    return replace(topic, name=f"{topic.name}.reprocess", purpose=f"{topic.purpose} Read again.")


COLLECTED: Final = Topic(
    name="articles.collected",
    purpose="What the collectors fetched, as it came.",
    key="article id",
    messages=(CollectedArticle,),
    partitions=8,
    retention=timedelta(days=7),
)
ANALYSED: Final = Topic(
    name="articles.analysed",
    purpose="Articles with names and statements, or why there is none. One partition: the ledger takes them in one order.",
    key="article id",
    messages=(AnalysedArticle, RejectedArticle),
    partitions=1,
    retention=timedelta(days=7),
)
RECORDED: Final = Topic(
    name="articles.recorded",
    purpose="Articles joined to the claim ledger; the indexer and the alerter start from here.",
    key="article id",
    messages=(RecordedArticle,),
    partitions=4,
    retention=timedelta(days=30),
)
WATCHES: Final = Topic(
    name="watches",
    purpose="The watchlist as it is now, one record for each watch; an empty value deletes the watch.",
    key="watch id",
    messages=(Watch,),
    partitions=1,
    retention=None,
    cleanup=Cleanup.COMPACT,
)
DEAD_LETTERS: Final = Topic(
    name="dead-letters",
    purpose="Messages that a stage could not handle, until they are replayed or discarded.",
    key="key of the original record",
    messages=(DeadLetter,),
    partitions=1,
    retention=timedelta(days=30),
)
COLLECTED_BACKFILL: Final = backfill_of(COLLECTED)
ANALYSED_BACKFILL: Final = backfill_of(ANALYSED)
COLLECTED_REPROCESS: Final = reprocess_of(COLLECTED)
ANALYSED_REPROCESS: Final = reprocess_of(ANALYSED)

TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        topic.name: topic
        for topic in (
            *(COLLECTED, COLLECTED_BACKFILL, COLLECTED_REPROCESS),
            *(ANALYSED, ANALYSED_BACKFILL, ANALYSED_REPROCESS),
            *(RECORDED, WATCHES, DEAD_LETTERS),
        )
    }
)
