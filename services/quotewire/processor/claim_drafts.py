"""The claims that an article speaks to, as it changes them: written when all of its statements are entered."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from quotewire.analysis.claims.positions import is_supported
from quotewire.model.claim import Claim, Position
from quotewire.model.statement import Attitude, Stance, attitude_of
from quotewire.ports.state import Transaction

_SUPPORTING = frozenset(stance for stance in Stance if attitude_of(stance) is Attitude.SUPPORTS)


@dataclass
class ClaimDrafts:
    """Claims in the state, overlaid with what the article makes of them."""

    tx: Transaction
    taken: list[Position] = field(default_factory=list)
    _known: dict[str, Claim] = field(default_factory=dict)  # as they were before the article
    _drafts: dict[str, Claim] = field(default_factory=dict)
    _supported: dict[str, bool] = field(default_factory=dict)

    def read(self, claim_ids: Collection[str]) -> None:
        """Look up claims that will be asked for by their ids."""
        found = self.tx.entries.claims(claim_ids)
        self._known |= found
        self.learn(found.values())  # one that was merged has another id now

    def learn(self, claims: Iterable[Claim]) -> None:
        """Claims as the state has them."""
        self._known |= {claim.id: claim for claim in claims}

    def has(self, claim_id: str) -> bool:
        """Of those that were looked up: some are on claims that were erased."""
        return claim_id in self._known

    def get(self, claim_id: str) -> Claim:
        claim = self._drafts.get(claim_id) or self._known.get(claim_id)
        if claim is None:
            raise LookupError(f"claim {claim_id} was given out and is not in the state")
        return claim

    def put(self, claim: Claim) -> None:
        self._drafts[claim.id] = claim

    def take(self, position: Position) -> None:
        self.taken.append(position)
        if is_supported([position]):
            self._supported[position.claim_id] = True

    def retake(self, statement_id: str, stance: Stance) -> None:
        """Another stance than the cue's, for a statement that turned out to repeat an utterance."""
        self.taken = [replace(one, stance=stance) if one.statement_id == statement_id else one for one in self.taken]

    def is_supported(self, claim_id: str) -> bool:
        """Whether anyone has put the claim forward, in the article or before it."""
        if claim_id not in self._supported:
            self._supported[claim_id] = claim_id in self._known and self.tx.entries.is_held(claim_id, _SUPPORTING)
        return self._supported[claim_id]

    def founded(self) -> Sequence[Claim]:
        return [claim for claim in self._drafts.values() if claim.id not in self._known]

    def changed(self) -> Sequence[Claim]:
        return [claim for claim in self._drafts.values() if self._known.get(claim.id, claim) != claim]
