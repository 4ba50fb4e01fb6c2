"""The words that carry what a statement is about, and how much each tells."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_COUNTRY = {"US": "america", "U.S": "america", "USA": "america", "UK": "britain", "U.K": "britain"}
_STOP = frozenset(
    "a about after against all also am an and any are as at be because been before being but by can could did do does"
    " doing done down during each few for from further had has have having he her here hers him his how however i if in"
    " into is it its itself just may me might more most must my no nor not now of off on once only or other our out"
    " over own same she should so some such than that the their them then there these they this those through to too"
    " under until up us very was we were what when where which while who whom why will with would you your yours"
    " said say says saying told added according don't doesn't didn't isn't wasn't weren't won't can't cannot couldn't"
    " wouldn't shouldn't hasn't haven't hadn't aren't i'm i've i'll i'd we're we've we'll we'd it's he's she's they're"
    " they've they'll you're you've you'll that's there's what's who's let's let never none nobody nothing anything"
    " something everything one's yet again still even ever".split()
)
_SAME = {"american": "america", "unitedstates": "america", "british": "britain", "unitedkingdom": "britain"}
_JOINED = re.compile(r"\bUnited (?:States|Kingdom)\b")
_DOUBLED = re.compile(r"([^aeioulsz])\1$")
_FILED = 16


@dataclass(frozen=True, slots=True)
class TermWeights:
    """How much a term tells, 0..1: the inverse document frequency over that of a term seen once."""

    weights: Mapping[str, float]

    def of(self, term: str) -> float:
        return self.weights.get(term, 1.0)

    def sum(self, terms: Iterable[str]) -> float:
        return math.fsum(self.of(term) for term in terms)

    def foremost(self, terms: Iterable[str], count: int) -> tuple[str, ...]:
        """The ``count`` terms that tell most, in alphabetical order."""
        return tuple(sorted(sorted(terms, key=lambda term: (-self.of(term), term))[:count]))


@cache
def load_term_weights() -> TermWeights:
    """Read the packaged counts; the second call returns the same object."""
    lines = resources.files(__package__).joinpath("data", "term_counts.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    counts = {term: int(count) for term, count in rows}
    texts = counts.pop("")
    once = math.log(texts / 2)
    return TermWeights(MappingProxyType({term: math.log(texts / (1 + count)) / once for term, count in counts.items()}))


def content_terms(text: str) -> frozenset[str]:
    """Stems of the words that are not function words; numbers stay as they are."""
    return frozenset(list_terms(text))


def list_terms(text: str) -> list[str]:
    """The same in the order of the text, as often as they stand there."""
    words = (match.group() for match in _WORD.finditer(_JOINED.sub(lambda match: match.group().replace(" ", ""), text)))
    return [_term(word) for word in words if not _says_nothing(word)]


def file_terms(text: str) -> tuple[str, ...]:
    """What a claim is filed under: the terms that tell most; common ones would only bring claims that share nothing else."""
    return load_term_weights().foremost(content_terms(text), _FILED)


def _says_nothing(word: str) -> bool:
    return word not in _COUNTRY and (
        (len(word) < 2 and not word.isdigit()) or word.casefold().replace("’", "'") in _STOP
    )


def _term(word: str) -> str:
    if word in _COUNTRY:
        return _COUNTRY[word]
    folded = word.casefold().replace("’", "'").removesuffix("'s")
    return _SAME.get(folded) or _stem(folded)


def _stem(word: str) -> str:
    """Cuts inflection only, so that a stem stays near the word: "attacked", "attacks", "attacking" meet in "attack"."""
    for suffix in ("ings", "ing", "ied", "ies", "ed", "es", "s", "e"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            stem = word.removesuffix(suffix)
            return stem + "i" if suffix in {"ied", "ies"} else _DOUBLED.sub(r"\1", stem)
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word
