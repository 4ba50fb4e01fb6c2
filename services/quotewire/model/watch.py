"""What a user wants to hear of, and why something matched."""

from dataclasses import dataclass
from enum import StrEnum

from quotewire.model.span import Span
from quotewire.model.statement import Stance


@dataclass(frozen=True, slots=True)
class SaidBy:
    """Who must be speaking. Exactly one of ``name``, ``organisation`` and ``role`` (with ``of``) is set."""

    name: str | None = None
    role: str | None = None
    of: str | None = None
    organisation: str | None = None


class AlertMode(StrEnum):
    IMMEDIATE = "immediate"
    COALESCED = "coalesced"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """How a watch's alerts travel. ``window_minutes`` is for coalesced; ``digest_at`` "HH:MM" in ``time_zone``."""

    channels: tuple[str, ...] = ()
    mode: AlertMode = AlertMode.IMMEDIATE
    window_minutes: int = 15
    digest_at: str = "08:00"
    time_zone: str = "UTC"
    max_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """One entry of a watchlist. Clauses that are set must all hold; alternatives inside a clause are or-ed."""

    id: str
    said_by: tuple[SaidBy, ...] = ()
    mentions: tuple[str, ...] = ()
    about: str | None = None
    stance: tuple[Stance, ...] = ()
    min_confidence: float = 0.0
    sources_include: tuple[str, ...] = ()
    sources_exclude: tuple[str, ...] = ()
    alert: AlertPolicy = AlertPolicy()
    title: str = ""


@dataclass(frozen=True, slots=True)
class WatchError:
    """Why one watch, or the whole file (``watch_id`` None), cannot be used. ``line`` and ``column`` count from 1."""

    file: str
    line: int
    column: int
    message: str
    watch_id: str | None = None

    def describe(self) -> str:
        """``file:line:column: message``, as compilers write it."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ReasonKind(StrEnum):
    NAME = "name"
    ROLE = "role"
    ORGANISATION = "organisation"
    MENTION = "mention"
    ABOUT = "about"
    STANCE = "stance"
    CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True)
class Reason:
    """One clause that held. ``detail`` says how ("alias 'Dmitri Peskov'"); ``spans`` point into the article's text."""

    kind: ReasonKind
    clause: str
    detail: str
    spans: tuple[Span, ...] = ()
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """A watch that a statement satisfies; ``score`` is the least of its reasons'."""

    watch_id: str
    statement_id: str
    score: float
    reasons: tuple[Reason, ...]
