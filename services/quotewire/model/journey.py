"""What each stage hands to the next."""

from dataclasses import dataclass
from enum import StrEnum

from quotewire.model.article import Article
from quotewire.model.claim import Claim, Novelty, Position
from quotewire.model.mention import Mention
from quotewire.model.outcome import Outcome, RejectedReason
from quotewire.model.statement import Statement


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """An article with its names and statements: what can be told from this article alone."""

    article: Article
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    statements_skipped: str = ""  # why no statements were looked for, e.g. "language: de"


@dataclass(frozen=True, slots=True)
class RejectedArticle:
    """A collected version that holds no article."""

    version_id: str
    article_id: str
    reason: RejectedReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecordedStatement:
    """A statement in the light of everything seen before."""

    statement: Statement
    claim_id: str
    claim_score: float  # 1.0 when the statement founded the claim
    utterance_id: str
    novelty: Novelty
    outlets: tuple[str, ...]  # that carry the utterance so far, this one included, in order of arrival
    claim_evidence: str = ""  # why it was joined to the claim: the reason and the terms that both have


class ChangeKind(StrEnum):
    REMOVED = "removed"
    REWORDED = "reworded"
    MOVED = "moved to another speaker"


@dataclass(frozen=True, slots=True)
class Correction:
    """A statement that a newer version of an article changed; ``after`` is None when it was removed."""

    kind: ChangeKind
    before: Statement
    after: Statement | None = None


@dataclass(frozen=True, slots=True)
class RecordedArticle:
    """An article joined to the ledger: version, copies, claims, novelty. Indexer and alerter start from here."""

    article: Article
    version: int
    outcome: Outcome
    mentions: tuple[Mention, ...]
    statements: tuple[RecordedStatement, ...]
    claims: tuple[Claim, ...] = ()  # every claim that a statement is joined to
    positions: tuple[Position, ...] = ()  # the latest of each speaker on those claims
    corrections: tuple[Correction, ...] = ()
    statements_skipped: str = ""
