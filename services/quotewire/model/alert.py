"""What a user is told, and how it reached them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from quotewire.model.article import Occasion
from quotewire.model.claim import Claim, Novelty, Position
from quotewire.model.journey import Correction
from quotewire.model.span import Span
from quotewire.model.statement import Statement
from quotewire.model.watch import Match


class AlertKind(StrEnum):
    STATEMENT = "statement"
    CORRECTION = "correction"
    OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences around a statement. ``spans`` and ``cue`` are offsets into ``text``."""

    text: str
    spans: tuple[Span, ...]
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One new thing for one watch. The id is made from watch and utterance, so it cannot double."""

    id: str
    kind: AlertKind
    watch_id: str
    created_at: datetime
    article_id: str
    version_id: str
    title: str
    url: str
    outlet: str | None
    dated: datetime
    statement: Statement
    evidence: Evidence
    match: Match
    novelty: Novelty
    utterance_id: str
    claim: Claim
    positions: tuple[Position, ...]  # of the other speakers on the claim
    outlets: tuple[str, ...]
    correction: Correction | None = None
    occasion: Occasion = Occasion.NEWS
    look_back: bool = False  # on what was collected before the watch was in force


class WithheldReason(StrEnum):
    REPEATED = "repeated"
    RESTATED = "restated"
    ALREADY_ALERTED = "already alerted"
    BACKFILL = "backfill"
    MUTED = "muted"
    CAPPED = "capped"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A match that raised no alert, or one that did not go out, and why."""

    watch_id: str
    statement_id: str
    article_id: str
    reason: WithheldReason
    at: datetime
    alert_id: str | None = None  # of the alert it was folded into

    @classmethod
    def of(cls, alert: Alert, reason: WithheldReason, at: datetime) -> "Withheld":
        """The match that the alert tells of."""
        return cls(alert.watch_id, alert.statement.id, alert.article_id, reason, at, alert.id)


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"  # final: the channel said no
    PARKED = "parked"  # retried for a day without success
    WITHDRAWN = "withdrawn"  # muted while it waited, or a heartbeat that a newer one replaced


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one channel: an entry of the outbox, unique by alert and channel.

    ``batch`` names the window whose alerts travel together; empty: on its own. ``message`` is set when it is first
    claimed and never changes, so that the same alerts go out together at every attempt. ``alert_id`` may be a notice's.
    """

    alert_id: str
    channel: str
    status: DeliveryStatus
    due_at: datetime
    attempts: int = 0
    last_response: str = ""
    batch: str = ""
    message: str = ""
    latency_ms: int = 0  # of the last attempt
