"""The canonical wording of a claim."""

import re
from collections.abc import Sequence

from quotewire.analysis.claims.likeness import compare, read_wording
from quotewire.analysis.claims.terms import content_terms, load_term_weights
from quotewire.model.claim import Claim

_BLANK = " \t,;:–—-"
_HANGING = re.compile(r",([\"”’])$")
_PAIRS = (("“", "”"), ("«", "»"), ('"', '"'), ("‘", "’"))
# "it was too early to say whether …", "could neither confirm nor rule out that …": the proposition is what follows
_OPEN = re.compile(
    r"^(?:whether\s+|.{0,80}?\b(?:not|cannot|unable|neither|too (?:early|soon)|decline[ds]? to|refuse[ds]? to|unclear|unknown)"
    r"\b[^.;]{0,60}?\b(?:whether|if)\s+)(?=\w+\s+\w+)",
    re.IGNORECASE,
)
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
    """A statement's content as the wording of a claim: what is open rather than that it is open, no marks around it or
    left over in it, no "that" before it, a capital first.
    """
    whole = _drop_halves(text.replace("\n", " ")).strip(_BLANK)
    while len(whole) > 1 and (whole[0], whole[-1]) in _PAIRS and not set(whole[1:-1]) & {whole[0], whole[-1]}:
        whole = whole[1:-1].strip(_BLANK)
    bare = _THAT.sub("", _OPEN.sub("", whole)).strip(_BLANK)
    return bare[:1].upper() + _HANGING.sub(r"\1", bare[1:])


def _drop_halves(text: str) -> str:
    """Without quotation marks that lost the other one."""
    for opening, closing in _PAIRS:
        marks = [at for at, letter in enumerate(text) if letter in (opening, closing) and not _is_apostrophe(text, at)]
        alone = set(marks[-1:] * (len(marks) % 2) if opening == closing else _unpaired(text, marks, opening))
        text = "".join(letter for at, letter in enumerate(text) if at not in alone)
    return text


def _unpaired(text: str, marks: Sequence[int], opening: str) -> list[int]:
    waiting: list[int] = []
    alone: list[int] = []
    for at in marks:
        if text[at] == opening:
            waiting.append(at)
        elif waiting:
            waiting.pop()
        else:
            alone.append(at)
    return [*alone, *waiting]


def _is_apostrophe(text: str, at: int) -> bool:
    """After a letter, and before another one or a word of its own: "don’t", "the boys’ school"."""
    after = text[at + 1 : at + 3].lstrip(" ")
    return text[at] in "'’" and at > 0 and text[at - 1].isalnum() and after[:1].isalnum()


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
