"""Between records of the log and model objects."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from quotewire.codec import HEADER, VERSION_HEADER, decode, encode, headers_of, schema_name
from quotewire.errors import UnknownSchema
from quotewire.model.article import CollectedArticle
from quotewire.model.dead_letter import DeadLetter
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RejectedArticle
from quotewire.ports.log import Message, Record

ATTEMPT_HEADER: Final = "attempt"
"""The header of a replayed record that counts how often it was tried before."""

_TYPES: Final[Mapping[str, type]] = {
    schema_name(kind): kind for kind in (CollectedArticle, AnalysedArticle, RejectedArticle, RecordedArticle)
}


def to_messages(values: Iterable[object]) -> list[Message]:
    """Messages of the journey, keyed by article."""
    return [_to_message(value) for value in values]


def _to_message(value: object) -> Message:
    article_id, version_id = _names_of(value)
    return Message(article_id, encode(value), {**headers_of(type(value)), VERSION_HEADER: version_id})


def _names_of(value: object) -> tuple[str, str]:
    match value:
        case CollectedArticle():
            return value.article_id, value.id
        case RejectedArticle():
            return value.article_id, value.version_id
        case AnalysedArticle() | RecordedArticle():
            return value.article.id, value.article.version_id
    raise TypeError(f"{type(value).__name__} is no message of the journey")


def read_message(record: Record) -> object:
    """What the record holds, by its schema header. Raises ``UnknownSchema`` and ``MalformedMessage``."""
    stated = record.headers.get(HEADER, "")
    kind = _TYPES.get(stated.partition("/")[0])
    if kind is None:
        raise UnknownSchema(f"no stage reads schema {stated!r}")
    return decode(kind, record.value, record.headers)


def bury(record: Record, stage: str, error: Exception, at: datetime) -> tuple[DeadLetter, Message]:
    """The dead letter for a record that a stage gave up on, and the message that carries it."""
    letter = DeadLetter(
        origin_topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        stage=stage,
        error=type(error).__name__,
        reason=str(error),
        attempt=int(record.headers.get(ATTEMPT_HEADER, "0")) + 1,
        at=at,
        payload=record.value,
        headers=tuple(sorted(record.headers.items())),
    )
    return letter, Message(record.key, encode(letter), headers_of(DeadLetter))
