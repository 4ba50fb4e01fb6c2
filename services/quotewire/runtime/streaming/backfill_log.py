"""Sends what a collector collects to the topics of older material."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotewire.codec import decode, encode
from quotewire.model.article import CollectedArticle, Occasion
from quotewire.ports.log import Log, Message, Record
from quotewire.topics import COLLECTED, COLLECTED_BACKFILL


class BackfillLog:
    """``ports.log.Log`` that marks collected articles as backfill and puts them beside the news.

    With ``alert`` the watches hear of them all the same; their alerts say that they are backfill.
    """

    def __init__(self, log: Log, alert: bool = False) -> None:
        self._log = log
        self._alert = alert

    def append(self, topic: str, messages: Sequence[Message]) -> None:
        if topic == COLLECTED.name:
            self._log.append(
                COLLECTED_BACKFILL.name, [mark(message, Occasion.BACKFILL, self._alert) for message in messages]
            )
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


def mark(message: Message, occasion: Occasion, alert: bool) -> Message:
    """The message of a collected article, on another occasion."""
    article = decode(CollectedArticle, message.value, message.headers)
    return replace(message, value=encode(replace(article, backfill=not alert, occasion=occasion)))
