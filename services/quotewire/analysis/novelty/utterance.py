"""Is this something new, or the same utterance again?

Statements of one speaker are compared with what the speaker was heard to say before. Partial quotations, paraphrases and
other tenses share most of the lighter wording's terms; what is told apart from them has other numbers, days, names or
another polarity.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from quotewire.analysis.claims.likeness import Likeness, compare, read_wording
from quotewire.analysis.claims.own import OCCASION, is_said_again
from quotewire.analysis.novelty.details import added_details, negates
from quotewire.model.claim import Novelty, Utterance
from quotewire.model.statement import Attitude, Stance, Statement, attitude_of

UTTERANCE_WINDOW = timedelta(days=60)
_MOST_COMPARED = 300  # of the speaker's latest utterances
_SAME = 0.5
_JOINED, _PARAPHRASED, _SHORTENED = 1.5, 2.7, 2.5  # log odds: on one claim and occasion; a headline and what it tells
_NEAR = 0.5  # cosine
_VERBATIM = 0.93  # cosine; so near, a negated sentence is itself whatever stance was read from its cue
_WHOLE = 0.95  # share of both wordings' terms
_KINDS = {Stance.DENIES: "denies", Stance.REJECTS: "denies", Stance.DOUBTS: "doubts"}


@dataclass(frozen=True, slots=True)
class NoveltyVerdict:
    """``utterance`` is the known one that is heard again, brought up to date; None when this is a new one.

    ``score`` (0..1) is how sure the verdict is, ``nearest`` the known utterance that came nearest, and ``evidence`` the
    comparison with it.
    """

    novelty: Novelty
    utterance: Utterance | None
    score: float
    nearest: Utterance | None = None
    evidence: Likeness | None = None


@dataclass(frozen=True, slots=True)
class _Echo:
    utterance: Utterance
    score: float
    likeness: Likeness


def judge_novelty(
    statement: Statement, claim_id: str, at: datetime, known: Sequence[Utterance], shortens: str = ""
) -> NoveltyVerdict:
    """``known`` are the speaker's earlier utterances, latest first; ``shortens`` is the one that a headline stands for."""
    echoes = [
        _listen(statement, claim_id, at, utterance, _SHORTENED * (utterance.id == shortens))
        for utterance in known[:_MOST_COMPARED]
    ]
    best = max(echoes, key=lambda echo: (echo.score, echo.utterance.id), default=None)
    if best is None:
        return NoveltyVerdict(Novelty.NEW, None, 1.0)
    if best.score >= _SAME:
        again = Novelty.REPEATED if _on_one_occasion(best.utterance, at) else Novelty.RESTATED
        heard = _heard_again(best.utterance, statement, at)
        return NoveltyVerdict(again, heard, best.score, best.utterance, best.likeness)
    return NoveltyVerdict(_freshness(statement, claim_id, known), None, 1.0 - best.score, best.utterance, best.likeness)


def _freshness(statement: Statement, claim_id: str, known: Sequence[Utterance]) -> Novelty:
    on_claim = [utterance for utterance in known if utterance.claim_id == claim_id]
    if not on_claim:
        return Novelty.NEW
    if any(_kind(utterance.stance) == _kind(statement.stance) for utterance in on_claim):
        return Novelty.NEW_CONTENT
    return Novelty.NEW_STANCE


def _listen(statement: Statement, claim_id: str, at: datetime, utterance: Utterance, lean: float) -> _Echo:
    likeness = compare(read_wording(statement.text), read_wording(utterance.text))
    on_claim, now = utterance.claim_id == claim_id, _on_one_occasion(utterance, at)
    if not _may_be_one(statement, utterance, likeness, on_claim or now):
        return _Echo(utterance, 0.0, likeness)
    joined = on_claim and (_kind(utterance.stance) == _kind(statement.stance) or _both_deny(statement, utterance))
    again = joined and is_said_again(statement)
    added = added_details(statement.text, utterance.text)
    if lean or again:  # a headline, and who tells again what was said, name whom the article is about
        added = frozenset(detail for detail in added if detail[0].isdigit())
    if joined and _answers(statement, utterance, likeness) and (now or not added):
        return _Echo(utterance, max(_SAME, _score(likeness, False, False)), likeness)
    differ = bool(added and added_details(utterance.text, statement.text))
    turn = _turn(statement, utterance, likeness)
    lean += _joined(likeness, added) if joined and (now or again) and not differ and not turn else -turn
    grown = bool(added) and not (now and likeness.contained > 0.8)
    return _Echo(utterance, _score(likeness, differ, grown, lean), likeness)


def _joined(likeness: Likeness, added: Collection[str]) -> float:
    """What it weighs to be on one claim and occasion: more where nothing is added, and the whole is near in meaning."""
    return _PARAPHRASED if likeness.meaning >= _NEAR and not added else _JOINED


def _answers(statement: Statement, utterance: Utterance, likeness: Likeness) -> bool:
    """Whether it disputes or leaves open: of one claim nobody does so in two ways on one occasion. What is only worded as
    a denial has to be near in meaning, too.
    """
    if attitude_of(statement.stance) is not Attitude.SUPPORTS:
        return True
    return likeness.meaning >= _NEAR and _both_deny(statement, utterance)


def _both_deny(statement: Statement, utterance: Utterance) -> bool:
    """ "We did not" is a denial whatever the cue says, and so is what it repeats."""
    stances = {statement.stance, utterance.stance}
    asserted = Stance.ASSERTS in stances and any(_KINDS.get(stance) == "denies" for stance in stances)
    return asserted and negates(statement.text) and negates(utterance.text)


def _score(likeness: Likeness, differ: bool, added: bool, lean: float = 0.0) -> float:
    """Logistic; fitted on the development half of the labelled pairs (see evaluation.novelty), then made harder on
    numbers, days and names, which a long sentence would outweigh.
    """
    lean += -3.7 + 2.0 * likeness.meaning + 5.7 * likeness.contained - 4.5 * differ - 2.6 * added
    return 1 / (1 + math.exp(-lean))


def _may_be_one(statement: Statement, utterance: Utterance, likeness: Likeness, near: bool) -> bool:
    """``near``: on one claim or one occasion."""
    if _kind(statement.stance) == _kind(utterance.stance):
        return True
    if not (negates(statement.text) and negates(utterance.text)):
        return False
    asserted = Stance.ASSERTS in (statement.stance, utterance.stance)  # "we did not" is a denial whatever the cue says
    return likeness.meaning >= _VERBATIM or (near and asserted)


def _kind(stance: Stance) -> str:
    """Stances between which readings of one utterance may differ by the cue that an outlet chose."""
    return _KINDS.get(stance) or attitude_of(stance).value


def _turn(statement: Statement, utterance: Utterance, likeness: Likeness) -> float:
    """What it weighs that one asserts what the other negates: most in the same words all through, as a part of a longer
    sentence may lack its "not". Of a denial both the denied and the negated form are reported, so there it is nothing.
    """
    if attitude_of(statement.stance) is not Attitude.SUPPORTS or negates(statement.text) == negates(utterance.text):
        return 0.0
    return 4.5 if likeness.overlap > _WHOLE else 2.4


def _on_one_occasion(utterance: Utterance, at: datetime) -> bool:
    return abs(at - utterance.first_at) <= OCCASION


def _heard_again(utterance: Utterance, statement: Statement, at: datetime) -> Utterance:
    fuller = max(utterance.text, statement.text, key=lambda text: (read_wording(text).weight, text))
    return replace(utterance, text=fuller, first_at=min(utterance.first_at, at), last_at=max(utterance.last_at, at))
