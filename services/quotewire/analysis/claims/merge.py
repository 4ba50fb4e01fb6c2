"""Claims joined or parted by a person: what becomes of both, decided without touching the state.

An id that was given out stays valid: of two merged claims the earlier keeps its id and the other one refers to it; a claim
that is split keeps its id for what stays.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from quotewire.analysis.claims.terms import file_terms
from quotewire.analysis.claims.wording import choose_wording, extend_wordings
from quotewire.model import ids
from quotewire.model.claim import Claim, Position


@dataclass(frozen=True, slots=True)
class Merge:
    """``merged`` replaces both; ``retired`` is the id that refers to it from now on."""

    merged: Claim
    retired: str


@dataclass(frozen=True, slots=True)
class Split:
    """``kept`` keeps the old id and wording; ``founded`` is new; ``moved`` are the statements that go over to it."""

    kept: Claim
    founded: Claim
    moved: frozenset[str]


def merge_claims(one: Claim, other: Claim) -> Merge:
    """The earlier first-seen claim stays, ties by id; the order of the arguments makes no difference."""
    stays, goes = sorted((one, other), key=lambda claim: (claim.first_seen, claim.id))
    text = choose_wording(stays.text, True, goes.text, True)
    wordings = extend_wordings(stays, text, goes.text)
    merged = replace(
        stays,
        text=text,
        last_seen=max(stays.last_seen, goes.last_seen),
        terms=tuple(sorted({*stays.terms, *goes.terms})),
        entity_ids=tuple(dict.fromkeys((*stays.entity_ids, *goes.entity_ids))),
        wordings=wordings,
    )
    return Merge(merged, goes.id)


def split_claim(claim: Claim, positions: Sequence[Position], moved: Collection[str], text: str) -> Split:
    """Found a claim worded ``text`` on the statements ``moved``; raises ValueError when none or all would move."""
    leaving = [position for position in positions if position.statement_id in moved]
    if not leaving or len(leaving) == len(positions):
        raise ValueError("a split moves some of a claim's statements, not none and not all of them")
    first = min(leaving, key=lambda position: (position.at, position.statement_id))
    founded = Claim(
        id=ids.claim_id(first.statement_id),
        text=text,
        first_statement_id=first.statement_id,
        first_seen=first.at,
        last_seen=max(position.at for position in leaving),
        terms=file_terms(text),
        entity_ids=claim.entity_ids,
    )
    if founded.id == claim.id:
        raise ValueError("the statement that founded a claim stays with it; move the others instead")
    kept = replace(claim, wordings=tuple(wording for wording in claim.wordings if wording != text))
    return Split(kept, founded, frozenset(position.statement_id for position in leaving))
