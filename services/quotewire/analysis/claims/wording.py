"""The canonical wording of a claim."""

import re
from collections.abc import Sequence

from quotewire.analysis.claims.likeness import compare, read_wording
from quotewire.analysis.claims.terms import content_terms, load_term_weights
from quotewire.model.claim import Claim

_EDGE = "\"'“”‘’«»„ \t\n,;:–—-"
_THAT = re.compile(r"^(?:that|of|for)\s+", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:I|we|our|us|my|me|I['’]\w+|we['’]\w+)\b")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|did|does|do)\b")
_RICHER = 1.25  # a wording that replaces another must say so much more
_LONGEST = 34  # words
MOST_WORDINGS = 6
"""Kept beside the canonical one."""

_TELLING = 1.5  # weight of terms; "the claims" would draw every denial of the next story
_ALIKE = 0.9  # cosine; nearer wordings bring no other statements


def clean_wording(text: str) -> str:
    """A statement's content as the wording of a claim: no marks around it, no "that" before it, a capital first."""
    bare = _THAT.sub("", text.strip(_EDGE).replace("\n", " "))
    return bare[:1].upper() + bare[1:]


def choose_wording(current: str, current_supports: bool, offered: str, offered_supports: bool) -> str:
    """The wording that puts the claim forward rather than disputes it, in the third person, and says more."""
    before = (current_supports, _worth(current))
    after = (offered_supports, _worth(offered))
    if before[0] != after[0]:
        return current if before[0] else offered
    return offered if after[1] > _RICHER * before[1] else current


def extend_wordings(known: Claim, text: str, offered: str) -> tuple[str, ...]:
    """The other wordings of a claim whose canonical one is now ``text``: few, telling and unlike each other."""
    put = list(known.wordings)
    for wording in (known.text, offered):
        if len(put) < MOST_WORDINGS and wording not in {text, *put} and _adds(wording, [text, *put]):
            put.append(wording)
    return tuple(wording for wording in put if wording != text)


def _adds(wording: str, others: Sequence[str]) -> bool:
    read = read_wording(wording)
    return read.weight >= _TELLING and all(compare(read, read_wording(other)).meaning < _ALIKE for other in others)


def _worth(text: str) -> float:
    """Weight of its terms, less for a speaker's own "we", for a headline's "US of 'attack'" and for what is long."""
    terms = load_term_weights().sum(content_terms(text))
    worse = (_FIRST_PERSON.search(text), " of " in text and not _AUXILIARY.search(text), len(text.split()) > _LONGEST)
    return terms * 0.6 ** sum(map(bool, worse))
