"""Who said what, in which form, with which stance."""

from dataclasses import dataclass
from enum import StrEnum

from quotewire.model.mention import Candidate, EntityKind
from quotewire.model.span import Span


class Form(StrEnum):
    DIRECT = "direct"  # every word inside quotation marks
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    ASSERTS = "asserts"
    ALLEGES = "alleges"
    DENIES = "denies"
    REJECTS = "rejects"
    DOUBTS = "doubts"
    CONFIRMS = "confirms"
    NEITHER = "neither confirms nor denies"
    DECLINES = "declines to comment"
    PROMISES = "promises"
    THREATENS = "threatens"
    WARNS = "warns"
    DEMANDS = "demands"
    OPINES = "opines"


class Attitude(StrEnum):
    """What a stance means for the claim that the statement is joined to."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    UNCOMMITTED = "uncommitted"


_DISPUTING = {Stance.DENIES, Stance.REJECTS, Stance.DOUBTS}
_UNCOMMITTED = {Stance.NEITHER, Stance.DECLINES}


def attitude_of(stance: Stance) -> Attitude:
    if stance in _DISPUTING:
        return Attitude.DISPUTES
    return Attitude.UNCOMMITTED if stance in _UNCOMMITTED else Attitude.SUPPORTS


class Resolution(StrEnum):
    """How the speaker's name was found."""

    FULL_NAME = "full name"
    SURNAME = "surname"
    ROLE = "role"  # "the White House press secretary", at the article's date
    DESCRIPTION = "description"  # "the spokesman", followed to a name in the article
    PRONOUN = "pronoun"
    METONYM = "metonym"
    CARRIED = "carried over"  # a quotation without a speaker of its own
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is quoted.

    ``key`` identifies the speaker across articles: the id of a known entity, or a provisional id made from the name.
    ``name`` is the best name known ("Dmitry Peskov" where the text says "he"); ``mention`` is where the text names
    the speaker of this statement. ``role`` is the office as the article states it; ``speaks_for`` is the name and
    ``speaks_for_id`` the entity id of the government or institution on whose behalf they speak.
    """

    key: str
    name: str
    kind: EntityKind | None
    mention: Span | None
    resolution: Resolution
    entity_id: str | None = None
    role: str | None = None
    speaks_for: str | None = None
    speaks_for_id: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One speaker saying one thing. ``text`` is the content spans joined; offsets point into ``Article.text``."""

    id: str
    speaker: Speaker
    spans: tuple[Span, ...]
    text: str
    form: Form
    stance: Stance
    confidence: float
    cue: Span | None = None
    cue_text: str = ""
    stance_evidence: tuple[Span, ...] = ()
    headline: bool = False
