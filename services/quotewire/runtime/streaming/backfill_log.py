"""Sends what a collector collects to the topics of older material."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotewire.codec import decode, encode
from quotewire.model.article import CollectedArticle
from quotewire.ports.log import Log, Message, Record
from quotewire.topics import COLLECTED, COLLECTED_BACKFILL


class BackfillLog:
    """``ports.log.Log`` that marks collected articles as backfill and puts them beside the news."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def append(self, topic: str, messages: Sequence[Message]) -> None:
        if topic == COLLECTED.name:
            self._log.append(COLLECTED_BACKFILL.name, [_mark(message) for message in messages])
        else:
            self._log.append(topic, messages)

    def read(self, topic: str, group: str, limit: int) -> list[Record]:
        return self._log.read(topic, group, limit)

    def commit(self, group: str, records: Sequence[Record]) -> None:
        self._log.commit(group, records)

    def lag(self, topic: str, group: str) -> int:
        return self._log.lag(topic, group)

    def end(self, topic: str) -> int:
        return self._log.end(topic)

    def replay(self, topic: str) -> Iterator[Record]:
        return self._log.replay(topic)

    def close(self) -> None:
        self._log.close()


def _mark(message: Message) -> Message:
    article = decode(CollectedArticle, message.value, message.headers)
    return replace(message, value=encode(replace(article, backfill=True)))
