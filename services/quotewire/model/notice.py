"""What the service tells its operators: silence, less than usual, a stage that stands still, a sign of life."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    SILENT_SOURCE = "silent source"
    LOW_VOLUME = "low volume"
    STALLED_STAGE = "stalled stage"
    HEARTBEAT = "heartbeat"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Notice:
    """``subject`` is the source or stage. The id is made from the occasion, so that each is told once."""

    id: str
    kind: NoticeKind
    subject: str
    at: datetime
    text: str
