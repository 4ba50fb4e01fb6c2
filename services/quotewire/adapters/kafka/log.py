"""``ports.log.Log`` on Kafka: idempotent and acknowledged by every replica on the way in, groups on the way out."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from quotewire.adapters.kafka.connection import (
    LARGEST_DEAD_LETTER,
    LARGEST_MESSAGE,
    LARGEST_REQUEST,
    REQUEST_SECONDS,
    connect_arguments,
    explain,
    explained,
)
from quotewire.adapters.kafka.reader import Reader, to_record
from quotewire.errors import MessageTooLarge
from quotewire.ports.log import Message, Record
from quotewire.settings import KafkaSettings
from quotewire.topics import DEAD_LETTERS

_LIMITS: Final[Mapping[str, int]] = MappingProxyType({DEAD_LETTERS.name: LARGEST_DEAD_LETTER})
_POLL_MS = 500


class KafkaLog:
    """Safe for threads. Connections are made when they are first needed, so a log may be opened before its broker.

    Topics and groups have ``settings.prefix`` before their names on the broker; ``init`` makes the topics.
    """

    def __init__(self, settings: KafkaSettings, max_bytes: int = LARGEST_MESSAGE) -> None:
        self._settings = settings
        self._max_bytes = max_bytes
        self._lock = threading.RLock()
        self._looking = threading.Lock()
        self._producer: KafkaProducer | None = None
        self._watcher: KafkaConsumer | None = None
        self._admin: KafkaAdminClient | None = None
        self._readers: dict[tuple[str, str], Reader] = {}

    def append(self, topic: str, messages: Sequence[Message]) -> None:
        for message in messages:
            self._check_size(topic, message)
        if not messages:
            return
        try:
            producer = self._open_producer()
            sent = [self._send(producer, topic, message) for message in messages]
            producer.flush(timeout=3 * REQUEST_SECONDS)  # at once: nothing else comes while these are waited for
            for future in sent:
                future.get(timeout=3 * REQUEST_SECONDS)
        except KafkaError as error:
            # An idempotent producer whose batch went over its time cannot go on; a new one can.
            self._forget_producer()
            raise explain(error, self._settings) from error

    def read(self, topic: str, group: str, limit: int) -> list[Record]:
        with explained(self._settings):
            return self._reader(topic, group).read(limit)

    def commit(self, group: str, records: Sequence[Record]) -> None:
        with explained(self._settings):
            for topic in {record.topic for record in records}:
                self._reader(topic, group).commit([record for record in records if record.topic == topic])

    def lag(self, topic: str, group: str) -> int:
        with explained(self._settings), self._looking:
            watcher, partitions = self._look(topic)
            if not partitions:
                return 0
            ends = watcher.end_offsets(partitions)
            starts = watcher.beginning_offsets(partitions)
            committed = self._committed(group_name(self._settings, topic, group), partitions)
        return sum(max(0, ends[one] - max(starts[one], committed.get(one, 0))) for one in partitions)

    def end(self, topic: str) -> int:
        with explained(self._settings), self._looking:
            watcher, partitions = self._look(topic)
            return sum(watcher.end_offsets(partitions).values()) if partitions else 0

    def replay(self, topic: str) -> Iterator[Record]:
        with explained(self._settings):
            consumer = KafkaConsumer(**self._consumer_arguments(None))
            try:
                for partition in _partitions(consumer, self._name(topic)):
                    yield from self._replay(consumer, topic, partition)
            finally:
                consumer.close()

    def close(self) -> None:
        with self._lock:
            self._forget_producer()
            for opened in (*self._readers.values(), self._watcher, self._admin):
                if opened is not None:
                    opened.close()
            self._readers.clear()
            self._watcher = self._admin = None

    def _replay(self, consumer: KafkaConsumer, topic: str, partition: TopicPartition) -> Iterator[Record]:
        consumer.assign([partition])
        consumer.seek_to_beginning(partition)
        end = consumer.end_offsets([partition])[partition]
        while consumer.position(partition) < end:
            for found in consumer.poll(_POLL_MS).get(partition, ()):
                if found.offset < end:
                    yield to_record(found, topic)

    def _check_size(self, topic: str, message: Message) -> None:
        allowed = max(self._max_bytes, _LIMITS.get(topic, 0))
        if len(message.value) > allowed:
            size = f"{len(message.value):,} bytes where {allowed:,} are allowed"
            raise MessageTooLarge(f"{topic}: the message {message.key!r} has {size}")

    def _send(self, producer: KafkaProducer, topic: str, message: Message) -> Any:
        headers = [(name, value.encode()) for name, value in message.headers.items()]
        return producer.send(self._name(topic), message.value, message.key.encode(), headers)

    def _open_producer(self) -> KafkaProducer:
        with self._lock:
            if self._producer is None:
                self._producer = KafkaProducer(
                    **connect_arguments(self._settings),
                    enable_idempotence=True,
                    acks="all",
                    compression_type="gzip",
                    linger_ms=5,
                    max_request_size=LARGEST_REQUEST,
                    max_block_ms=REQUEST_SECONDS * 1000,
                    delivery_timeout_ms=2 * REQUEST_SECONDS * 1000,
                    allow_auto_create_topics=False,
                )
            return self._producer

    def _forget_producer(self) -> None:
        with self._lock:
            producer, self._producer = self._producer, None
        if producer is not None:
            producer.close(timeout=1)

    def _reader(self, topic: str, group: str) -> Reader:
        with self._lock:
            if (topic, group) not in self._readers:
                consumer = KafkaConsumer(**self._consumer_arguments(group_name(self._settings, topic, group)))
                self._readers[topic, group] = Reader(consumer, topic, self._name(topic))
            return self._readers[topic, group]

    def _consumer_arguments(self, group: str | None) -> dict[str, Any]:
        return {
            **connect_arguments(self._settings),
            "group_id": group,
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "allow_auto_create_topics": False,
            "metadata_max_age_ms": REQUEST_SECONDS * 1000,
            "session_timeout_ms": 8000,
            "heartbeat_interval_ms": 2000,
        }

    def _look(self, topic: str) -> tuple[KafkaConsumer, list[TopicPartition]]:
        if self._watcher is None:
            self._watcher = KafkaConsumer(**self._consumer_arguments(None))
        return self._watcher, _partitions(self._watcher, self._name(topic))

    def _committed(self, group: str, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        if self._admin is None:
            self._admin = KafkaAdminClient(**connect_arguments(self._settings))
        found = self._admin.list_group_offsets({group: list(partitions)})[group]
        return {one: offset.offset for one, offset in found.items() if offset.offset >= 0}

    def _name(self, topic: str) -> str:
        return self._settings.prefix + topic


def group_name(settings: KafkaSettings, topic: str, group: str) -> str:
    """The broker's name of a group: one for each topic, so that a member of one never waits for a member of another."""
    return f"{settings.prefix}{group}.{topic}"


def _partitions(consumer: KafkaConsumer, name: str) -> list[TopicPartition]:
    """Empty for a topic that does not exist."""
    return [TopicPartition(name, number) for number in sorted(consumer.partitions_for_topic(name) or ())]
