"""Wire copy: the same article in another outlet, retitled, lightly edited, cut short or merged into a longer one.

Containment of five-word shingles in the shorter text finds truncated and merged copies that Jaccard similarity misses
(A. Broder, "On the resemblance and containment of documents", 1997). A shingle is kept when its hash is a multiple of the
text's rate: sampling by value keeps the same shingles of the same words in every text (FracMinHash, L. Irber et al.,
2022). The rate is 2, and doubles for long texts until the sketch is small; two sketches are compared at the coarser rate.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

COPY_WINDOW = timedelta(days=7)
_WORDS = 5
_MOST_WORDS = 50_000
_BASE_RATE = 2
_MOST_KEPT = 1500
_MIN_CONTAINMENT = 0.5
_MIN_SHARED = 8  # sampled shingles; fewer is a shared quotation, not a shared article
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Copy:
    """The article that another repeats, and the share (0..1) of the shorter one's shingles found in both."""

    article_id: str
    containment: float


def shingle(text: str) -> frozenset[int]:
    """Sampled hashes (0 .. 2**63) of the text's word sequences, at most 1,500 or so."""
    words = _WORD.findall(text.casefold())[:_MOST_WORDS]
    kept = {_hash(" ".join(words[at : at + _WORDS])) for at in range(len(words) - _WORDS + 1)}
    rate = _BASE_RATE
    kept = {value for value in kept if value % rate == 0}
    while len(kept) > _MOST_KEPT:
        rate *= 2
        kept = {value for value in kept if value % rate == 0}
    return frozenset(kept)


def find_original(shingles: Collection[int], known: Mapping[str, frozenset[int]]) -> Copy | None:
    """The known article that shares most with the text, when it shares enough; ties go to the smaller id."""
    mine = frozenset(shingles)
    copies = (_compare(mine, article_id, theirs) for article_id, theirs in sorted(known.items()))
    found = [copy for copy in copies if copy is not None]
    return max(found, key=lambda copy: copy.containment, default=None)


def _compare(mine: frozenset[int], article_id: str, theirs: frozenset[int]) -> Copy | None:
    rate = max(_rate(mine), _rate(theirs))
    one, other = _at_rate(mine, rate), _at_rate(theirs, rate)
    shared, shorter = len(one & other), min(len(one), len(other))
    if shared < _MIN_SHARED or shared < _MIN_CONTAINMENT * shorter:
        return None
    return Copy(article_id, shared / shorter)


def _rate(sketch: frozenset[int]) -> int:
    """The power of two that divides every value: with eight values or more, very nearly always the one sampled by."""
    bits = 0
    for value in sketch:
        bits |= value
    return bits & -bits or _BASE_RATE


def _at_rate(sketch: frozenset[int], rate: int) -> frozenset[int]:
    return sketch if rate == _BASE_RATE else frozenset(value for value in sketch if value % rate == 0)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
