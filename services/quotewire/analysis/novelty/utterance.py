"""Is this something new, or the same utterance again?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from quotewire.analysis.claims.terms import content_terms
from quotewire.model.claim import Novelty, Utterance
from quotewire.model.statement import Statement, attitude_of

UTTERANCE_WINDOW = timedelta(days=60)
_SAME_OCCASION = timedelta(hours=36)  # coverage of one utterance goes on into the next day's papers
_SAME_WORDS = 0.6  # share of the shorter wording's content terms that both have
_SAME_CLAIM_WORDS = 0.3  # enough when both are joined to one claim with one stance


@dataclass(frozen=True, slots=True)
class NoveltyVerdict:
    """``utterance`` is the known one that is heard again, brought up to date; None when this is a new one."""

    novelty: Novelty
    utterance: Utterance | None
    score: float


def judge_novelty(
    statement: Statement, claim_id: str, at: datetime, known: Sequence[Utterance]
) -> NoveltyVerdict:
    """``known`` are the speaker's earlier utterances, latest first."""
    scored = [(_likeness(statement, claim_id, utterance), utterance) for utterance in known]
    score, best = max(scored, key=lambda pair: (pair[0], pair[1].id), default=(0.0, None))
    if best is not None and score >= 1.0:
        again = Novelty.REPEATED if abs(at - best.first_at) <= _SAME_OCCASION else Novelty.RESTATED
        return NoveltyVerdict(again, _heard_again(best, statement, at), min(score, 1.0))
    on_claim = [utterance for utterance in known if utterance.claim_id == claim_id]
    if not on_claim:
        return NoveltyVerdict(Novelty.NEW, None, 1.0 - score)
    changed = all(utterance.stance is not statement.stance for utterance in on_claim)
    return NoveltyVerdict(Novelty.NEW_STANCE if changed else Novelty.NEW_CONTENT, None, 1.0 - score)


def _likeness(statement: Statement, claim_id: str, utterance: Utterance) -> float:
    """1 and more when both are the same utterance: shared content terms over the share that is asked for."""
    if attitude_of(statement.stance) is not attitude_of(utterance.stance):
        return 0.0
    mine, theirs = content_terms(statement.text), content_terms(utterance.text)
    shorter = min(len(mine), len(theirs))
    if not shorter:
        return 1.0 if statement.text == utterance.text else 0.0
    joined = utterance.claim_id == claim_id and utterance.stance is statement.stance
    return len(mine & theirs) / shorter / (_SAME_CLAIM_WORDS if joined else _SAME_WORDS)


def _heard_again(utterance: Utterance, statement: Statement, at: datetime) -> Utterance:
    fuller = max(utterance.text, statement.text, key=len)
    return replace(
        utterance, text=fuller, first_at=min(utterance.first_at, at), last_at=max(utterance.last_at, at)
    )
