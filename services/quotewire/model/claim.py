"""Propositions, who holds which position on them, and what is new about a statement."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from quotewire.model.statement import Stance


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposition that statements assert, deny, doubt or decline to confirm.

    ``text`` is the canonical wording, taken from the statement that shows it best; ``terms`` and ``entity_ids`` are
    what later statements are retrieved by. The id is made from the first statement and never changes. ``wordings`` are
    a few other ways in which statements put or answered it, oldest first: a later one may be nearer to one of those.
    """

    id: str
    text: str
    first_statement_id: str
    first_seen: datetime
    last_seen: datetime
    terms: tuple[str, ...]
    entity_ids: tuple[str, ...]
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """What one speaker holds about one claim, and the statement that shows it. ``at`` is the article's date."""

    claim_id: str
    speaker_key: str
    speaker_name: str
    stance: Stance
    statement_id: str
    article_id: str
    outlet: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing a speaker said once, however many outlets carry it in however many wordings.

    ``text`` is the fullest wording seen; ``first_at`` and ``last_at`` bound the articles' dates.
    """

    id: str
    speaker_key: str
    claim_id: str
    stance: Stance
    text: str
    first_statement_id: str
    first_at: datetime
    last_at: datetime


class DecisionKind(StrEnum):
    """What a person did with claims."""

    MERGED = "merged"  # another claim into this one
    MOVED = "moved"  # statements from another claim to this one; a split founds the claim that they move to


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """What a person decided: ``from_id`` was merged into ``claim_id``, or statements were moved from there to it."""

    kind: DecisionKind
    claim_id: str
    from_id: str
    author: str
    at: datetime
    statement_ids: tuple[str, ...] = ()


class Novelty(StrEnum):
    """Why a statement is or is not new."""

    NEW = "new"
    NEW_STANCE = "new stance"  # the speaker held another position on the claim before
    NEW_CONTENT = "new content"  # the same claim, with something not said before
    RESTATED = "restated"  # the same utterance again on another day
    REPEATED = "repeated"  # another outlet or article carries the same utterance


FRESH = frozenset({Novelty.NEW, Novelty.NEW_STANCE, Novelty.NEW_CONTENT})
"""The kinds of novelty that may raise an alert."""
