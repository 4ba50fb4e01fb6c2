"""Names in a text."""

from dataclasses import dataclass
from enum import StrEnum

from quotewire.model.span import Span


class EntityKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a name may stand for; scores of one name's candidates sum to at most 1.

    Of a speaker also the provisional key of somebody whom no list knows.
    """

    entity_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. ``entity_id`` is set when exactly one known entity is meant, else see ``candidates``."""

    span: Span
    text: str
    kind: EntityKind
    score: float
    entity_id: str | None = None
    candidates: tuple[Candidate, ...] = ()
