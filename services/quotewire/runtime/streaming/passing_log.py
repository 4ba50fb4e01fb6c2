"""What the logs that stand before another one have in common."""

from collections.abc import Iterator, Sequence

from quotewire.ports.log import Log, Record


class PassingLog:
    """``ports.log.Log`` that hands everything but ``append`` on to another log."""

    def __init__(self, log: Log) -> None:
        self._log = log

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
