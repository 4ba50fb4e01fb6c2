"""Lets a collector go on while Kafka is absent: what cannot be sent waits in a file of bounded size."""

from collections.abc import Sequence
from pathlib import Path

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.errors import LogUnavailable
from quotewire.ports.log import Log, Message
from quotewire.runtime.streaming.passing_log import PassingLog

_GROUP = "spool"
_BATCH = 100


class SpooledLog(PassingLog):
    """``ports.log.Log`` whose ``append`` falls back to a file, from which ``drain`` sends when the log is back.

    While something is spooled, what comes is spooled behind it: it keeps its order, and nobody waits for an absent log
    with each message. Raises ``LogUnavailable`` only when the file is full too.
    """

    def __init__(self, log: Log, file: Path, topics: Sequence[str], most_bytes: int) -> None:
        super().__init__(log)
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

    def close(self) -> None:
        self._spool.close()
        super().close()
