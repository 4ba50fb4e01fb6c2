"""Wire copy: the same article in another outlet, retitled, lightly edited or cut short.

Containment of five-word shingles in the shorter text finds truncated and merged copies that Jaccard similarity misses
(A. Broder, "On the resemblance and containment of documents", 1997). A shingle is kept when its hash is even: sampling
by value keeps the same shingles of the same words in every text.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

COPY_WINDOW = timedelta(days=7)
_WORDS = 5
_MIN_CONTAINMENT = 0.5
_MIN_SHARED = 8  # sampled shingles; fewer is a shared quotation, not a shared article
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Copy:
    """The article that another repeats, and the share (0..1) of the shorter one's shingles found in both."""

    article_id: str
    containment: float


def shingle(text: str) -> frozenset[int]:
    """Sampled hashes (0 .. 2**63) of the text's word sequences."""
    words = _WORD.findall(text.casefold())
    hashes = (_hash(" ".join(words[at : at + _WORDS])) for at in range(len(words) - _WORDS + 1))
    return frozenset(value for value in hashes if value % 2 == 0)


def find_original(shingles: Collection[int], known: Mapping[str, frozenset[int]]) -> Copy | None:
    """The known article that shares most with the text, when it shares enough; ties go to the smaller id."""
    mine = frozenset(shingles)
    copies = (_compare(mine, article_id, theirs) for article_id, theirs in sorted(known.items()))
    found = [copy for copy in copies if copy is not None]
    return max(found, key=lambda copy: copy.containment, default=None)


def _compare(mine: frozenset[int], article_id: str, theirs: frozenset[int]) -> Copy | None:
    shared, shorter = len(mine & theirs), min(len(mine), len(theirs))
    if shared < _MIN_SHARED or shared < _MIN_CONTAINMENT * shorter:
        return None
    return Copy(article_id, shared / shorter)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
