"""How an article's journey goes and ends."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OutcomeKind(StrEnum):
    INDEXED = "indexed"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    DEAD_LETTER = "dead-letter"


class RejectedReason(StrEnum):
    EMPTY = "empty"
    BINARY = "binary"
    TOO_LARGE = "too large"
    NO_ARTICLE = "no article in the page"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The one end of a collected version. ``reason`` is the rejection's reason or the error; ``duplicate_of`` an article id."""

    version_id: str
    article_id: str
    kind: OutcomeKind
    at: datetime
    reason: str = ""
    duplicate_of: str | None = None
    stage: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a collected version, told by ``quotewire trace``."""

    version_id: str
    article_id: str
    stage: str
    at: datetime
    detail: str
