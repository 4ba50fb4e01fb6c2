"""Whom a pronoun or a bare noun points back to: a sum of a few weighed observations over everyone named so far.

The observations are those of salience-based resolution (Lappin and Leass 1994): how recent the last occurrence is, whether it
was a subject, whether it spoke, how often it was named. The weights are of a conditional logistic regression, fitted on
labelled speakers of PolNeAR train and rounded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quotewire.analysis.statements.referents import Referent


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place where a referent was named or pointed to. ``sentence`` and ``paragraph`` are ordinals in the text."""

    referent: int
    position: int
    sentence: int
    paragraph: int
    quoted: bool = False
    subject: bool = False
    owner: bool = False  # "Trump's"
    speaker: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pointing word stands, and what it may not point into (its own statement)."""

    position: int
    sentence: int
    paragraph: int
    gender: str | None = None
    barred: tuple[tuple[int, int], ...] = ()


WEIGHTS: dict[str, float] = {
    "same sentence": 2.0,
    "sentences back": -0.6,
    "same paragraph": 0.5,
    "subject": 1.0,
    "speaker": 0.7,
    "last speaker": 1.2,
    "quoted": -1.5,
    "owner": -0.7,
    "times named": 0.5,
    "gender known": 1.0,
    "latest": 0.6,
}


def rank(
    place: Place, candidates: Iterable[Referent], trail: Sequence[Occurrence], last_speaker: int | None
) -> list[tuple[float, Referent]]:
    """Candidates with an occurrence before the place, best first."""
    seen = [occurrence for occurrence in trail if _visible(occurrence, place)]
    latest = seen[-1].referent if seen else None
    scored = []
    for referent in candidates:
        own = [occurrence for occurrence in seen if occurrence.referent == referent.number]
        if own:
            observed = observe(place, referent, own, latest, last_speaker)
            scored.append((sum(WEIGHTS[name] * value for name, value in observed.items()), referent))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].number))


def observe(
    place: Place, referent: Referent, own: Sequence[Occurrence], latest: int | None, last_speaker: int | None
) -> dict[str, float]:
    """The observations about one candidate, each between 0 and about 5."""
    last = own[-1]
    near = [occurrence for occurrence in own if place.sentence - occurrence.sentence <= 1]
    return {
        "same sentence": float(last.sentence == place.sentence),
        "sentences back": float(min(place.sentence - last.sentence, 6)),
        "same paragraph": float(last.paragraph == place.paragraph),
        "subject": float(any(occurrence.subject for occurrence in near)),
        "speaker": float(last.speaker),
        "last speaker": float(referent.number == last_speaker),
        "quoted": float(last.quoted),
        "owner": float(last.owner),
        "times named": min(len(own), 8) / 4,
        "gender known": float(place.gender is not None and referent.gender == place.gender),
        "latest": float(referent.number == latest),
    }


def _visible(occurrence: Occurrence, place: Place) -> bool:
    if occurrence.position >= place.position:
        return False
    return not any(start <= occurrence.position < end for start, end in place.barred)
