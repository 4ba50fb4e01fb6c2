"""All that is known about a claim, for people and programs to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from quotewire.analysis.claims.contradiction import Contradiction, find_changes, find_contradictions
from quotewire.analysis.claims.positions import Carriage, Hour, count_by_hour, trace_spread
from quotewire.curator.decide import find_claim
from quotewire.curator.statements import Shown, read_statements
from quotewire.model.claim import FRESH, Claim, ClaimDecision, Novelty, Position
from quotewire.model.mention import EntityKind
from quotewire.model.statement import Form
from quotewire.ports.state import Transaction


@dataclass(frozen=True, slots=True)
class Entry:
    """A position with the statement that shows it. The words are missing when the article was forgotten."""

    position: Position
    text: str = ""
    form: Form | None = None
    speaker_kind: EntityKind | None = None
    novelty: Novelty | None = None
    utterance_id: str = ""
    why: str = ""  # why the statement was joined to the claim
    title: str = ""
    url: str = ""
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A speaker's move from one attitude to another."""

    before: Position
    after: Position


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """``timeline`` has every position in order of time; ``outlets`` are in the order in which they took the claim up."""

    claim: Claim
    timeline: tuple[Entry, ...]
    contradictions: tuple[Contradiction, ...]
    changes: tuple[Change, ...]
    outlets: tuple[Carriage, ...]
    hours: tuple[Hour, ...]
    decisions: tuple[ClaimDecision, ...] = ()
    also_known_as: tuple[str, ...] = ()

    @property
    def positions(self) -> tuple[Position, ...]:
        return tuple(entry.position for entry in self.timeline)


def read_page(claim_id: str, tx: Transaction) -> ClaimPage:
    """The page of the claim that stands for the id. Raises ``ClaimUnknown``."""
    claim = find_claim(claim_id, tx)
    positions = tx.claims.positions(claim.id)
    shown = read_statements(positions, tx)
    decisions = tuple(tx.claims.decisions(claim.id))
    retired = (one.from_id for one in decisions if tx.claims.merged_into(one.from_id) != one.from_id)
    return ClaimPage(
        claim=claim,
        timeline=tuple(_describe(position, shown.get(position.statement_id)) for position in positions),
        contradictions=find_contradictions(positions),
        changes=tuple(Change(*pair) for pair in find_changes([one for one in positions if _is_fresh(one, shown)])),
        outlets=trace_spread(positions, _countries(positions, shown)),
        hours=count_by_hour(positions, _countries(positions, shown)),
        decisions=decisions,
        also_known_as=tuple(dict.fromkeys(retired)),
    )


def describe_page(page: ClaimPage) -> dict[str, object]:
    """Its parts by name, for JSON."""
    return {field.name: getattr(page, field.name) for field in fields(page)} | {"positions": page.positions}


def _is_fresh(position: Position, shown: Mapping[str, Shown]) -> bool:
    """Whether something was said then: who is quoted again with an old statement has not gone back to it."""
    one = shown.get(position.statement_id)
    return one is None or one.recorded.novelty in FRESH


def _describe(position: Position, shown: Shown | None) -> Entry:
    if shown is None:
        return Entry(position)
    said, article = shown.recorded, shown.article
    return Entry(
        position=position,
        text=said.statement.text,
        form=said.statement.form,
        speaker_kind=said.statement.speaker.kind,
        novelty=said.novelty,
        utterance_id=said.utterance_id,
        why=said.claim_evidence,
        title=article.title,
        url=article.url,
        country=article.country,
    )


def _countries(positions: Sequence[Position], shown: Mapping[str, Shown]) -> dict[str, str]:
    """Of the outlets for which a source said it."""
    found = ((one.outlet, shown.get(one.statement_id)) for one in positions)
    return {outlet: one.article.country for outlet, one in found if outlet and one and one.article.country}
