"""Claims merged, split and corrected by a person.

The state is changed in one transaction, and the index after it. Ids that were given out stay valid. When the index could
not be reached, the same call again brings it up to date.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from quotewire.analysis.claims.merge import add_statements, merge_claims, remove_statements, split_claim
from quotewire.curator.statements import latest_articles, read_statements
from quotewire.errors import QuotewireError
from quotewire.model.claim import Claim, Position
from quotewire.model.journey import RecordedArticle
from quotewire.ports.search import SearchIndex
from quotewire.ports.state import State, Transaction


class ClaimUnknown(QuotewireError):
    """No claim, or no statement of it, has the id."""


class DecisionRefused(QuotewireError):
    """What was asked for makes no sense for these claims."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who decides, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Changed:
    claims: tuple[Claim, ...]
    retired: tuple[str, ...]
    articles: tuple[RecordedArticle, ...]


def find_claim(claim_id: str, tx: Transaction) -> Claim:
    """The claim that stands for the id. Raises ``ClaimUnknown``."""
    claim = tx.claims.get(claim_id)
    if claim is None:
        raise ClaimUnknown(f"no claim has the id {claim_id!r}: `quotewire claim list` shows those there are")
    return claim


def merge(state: State, index: SearchIndex, claim_ids: tuple[str, str], by: Author) -> Claim:
    """Make two claims one. The one that was seen first keeps its id, the other id leads to it from now on."""
    with state.transaction() as tx:
        one, other = (find_claim(claim_id, tx) for claim_id in claim_ids)
        standing = one
        if one.id != other.id:
            merged = merge_claims(one, other)
            standing = merged.merged
            tx.claims.merge(merged.retired, standing.id, by.name, by.at)
            tx.claims.save(standing)
        retired = {claim_id for claim_id in (*claim_ids, one.id, other.id) if claim_id != standing.id}
        changed = _Changed((standing,), tuple(retired), _articles(tx.claims.positions(standing.id), tx))
    _show(changed, index)
    return standing


def split(
    state: State, index: SearchIndex, claim_id: str, statement_ids: Collection[str], text: str, by: Author
) -> Claim:
    """Found a claim of their own on some of a claim's statements, worded ``text`` unless that is empty."""
    with state.transaction() as tx:
        claim = find_claim(claim_id, tx)
        positions = tx.claims.positions(claim.id)
        leaving = _of_claim(statement_ids, positions, claim)
        try:
            parted = split_claim(claim, positions, parted_ids(leaving), _texts(positions, tx), text)
        except ValueError as error:
            raise DecisionRefused(str(error)) from error
        tx.claims.revive(parted.founded.id, by.name, by.at)
        tx.claims.save(parted.kept)
        tx.claims.save(parted.founded)
        tx.claims.move(parted.moved, parted.founded.id, by.name, by.at)
        changed = _Changed((parted.kept, parted.founded), (), _articles(leaving, tx))
    _show(changed, index)
    return parted.founded


def move(state: State, index: SearchIndex, statement_ids: Collection[str], into: str, by: Author) -> Claim:
    """Put statements of one claim on another one."""
    with state.transaction() as tx:
        target = find_claim(into, tx)
        claim = find_claim(_claim_of(statement_ids, tx), tx)
        positions = tx.claims.positions(claim.id)
        leaving = _of_claim(statement_ids, positions, claim)
        staying = [position for position in positions if position not in leaving]
        if claim.id == target.id:
            raise DecisionRefused(f"these statements are on claim {claim.id} already")
        if not staying:
            raise DecisionRefused(f"that is all of claim {claim.id}; merge the two instead")
        texts = _texts(positions, tx)
        target, claim = add_statements(target, leaving, texts), remove_statements(claim, leaving, staying, texts)
        tx.claims.save(claim)
        tx.claims.save(target)
        tx.claims.move(parted_ids(leaving), target.id, by.name, by.at)
        changed = _Changed((claim, target), (), _articles(leaving, tx))
    _show(changed, index)
    return target


def parted_ids(positions: Iterable[Position]) -> frozenset[str]:
    return frozenset(position.statement_id for position in positions)


def _claim_of(statement_ids: Collection[str], tx: Transaction) -> str:
    for statement_id in sorted(statement_ids):
        claim_id = tx.claims.claim_of(statement_id)
        if claim_id is not None:
            return claim_id
    raise ClaimUnknown(f"no claim has the statement {', '.join(sorted(statement_ids)) or '(none named)'}")


def _of_claim(statement_ids: Collection[str], positions: Iterable[Position], claim: Claim) -> list[Position]:
    leaving = [position for position in positions if position.statement_id in statement_ids]
    missing = set(statement_ids) - parted_ids(leaving)
    if missing:
        raise ClaimUnknown(
            f"claim {claim.id} has no statement {', '.join(sorted(missing))}: see `quotewire claim show`"
        )
    return leaving


def _texts(positions: Iterable[Position], tx: Transaction) -> dict[str, str]:
    shown = read_statements(list(positions), tx)
    return {statement_id: one.recorded.statement.text for statement_id, one in shown.items()}


def _articles(positions: Iterable[Position], tx: Transaction) -> tuple[RecordedArticle, ...]:
    return tuple(latest_articles(list(positions), tx))


def _show(changed: _Changed, index: SearchIndex) -> None:
    index.put(changed.articles)
    index.remove_claims(changed.retired)
    index.put_claims(changed.claims)
    index.refresh()
