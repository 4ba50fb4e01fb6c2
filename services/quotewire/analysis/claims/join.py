"""Join a statement to the claim it speaks to, or let it found one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from quotewire.analysis.claims.terms import content_terms
from quotewire.model.article import Article
from quotewire.model.claim import Claim
from quotewire.model.mention import Mention
from quotewire.model.statement import Statement, attitude_of, Attitude

CLAIM_WINDOW = timedelta(days=60)
MAX_CANDIDATES = 50
_JOIN = 0.5
_ANSWER = 0.2  # a denial or "unable to confirm" needs less in common with a claim of its own article


@dataclass(frozen=True, slots=True)
class Topic:
    """What a statement is about: a wording for a claim it may found, and what claims are retrieved by."""

    wording: str
    terms: tuple[str, ...]
    entity_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimChoice:
    claim: Claim
    score: float


def topic_of(statement: Statement, article: Article, mentions: Sequence[Mention]) -> Topic:
    """``article`` and ``mentions`` are where the statement stands."""
    inside = (
        mention.entity_id
        for mention in mentions
        if mention.entity_id and any(span.contains(mention.span) for span in statement.spans)
    )
    wording = statement.text.strip("\"'“”‘’«». ")
    return Topic(wording or article.title, tuple(sorted(content_terms(statement.text))), tuple(dict.fromkeys(inside)))


def choose_claim(
    statement: Statement, topic: Topic, candidates: Sequence[Claim], article_claims: Sequence[str]
) -> ClaimChoice | None:
    """The best of the candidates if it is close enough; ``article_claims`` are those met earlier in the same article."""
    answering = attitude_of(statement.stance) is not Attitude.SUPPORTS
    scored = [
        ClaimChoice(claim, score)
        for claim in candidates
        if (score := _likeness(topic, claim)) >= (_ANSWER if answering and claim.id in article_claims else _JOIN)
    ]
    return max(scored, key=lambda choice: (choice.score, choice.claim.id), default=None)


def _likeness(topic: Topic, claim: Claim) -> float:
    """Dice coefficient of terms, with shared entities counting as terms."""
    mine = set(topic.terms) | set(topic.entity_ids)
    theirs = set(claim.terms) | set(claim.entity_ids)
    return 2 * len(mine & theirs) / max(1, len(mine) + len(theirs))
