"""Whom a pronoun or a bare noun points back to: a sum of a few weighed observations over everyone named so far.

The observations are those of salience-based resolution (Lappin and Leass 1994): how recent the last occurrence is, whether it
was a subject, whether it spoke, how often it was named. The weights are of a conditional logistic regression, fitted on
labelled speakers of PolNeAR train and rounded; that of being in the same paragraph was set by hand.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quotewire.analysis.statements.referents import Referent


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place where a referent was named or pointed to. ``sentence`` is an ordinal in the text."""

    referent: int
    position: int
    sentence: int
    quoted: bool = False
    subject: bool = False
    first: bool = False  # in its sentence, outside quotation marks
    speaker: bool = False
    paragraph: int = 0

    @property
    def open(self) -> bool:
        """Named in the writer's own words."""
        return not self.quoted


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pointing word stands, and what it may not point into (its own statement)."""

    position: int
    sentence: int
    gender: str | None = None
    barred: tuple[tuple[int, int], ...] = ()
    paragraph: int = 0


WEIGHTS: dict[str, float] = {
    "spoke": 1.1,
    "subject": 1.7,
    "first": 0.7,
    "named": 0.8,
    "quoted": -0.2,
    "last speaker": 1.1,
    "last named": 0.3,
    "times named": 0.5,
    "gender known": 0.6,
    "paragraph": 0.5,
}
_FADING = 0.6  # of its weight that an occurrence keeps with each sentence
_REACH = 600  # occurrences looked back at: more than an article has; keeps the cost of a book in step with its length


def rank(
    place: Place, candidates: Iterable[Referent], trail: Sequence[Occurrence], last_speaker: int | None
) -> list[tuple[float, Referent]]:
    """Candidates with an occurrence before the place, best first."""
    seen: dict[int, list[Occurrence]] = {}
    latest = None
    for occurrence in trail[-_REACH:]:
        if _visible(occurrence, place):
            latest = occurrence.referent
            seen.setdefault(latest, []).append(occurrence)
    scored = []
    for referent in candidates:
        own = seen.get(referent.number)
        if own:
            observed = observe(place, referent, own, latest, last_speaker)
            scored.append((sum(WEIGHTS[name] * value for name, value in observed.items()), referent))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].number))


def observe(
    place: Place, referent: Referent, own: Sequence[Occurrence], latest: int | None, last_speaker: int | None
) -> dict[str, float]:
    """The observations about one candidate; those of occurrences are 1 in the same sentence and fade with distance."""

    def strongest(kind: str) -> float:
        return max((_FADING ** (place.sentence - o.sentence) for o in own if getattr(o, kind)), default=0.0)

    return {
        "spoke": strongest("speaker"),
        "subject": strongest("subject"),
        "first": strongest("first"),
        "named": strongest("open"),
        "quoted": strongest("quoted"),
        "last speaker": strongest("speaker") if referent.number == last_speaker else 0.0,
        "last named": float(referent.number == latest),
        "times named": math.log(len(own)),
        "paragraph": float(any(o.paragraph == place.paragraph and o.open for o in own)),
        "gender known": float(place.gender is not None and referent.gender == place.gender),
    }


def _visible(occurrence: Occurrence, place: Place) -> bool:
    if occurrence.position >= place.position:
        return False
    return not any(start <= occurrence.position < end for start, end in place.barred)
