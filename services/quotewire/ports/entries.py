"""What the record stage asks of the state for all statements of an article at once, and writes at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quotewire.model.claim import Claim, Position, Utterance
from quotewire.model.statement import Stance


@dataclass(frozen=True, slots=True)
class Sought:
    """What the claims that a statement may speak to are found by."""

    terms: Collection[str]
    entity_ids: Collection[str]


class EntryStore(Protocol):
    """One article's entry into the ledger of claims and utterances. Merges are followed as in the other stores."""

    def candidates(self, sought: Sequence[Sought], since: datetime, limit: int) -> list[list[Claim]]:
        """For each, claims last seen since then that share terms or entities, those that share most first; ties by id."""
        ...

    def claims(self, claim_ids: Collection[str]) -> dict[str, Claim]:
        """Those that are there, by the id that was asked for."""
        ...

    def is_held(self, claim_id: str, stances: Collection[Stance]) -> bool:
        """Whether anybody ever took one of the stances on the claim."""
        ...

    def latest_positions(self, claim_ids: Collection[str]) -> list[Position]:
        """Every speaker's latest on each claim; in the order in which the speakers came to the claim."""
        ...

    def heard(
        self, speaker_keys: Collection[str], claim_ids: Collection[str], since: datetime, most: int
    ) -> Mapping[str, list[Utterance]]:
        """For each speaker, utterances last heard since then, latest first: the newest ``most``, then older ones that
        are on the claims. Keys that were merged share one list.
        """
        ...

    def write(
        self, founded: Sequence[Claim], changed: Sequence[Claim], taken: Sequence[Position], heard: Sequence[Utterance]
    ) -> None:
        """Keep them; of ``changed`` claims, terms and entities are those that they had."""
        ...

    def carry(
        self, utterance_ids: Sequence[str], outlet: str, article_id: str, at: datetime
    ) -> Mapping[str, Sequence[str]]:
        """Add the outlet to each; returns all outlets of each, in order of arrival."""
        ...
