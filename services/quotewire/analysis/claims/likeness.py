"""How near two wordings are to saying the same thing, whatever their stance."""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from quotewire.analysis.claims.countries import find_countries
from quotewire.analysis.claims.terms import content_terms, load_term_weights
from quotewire.analysis.claims.vectors import Vector, load_vectors

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_REMEMBERED = 8192  # wordings; candidates of one story come again with every statement


@dataclass(frozen=True, slots=True)
class Wording:
    """A text with what it is compared by. ``weight`` is the sum of its terms' weights."""

    text: str
    terms: frozenset[str]
    weight: float
    numbers: frozenset[str]
    countries: frozenset[str]
    vector: Vector


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` is the probability (0..1) that both speak to one claim; the rest is what it was made from.

    ``meaning`` is the cosine of the vectors, ``shared`` the terms in both, ``overlap`` their weight's share in both
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
        text, terms, load_term_weights().sum(terms), numbers, find_countries(text), load_vectors().vector(text)
    )


def compare(one: Wording, other: Wording, entities: Collection[str] = ()) -> Likeness:
    """``entities`` are those that both speak of; they count through the terms that name them and break ties."""
    shared = one.terms & other.terms
    weight = load_term_weights().sum(shared)
    overlap = 2 * weight / max(one.weight + other.weight, 1e-9)
    contained = weight / max(min(one.weight, other.weight), 1e-9)
    meaning = float(np.dot(one.vector, other.vector))
    differ = tuple(name for name in ("numbers", "countries") if _differ(getattr(one, name), getattr(other, name)))
    score = _score(meaning, overlap, len(entities), differ)
    return Likeness(score, meaning, overlap, contained, tuple(sorted(shared)), tuple(sorted(entities)), differ)


def most_likely(one: Wording, other: Wording, entities: int) -> float:
    """A score that ``compare`` cannot exceed, at a tenth of its cost: as if every word were shared."""
    return _score(float(np.dot(one.vector, other.vector)), 1.0, entities, ())


def _differ(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(mine - theirs and theirs - mine)


def _score(meaning: float, overlap: float, entities: int, differ: Collection[str]) -> float:
    """Logistic. Fitted on the development half of the labelled pairs, then rounded towards what the sample's ledger
    asks for; shared words add little to the vectors, because statements on one story share them whatever they say.
    """
    lean = -4.8 + 8.0 * meaning + 0.5 * overlap + 0.1 * entities
    lean -= 1.0 * ("numbers" in differ) + 1.5 * ("countries" in differ)
    return 1 / (1 + math.exp(-lean))
