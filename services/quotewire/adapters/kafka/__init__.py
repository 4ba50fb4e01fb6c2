"""The log on Kafka, through kafka-python."""

from quotewire.adapters.kafka.log import KafkaLog
from quotewire.adapters.kafka.topics import create_topics, missing_topics

__all__ = ["KafkaLog", "create_topics", "missing_topics"]
