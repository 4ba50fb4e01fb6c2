"""Lets a collector go on while Kafka is absent: what cannot be sent waits in a file of bounded size."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.errors import LogUnavailable
from quotewire.ports.log import Log, Message, Record

_GROUP = "spool"
_BATCH = 100


class SpooledLog:
    """``ports.log.Log`` whose ``append`` falls back to a file, from which ``drain`` sends when the log is back.

    While something is spooled, what comes is spooled behind it: it keeps its order, and nobody waits for an absent log
    with each message. Raises ``LogUnavailable`` only when the file is full too.
    """

    def __init__(self, log: Log, file: Path, topics: Sequence[str], most_bytes: int) -> None:
        self._log = log
        self._file = file
        self._topics = tuple(topics)
        self._most_bytes = most_bytes
        self._spool = SqliteLog(file, SystemClock(), wait_seconds=0)

    def append(self, topic: str, messages: Sequence[Message]) -> None:
        if self.waiting():
            self._keep(topic, messages, "what was spooled before has not been sent")
            return
        try:
            self._log.append(topic, messages)
        except LogUnavailable as error:
            self._keep(topic, messages, str(error))

    def _keep(self, topic: str, messages: Sequence[Message], why: str) -> None:
        if self._spool.size() + sum(len(message.value) for message in messages) > self._most_bytes:
            raise LogUnavailable(f"{why}; the spool {self._file} is full as well")
        self._spool.append(topic, messages)

    def drain(self) -> int:
        """Send what was spooled, in order; returns how many messages went. Raises ``LogUnavailable``."""
        sent = 0
        for topic in self._topics:
            while records := self._spool.read(topic, _GROUP, _BATCH):
                self._log.append(topic, [Message(one.key, one.value, one.headers) for one in records])
                self._spool.commit(_GROUP, records)
                self._spool.trim(topic, SystemClock().now())
                sent += len(records)
        return sent

    def waiting(self) -> int:
        """Messages in the spool."""
        return sum(self._spool.lag(topic, _GROUP) for topic in self._topics)

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
        self._spool.close()
        self._log.close()
