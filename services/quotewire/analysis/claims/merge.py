"""Claims joined or parted by a person: what becomes of both, decided without touching the state.

An id that was given out stays valid: of two merged claims the earlier keeps its id and the other one refers to it; a claim
that is split keeps its id for what stays.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from quotewire.analysis.claims.positions import is_supported
from quotewire.analysis.claims.terms import file_terms
from quotewire.analysis.claims.wording import MOST_WORDINGS, choose_wording, clean_wording, extend_wordings
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
    merged = replace(
        stays,
        text=text,
        last_seen=max(stays.last_seen, goes.last_seen),
        terms=tuple(sorted({*stays.terms, *goes.terms})),
        entity_ids=tuple(dict.fromkeys((*stays.entity_ids, *goes.entity_ids))),
    )
    for wording in (goes.text, *goes.wordings):
        merged = replace(merged, wordings=extend_wordings(replace(merged, text=stays.text), text, wording))
    return Merge(merged, goes.id)


def split_claim(
    claim: Claim, positions: Sequence[Position], moved: Collection[str], texts: Mapping[str, str], text: str = ""
) -> Split:
    """Found a claim on the statements ``moved``, worded ``text`` or as one of them puts it.

    ``texts`` are the contents of the claim's statements by id. What the moved ones say is no wording of the old claim any
    more, so that later statements like them go where they went. Raises ValueError when none or all would move.
    """
    leaving = [position for position in positions if position.statement_id in moved]
    staying = [position for position in positions if position.statement_id not in moved]
    if not leaving or not staying:
        raise ValueError("a split moves some of a claim's statements, not none and not all of them")
    first = min(leaving, key=lambda position: (position.at, position.statement_id))
    if ids.claim_id(first.statement_id) == claim.id:
        raise ValueError("the statement that founded a claim stays with it; move the others instead")
    gone = _wordings(leaving, texts)
    text = text or _best(leaving, texts)
    founded = Claim(
        id=ids.claim_id(first.statement_id),
        text=text,
        first_statement_id=first.statement_id,
        first_seen=first.at,
        last_seen=max(position.at for position in leaving),
        terms=file_terms(" ".join([text, *gone])),
        entity_ids=claim.entity_ids,
        wordings=tuple(one for one in gone if one != text)[:MOST_WORDINGS],
    )
    return Split(_rid(claim, {text, *gone}, staying, texts), founded, frozenset(one.statement_id for one in leaving))


def add_statements(claim: Claim, leaving: Sequence[Position], texts: Mapping[str, str]) -> Claim:
    """The claim after those statements were moved to it: it has their wordings first, so that others like them follow."""
    came = _wordings(leaving, texts)
    wordings = [*came, *(one for one in claim.wordings if one not in came)]
    return replace(
        claim,
        last_seen=max([claim.last_seen, *(one.at for one in leaving)]),
        terms=tuple(sorted({*claim.terms, *file_terms(" ".join(came))})),
        wordings=tuple(one for one in wordings if one != claim.text)[:MOST_WORDINGS],
    )


def remove_statements(
    claim: Claim, leaving: Sequence[Position], staying: Sequence[Position], texts: Mapping[str, str]
) -> Claim:
    """The claim without the wordings of statements that left it."""
    return _rid(claim, set(_wordings(leaving, texts)), staying, texts)


def _rid(claim: Claim, gone: Collection[str], staying: Sequence[Position], texts: Mapping[str, str]) -> Claim:
    kept = {*_wordings(staying, texts)}
    lost = {one for one in gone if one not in kept}
    text = _best(staying, texts) or claim.text if claim.text in lost else claim.text
    return replace(claim, text=text, wordings=tuple(one for one in claim.wordings if one not in {*lost, text}))


def _wordings(positions: Iterable[Position], texts: Mapping[str, str]) -> list[str]:
    said = (clean_wording(texts.get(position.statement_id, "")) for position in positions)
    return list(dict.fromkeys(wording for wording in said if wording))


def _best(positions: Sequence[Position], texts: Mapping[str, str]) -> str:
    """The wording that puts the claim forward best."""
    best, supports = "", False
    for position in positions:
        offered = clean_wording(texts.get(position.statement_id, ""))
        if offered:
            puts = is_supported([position])
            best, supports = (
                (choose_wording(best, supports, offered, puts), supports or puts) if best else (offered, puts)
            )
    return best
