"""Make the broker's topics those that ``quotewire.topics`` declares."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import TopicAlreadyExistsError

from quotewire.adapters.kafka.connection import LARGEST_DEAD_LETTER, LARGEST_MESSAGE, connect_arguments, explained
from quotewire.settings import KafkaSettings
from quotewire.topics import DEAD_LETTERS, Cleanup, Topic

_BATCH_ROOM = 1 << 16


def create_topics(settings: KafkaSettings, topics: Iterable[Topic]) -> list[str]:
    """Create what is missing and bring the rest up to date; returns what was done, one line each.

    Partitions are only ever added: keys would move, and a topic with one partition keeps its one for its order.
    """
    with explained(settings):
        admin = KafkaAdminClient(**connect_arguments(settings))
        try:
            known = _partitions(admin)
            wanted = [_with_partitions(topic, settings.partitions) for topic in topics]
            return [line for topic in wanted for line in _provide(admin, settings, topic, known)]
        finally:
            admin.close()


def missing_topics(settings: KafkaSettings, topics: Iterable[Topic]) -> list[str]:
    """Names of the topics that the broker does not have."""
    with explained(settings):
        admin = KafkaAdminClient(**connect_arguments(settings))
        try:
            known = set(admin.list_topics())
        finally:
            admin.close()
    return [topic.name for topic in topics if settings.prefix + topic.name not in known]


def configure(topic: Topic, replication: int) -> dict[str, str]:
    """The broker's settings of a topic."""
    retention = -1 if topic.retention is None else round(topic.retention.total_seconds() * 1000)
    largest = LARGEST_DEAD_LETTER if topic.name == DEAD_LETTERS.name else LARGEST_MESSAGE
    return {
        "cleanup.policy": topic.cleanup.value,
        **({} if topic.cleanup is Cleanup.COMPACT else {"retention.ms": str(retention)}),
        "max.message.bytes": str(largest + _BATCH_ROOM),
        "min.insync.replicas": str(max(1, replication - 1)),
    }


def _with_partitions(topic: Topic, partitions: int | None) -> Topic:
    """A topic that is declared with one partition has it for its order, whatever is asked for."""
    return topic if partitions is None or topic.partitions == 1 else replace(topic, partitions=partitions)


def _provide(admin: KafkaAdminClient, settings: KafkaSettings, topic: Topic, known: Mapping[str, int]) -> Iterable[str]:
    name, configs = settings.prefix + topic.name, configure(topic, settings.replication)
    if name not in known:
        options = {
            "num_partitions": topic.partitions,
            "replication_factor": settings.replication,
            "configs": configs,
        }
        try:
            admin.create_topics({name: options}, wait_for_metadata=True)
        except TopicAlreadyExistsError:
            yield f"topic {name}: another init made it"
            return
        yield f"topic {name}: created with {topic.partitions} partitions"
        return
    if known[name] < topic.partitions:
        admin.create_partitions({name: topic.partitions})
        yield f"topic {name}: {topic.partitions} partitions instead of {known[name]}"
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs)])


def _partitions(admin: KafkaAdminClient) -> dict[str, int]:
    return {found["name"]: len(found["partitions"]) for found in admin.describe_topics()}
