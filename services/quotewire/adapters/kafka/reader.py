"""One group's place in one topic."""

import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from typing_extensions import override

from quotewire.ports.log import Record

_WAIT_MS = 200


class Reader:
    """Hands records out again until they are committed: the consumer itself would go on past them."""

    def __init__(self, consumer: KafkaConsumer, topic: str, name: str) -> None:
        self._consumer = consumer
        self._topic = topic
        self._name = name
        self._lock = threading.Lock()
        self._pending: list[Record] = []
        consumer.subscribe([name], listener=_Revoked(self._pending))

    def read(self, limit: int) -> list[Record]:
        with self._lock:
            if not self._pending:
                found = self._consumer.poll(_WAIT_MS, max_records=limit)
                self._pending += [to_record(one, self._topic) for records in found.values() for one in records]
            return self._pending[:limit]

    def commit(self, records: Iterable[Record]) -> None:
        done: dict[int, int] = {}
        for record in records:
            done[record.partition] = max(done.get(record.partition, 0), record.offset + 1)
        if not done:
            return
        offsets = {TopicPartition(self._name, number): OffsetAndMetadata(at) for number, at in done.items()}
        with self._lock:
            self._consumer.commit(offsets)
            self._pending[:] = [one for one in self._pending if one.offset >= done.get(one.partition, 0)]

    def close(self) -> None:
        with self._lock:
            self._consumer.close()


class _Revoked(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python is untyped
    """What was handed to another member is that member's to work off."""

    def __init__(self, pending: list[Record]) -> None:
        self._pending = pending

    @override
    def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        self._pending.clear()

    @override
    def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Nothing to do: reading starts at the group's last commit."""


def to_record(found: Any, topic: str) -> Record:
    """A consumer's record as the port's; a tombstone has an empty value."""
    return Record(
        topic=topic,
        partition=found.partition,
        offset=found.offset,
        key=(found.key or b"").decode("utf-8", "replace"),
        value=found.value or b"",
        headers={name: value.decode("utf-8", "replace") for name, value in found.headers},
        appended_at=datetime.fromtimestamp(found.timestamp / 1000, UTC),
    )
