"""How near two wordings are to saying the same thing, whatever their stance."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from quotewire.analysis.claims.countries import call_by_own_names, find_countries
from quotewire.analysis.claims.meaning import Vector, exact_cosine, load_rough
from quotewire.analysis.claims.terms import content_terms, load_term_weights

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|us|[Oo]urs?)\b")
_WORTH_READING = 0.2  # rough cosine; below it no two wordings of one claim were met
_WITHIN, _TELLING, _QUOTED = 0.8, 2.0, 0.95  # nearly all of a telling wording stands in the other one
_RIVALS, _UNRELATED, _CROWDED = 5, 0.3, 0.5  # set on the reading of the sample
_ROUGH = 0.7  # share of the static vectors
_REMEMBERED = 8192  # wordings; candidates of one story come again with every statement


@dataclass(frozen=True, slots=True)
class Wording:
    """A text with what it is compared by. ``weight`` is the sum of its terms' weights.

    ``vector`` is of the text with countries by their own names. ``ours`` says that it speaks of "us", so that one more
    country is meant than it names.
    """

    text: str
    terms: frozenset[str]
    weight: float
    numbers: frozenset[str]
    countries: frozenset[str]
    ours: bool
    vector: Vector


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` is the probability (0..1) that both speak to one claim; the rest is what it was made from.

    ``meaning`` is the mean cosine of the vectors, ``shared`` the terms in both, ``overlap`` their weight's share in both
    wordings together, ``contained`` their share of the lighter wording, ``differ`` what each has and the other lacks:
    numbers, countries.
    """

    score: float
    meaning: float
    overlap: float
    contained: float
    shared: tuple[str, ...]
    entities: tuple[str, ...]
    differ: tuple[str, ...]


@lru_cache(maxsize=_REMEMBERED)
def read_wording(text: str) -> Wording:
    terms = content_terms(text)
    numbers = frozenset(match.group().replace(",", "") for match in _NUMBER.finditer(text))
    return Wording(
        text=text,
        terms=terms,
        weight=load_term_weights().sum(terms),
        numbers=numbers,
        countries=find_countries(text),
        ours=bool(_FIRST_PERSON.search(text)),
        vector=load_rough().vector(call_by_own_names(text)),
    )


def compare(one: Wording, other: Wording, entities: Collection[str] = ()) -> Likeness:
    """``entities`` are those that both speak of; they count through the terms that name them and break ties."""
    shared = one.terms & other.terms
    weight = load_term_weights().sum(shared)
    overlap = 2 * weight / max(one.weight + other.weight, 1e-9)
    contained = weight / max(min(one.weight, other.weight), 1e-9)
    differ = ("numbers",) if _differ(one.numbers, other.numbers) else ()
    if _differ(one.countries, other.countries) and not (one.ours or other.ours):
        differ = (*differ, "countries")
    meaning = _meaning(one, other)
    score = _score(meaning, len(entities), differ)
    found = Likeness(score, meaning, overlap, contained, tuple(sorted(shared)), tuple(sorted(entities)), differ)
    return _quoted_or(found, weight)


def rough_cosine(one: Wording, other: Wording) -> float:
    """Quick; tells which comparisons are worth making."""
    return float(np.dot(one.vector, other.vector))


def stand_out(likeness: Likeness, rivals: Sequence[float], lean: float = 0.0) -> Likeness:
    """The likeness with a score that counts how far it stands out from ``rivals``, the meanings of the other candidates.

    ``lean`` is what else speaks for it, in log odds.

    Everything said on one story is near to everything else; similarity beyond what is usual around a text is what tells
    (cross-domain similarity local scaling, A. Conneau et al. 2018).
    """
    nearest = [*sorted(rivals, reverse=True)[:_RIVALS], *[_UNRELATED] * _RIVALS][:_RIVALS]
    crowd = math.fsum(nearest) / _RIVALS - _UNRELATED
    score = _score(likeness.meaning - _CROWDED * crowd, len(likeness.entities), likeness.differ, lean)
    return _quoted_or(replace(likeness, score=score), load_term_weights().sum(likeness.shared))


def _quoted_or(likeness: Likeness, shared_weight: float) -> Likeness:
    """With no less than the score of a quotation, if one text is within the other and nothing in them differs."""
    quoted = likeness.contained >= _WITHIN and shared_weight >= _TELLING and not likeness.differ
    return replace(likeness, score=max(likeness.score, _QUOTED)) if quoted else likeness


def _meaning(one: Wording, other: Wording) -> float:
    """A mean of both kinds of vectors, as each errs where the other does not."""
    rough = rough_cosine(one, other)
    if rough < _WORTH_READING:
        return rough
    return _ROUGH * rough + (1 - _ROUGH) * exact_cosine(one.text, other.text)


def _differ(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(mine - theirs and theirs - mine)


def _score(meaning: float, entities: int, differ: Collection[str], lean: float = 0.0) -> float:
    """Logistic. Fitted on the development half of the labelled pairs; what is under ``differ`` was set by hand."""
    lean += -5.3 + 9.6 * meaning + 0.1 * entities
    lean -= 1.0 * ("numbers" in differ) + 1.5 * ("countries" in differ)
    return 1 / (1 + math.exp(-lean))
