"""Sends what a collector collects to the topics of older material."""

from collections.abc import Sequence
from dataclasses import replace

from quotewire.codec import decode, encode
from quotewire.model.article import CollectedArticle, Occasion
from quotewire.ports.log import Log, Message
from quotewire.runtime.streaming.passing_log import PassingLog
from quotewire.topics import COLLECTED, COLLECTED_BACKFILL


class BackfillLog(PassingLog):
    """``ports.log.Log`` that marks collected articles as backfill and puts them beside the news.

    With ``alert`` the watches hear of them all the same; their alerts say that they are backfill.
    """

    def __init__(self, log: Log, alert: bool = False) -> None:
        super().__init__(log)
        self._alert = alert

    def append(self, topic: str, messages: Sequence[Message]) -> None:
        if topic == COLLECTED.name:
            self._log.append(
                COLLECTED_BACKFILL.name, [mark(message, Occasion.BACKFILL, self._alert) for message in messages]
            )
        else:
            self._log.append(topic, messages)


def mark(message: Message, occasion: Occasion, alert: bool) -> Message:
    """The message of a collected article, on another occasion."""
    article = decode(CollectedArticle, message.value, message.headers)
    return replace(message, value=encode(replace(article, backfill=not alert, occasion=occasion)))
