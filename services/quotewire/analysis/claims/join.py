"""Join a statement to the claim it speaks to, or let it found one."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from quotewire.analysis.claims.countries import country_terms
from quotewire.analysis.claims.likeness import Likeness, Wording, compare, read_wording, rough_cosine, stand_out
from quotewire.analysis.claims.setting import Setting, points_back, refers_back, supported_by
from quotewire.analysis.claims.terms import content_terms, file_terms, load_term_weights
from quotewire.analysis.claims.wording import clean_wording
from quotewire.analysis.novelty.details import negates
from quotewire.model import ids
from quotewire.model.article import Article
from quotewire.model.claim import Claim, Utterance
from quotewire.model.statement import Attitude, Stance, Statement, attitude_of

CLAIM_WINDOW = timedelta(days=60)
MAX_CANDIDATES = 50
_CONTEXT_TERMS = 12
OCCASION = timedelta(hours=36)
_LATELY = 20  # utterances
_OWN = 1.2  # log odds; one speaker seldom says two things about one matter on one occasion
_LOOKED_AT = 4  # pairs of wordings that are compared in full, for each candidate
_JOIN = 0.5
_JOIN_NEAR = 0.9  # a demand or an opinion about a thing is near to the thing in words; so is one "it" to another
_JOIN_OPEN = 0.7  # "too early to say whether …" is mostly about something that nobody has put forward yet
_ACTS = frozenset({Stance.THREATENS, Stance.WARNS, Stance.DEMANDS, Stance.OPINES})
_ANSWER = 0.2  # what a denial needs in common with a claim of its own article
_VERIFYING = content_terms(
    "confirm verify validate vouch corroborate substantiate comment respond response answer question questions know known"
    " happen happened happening true truth untrue false genuine authentic authenticity proof prove evidence rule ruled"
    " ruling seen check checking position deny denied reject claim claims report reports reported allegation allegations"
    " accusation accusations charge charges story account nonsense lie lies absurd ridiculous baseless unfounded"
)
_QUESTION = re.compile(r"\b(?:whether|if)\b", re.IGNORECASE)
_BARE = 2.0  # weight of terms; less says too little to be a proposition of its own


class JoinReason(StrEnum):
    """Why a statement is joined to a claim."""

    SAME = "same proposition"
    AGAIN = "said before"
    ANSWER = "answers the claim"
    SOURCE = "named as the claim's source"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a statement is about: a wording for a claim it may found, and what claims are retrieved by."""

    wording: str
    terms: tuple[str, ...]
    entity_ids: tuple[str, ...]
    context_terms: tuple[str, ...] = ()  # of what leads up to it, when it may answer a claim of an earlier article
    asks: bool = False  # "declined to say whether …" has a proposition of its own
    own_claims: frozenset[str] = frozenset()  # ids of those that the speaker spoke to lately, with the same attitude


@dataclass(frozen=True, slots=True)
class ClaimChoice:
    """``score`` (0..1) is that of ``likeness``, the comparison which decided.

    ``restates`` says that the statement's own words put the claim or its opposite, so that others may be known by them.
    """

    claim: Claim
    reason: JoinReason
    likeness: Likeness
    restates: bool = True

    @property
    def score(self) -> float:
        return self.likeness.score

    @property
    def evidence(self) -> str:
        """In a line: why, how near in meaning, the terms in both, and what speaks against."""
        shared = f", shares {' '.join(self.likeness.shared)}" if self.likeness.shared else ""
        against = f", differs in {' and '.join(self.likeness.differ)}" if self.likeness.differ else ""
        return f"{self.reason.value}: meaning {self.likeness.meaning:.2f}{shared}{against}"


def topic_of(statement: Statement, article: Article, entity_ids: Sequence[str], setting: Setting) -> Topic:
    """``article`` is where the statement stands, ``entity_ids`` whom its content names."""
    wording = clean_wording(statement.text) or article.title
    context: tuple[str, ...] = ()
    if attitude_of(statement.stance) is not Attitude.SUPPORTS:
        context = load_term_weights().foremost(
            content_terms(" ".join([*setting.before, setting.frame])), _CONTEXT_TERMS
        )
    asks = bool(_QUESTION.search(statement.text))
    return Topic(wording, file_terms(statement.text), tuple(entity_ids), context, asks)


def hear_again(statement: Statement, known: Sequence[Utterance]) -> Utterance | None:
    """The utterance of the same speaker that the statement repeats word for word: it is on that one's claim."""
    words = ids.fold(statement.text)
    same = (one for one in known if attitude_of(one.stance) is attitude_of(statement.stance))
    return next((one for one in same if ids.fold(one.text) == words), None)


def own_claims(statement: Statement, known: Sequence[Utterance], at: datetime) -> frozenset[str]:
    """What the speaker spoke to within the hours in which outlets report one occasion, in the same attitude.

    "We did not" is a denial, even if the outlet's verb says that it was asserted.
    """
    attitudes = {attitude_of(statement.stance)}
    if statement.stance is Stance.ASSERTS and negates(statement.text):
        attitudes.add(Attitude.DISPUTES)
    lately = (one for one in known[:_LATELY] if abs(one.last_at - at) <= OCCASION)
    return frozenset(one.claim_id for one in lately if attitude_of(one.stance) in attitudes)


def choose_claim(
    statement: Statement, topic: Topic, candidates: Sequence[Claim], setting: Setting
) -> ClaimChoice | None:
    """The best of the candidates if it is close enough; claims met in the same article are among them."""
    known = [*{claim.id: claim for claim in (*candidates, *(heard.claim for heard in setting.heard))}.values()]
    disputes = attitude_of(statement.stance) is not Attitude.SUPPORTS
    vague = _is_bare(topic) or refers_back(topic.wording)
    voiced = supported_by(statement, setting.heard) if disputes else set()
    open_claims = [claim for claim in known if claim.id not in voiced]
    if disputes and vague and (answered := _at_issue(topic, open_claims, setting)):
        return replace(answered, restates=False)
    same = _nearest([topic.wording], topic, known, JoinReason.SAME)
    if same is not None and same.score >= _needed(statement, topic):
        return same
    if not disputes:
        return _sourced(statement, topic, known, setting)
    answered = _answered(statement, topic, open_claims, setting)
    return answered and replace(answered, restates=answered.score >= _JOIN and not vague)


def _needed(statement: Statement, topic: Topic) -> float:
    if statement.stance in _ACTS or _is_bare(topic):
        return _JOIN_NEAR
    return _JOIN_OPEN if topic.asks and attitude_of(statement.stance) is Attitude.UNCOMMITTED else _JOIN


def _nearest(texts: Iterable[str], topic: Topic, claims: Iterable[Claim], reason: JoinReason) -> ClaimChoice | None:
    """The claim that is most like any of the texts and stands out from the others; of equals the greater id's."""
    wordings = [read_wording(text) for text in texts]
    found = [
        (likest, claim)
        for claim in sorted(claims, key=lambda claim: claim.id, reverse=True)
        if (likest := _likest(wordings, topic, claim))
    ]
    choices = []
    for at, (likest, claim) in enumerate(found):
        rivals = [other.meaning for place, (other, _) in enumerate(found) if place != at]
        lean = _OWN if claim.id in topic.own_claims else 0.0
        choices.append(ClaimChoice(claim, reason, stand_out(likest, rivals, lean)))
    return max(choices, key=lambda choice: choice.score, default=None)


def _likest(wordings: Sequence[Wording], topic: Topic, claim: Claim) -> Likeness | None:
    """The best comparison with any wording of the claim, of the few that look best at first sight."""
    pairs = [(one, other) for one in wordings for other in map(read_wording, (claim.text, *claim.wordings))]
    pairs.sort(key=lambda pair: rough_cosine(*pair), reverse=True)
    entities = set(topic.entity_ids) & set(claim.entity_ids)
    compared = (compare(one, other, entities) for one, other in pairs[:_LOOKED_AT])
    return max(compared, key=lambda likeness: likeness.score, default=None)


def _answered(statement: Statement, topic: Topic, claims: Sequence[Claim], setting: Setting) -> ClaimChoice | None:
    """What a denial, a doubt or a refusal to confirm answers: by its own words, else by those around it."""
    here = {one.claim.id for one in setting.heard}
    own = _nearest([topic.wording], topic, claims, JoinReason.ANSWER)
    if own is None:
        return None
    if own.claim.id in here and own.score >= _ANSWER and not _is_bare(topic) and _shares_more_than_parties(own):
        return own
    if setting.refers(statement):
        return _at_issue(topic, claims, setting)
    if not here and setting.led_up:
        spoken_of = _nearest([*setting.before, setting.frame], topic, claims, JoinReason.ANSWER)
        return spoken_of if spoken_of and spoken_of.score >= _JOIN else None
    return None


def _shares_more_than_parties(choice: ClaimChoice) -> bool:
    """Two propositions about the same two countries need not have anything to do with each other."""
    return not country_terms().issuperset(choice.likeness.shared)


def _is_bare(topic: Topic) -> bool:
    weight = load_term_weights().sum(term for term in topic.terms if term not in _VERIFYING)
    if topic.asks and weight >= _BARE / 2:
        return False
    return weight < _BARE or (weight < 2 * _BARE and points_back(topic.wording))


def _at_issue(topic: Topic, claims: Sequence[Claim], setting: Setting) -> ClaimChoice | None:
    """The claim in question: one that the article has put forward, else one that the words before speak of."""
    open_ids = {claim.id for claim in claims}
    heard = [one for one in setting.heard if one.claim.id in open_ids and one.is_at_issue]
    owned = [one for one in heard if {one.speaker_key, one.speaks_for_id} & setting.owners]
    if heard:
        weighed = Counter(one.claim.id for one in owned or heard)
        claim_id = weighed.most_common(1)[0][0]  # of those met equally often the first
        claim = next(claim for claim in claims if claim.id == claim_id)
        return _nearest([" ".join([*setting.before, topic.wording])], topic, [claim], JoinReason.ANSWER)
    best = _nearest([*setting.before, setting.frame], topic, claims, JoinReason.ANSWER)
    return best if best is not None and best.score >= _JOIN else None


def _sourced(statement: Statement, topic: Topic, claims: Sequence[Claim], setting: Setting) -> ClaimChoice | None:
    """The allegation whose source the frame names: "The allegation was made by X, who promised …"."""
    if not setting.makes:
        return None
    ids = {one.claim.id for one in setting.heard if one.stance is Stance.ALLEGES}
    alleged = [claim for claim in claims if claim.id in ids]
    source = _nearest([*setting.before[-1:], statement.text], topic, alleged, JoinReason.SOURCE)
    return source and replace(source, restates=False)
