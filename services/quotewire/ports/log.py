"""The log that joins the services: ordered within a partition, read by groups that remember how far they came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """Something to append. Messages of one key keep their order."""

    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A message where it lies. ``offset`` counts from 0 in each partition and never decreases."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    headers: Mapping[str, str]
    appended_at: datetime


class Log(Protocol):
    """Promises: an appended message is durable when ``append`` returns; a record is read
    again until it is committed.

    ``append`` raises ``LogUnavailable`` when the log cannot take messages now and ``MessageTooLarge`` when it never will.
    """

    def append(self, topic: str, messages: Sequence[Message]) -> None: ...

    def read(self, topic: str, group: str, limit: int) -> list[Record]:
        """Up to ``limit`` records after the group's last commit, in order; empty when there are none now."""
        ...

    def commit(self, group: str, records: Sequence[Record]) -> None:
        """Mark these records, and all before them in their partitions, as done for the group."""
        ...

    def lag(self, topic: str, group: str) -> int:
        """Records appended and not yet committed by the group."""
        ...

    def end(self, topic: str) -> int:
        """How many records were ever appended to the topic."""
        ...

    def replay(self, topic: str) -> Iterator[Record]:
        """Every record still kept, partition by partition, whatever any group has committed."""
        ...

    def close(self) -> None: ...
