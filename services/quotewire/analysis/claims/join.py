"""Join a statement to the claim it speaks to, or let it found one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from quotewire.analysis.claims.countries import country_terms
from quotewire.analysis.claims.leaning import is_announced, lean_to, lean_to_article
from quotewire.analysis.claims.likeness import Likeness, Wording, compare, read_wording, rough_cosine, stand_out
from quotewire.analysis.claims.own import attitudes_of
from quotewire.analysis.claims.setting import Setting, settled_by
from quotewire.analysis.claims.topic import Topic, is_bare, is_bare_claim, is_vague, says_enough
from quotewire.model.claim import Claim
from quotewire.model.statement import Attitude, Stance, Statement, attitude_of

CLAIM_WINDOW = timedelta(days=60)
MAX_CANDIDATES = 50
_AHEAD = timedelta(hours=12)  # clocks of outlets; what was first said later than that is not what is answered
_LOOKED_AT = 4  # pairs of wordings that are compared in full, for each candidate
_JOIN = 0.5
_JOIN_NEAR = 0.9  # a demand or an opinion about a thing is near to the thing in words; so is one "it" to another
_JOIN_PARTIES = 0.6  # all that is said about one country is near in words
_JOIN_OPEN = 0.7  # "too early to say whether …" is mostly about something that nobody has put forward yet
_ACTS = frozenset({Stance.THREATENS, Stance.WARNS, Stance.DEMANDS, Stance.OPINES})
_ANSWER = 0.2  # what a denial needs in common with a claim of its own article


class JoinReason(StrEnum):
    """Why a statement is joined to a claim."""

    SAME = "same proposition"
    AGAIN = "said before"
    ANSWER = "answers the claim"
    SOURCE = "named as the claim's source"


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


def choose_claim(
    statement: Statement, topic: Topic, candidates: Sequence[Claim], setting: Setting
) -> ClaimChoice | None:
    """The best of the candidates if it is close enough; claims met in the same article are among them."""
    known = [*{claim.id: claim for claim in (*candidates, *(heard.claim for heard in setting.heard))}.values()]
    disputes = topic.answers or _denies_on(statement, setting)
    topic = replace(topic, leans=lean_to_article(topic, disputes, setting))
    same = _nearest([topic.wording], topic, known, JoinReason.SAME)
    if same is not None and same.score < _needed(statement, topic, same):
        same = None
    if disputes:
        return _answer(statement, topic, known, setting, same)
    return same or _sourced(statement, topic, known, setting)


def _answer(
    statement: Statement, topic: Topic, known: Sequence[Claim], setting: Setting, same: ClaimChoice | None
) -> ClaimChoice | None:
    """What is disputed or left open: what the words say (``same``), unless they only point to it."""
    settled = settled_by(statement, setting.heard)
    claims = [claim for claim in known if claim.id not in settled and _is_said(claim, topic)]
    vague = is_vague(topic)
    if vague and not (same and says_enough(topic)) and (at_issue := _at_issue(topic, claims, setting)):
        return replace(at_issue, restates=False)
    if same:
        return same
    answered = _answered(statement, topic, claims, setting)
    return answered and replace(answered, restates=answered.score >= _JOIN and not vague)


def _denies_on(statement: Statement, setting: Setting) -> bool:
    """Whether a voice that has disputed something goes on to say what is not so, whatever the outlet's verb."""
    disputed = any(one.is_of(statement) and attitude_of(one.stance) is Attitude.DISPUTES for one in setting.heard)
    return disputed and Attitude.DISPUTES in attitudes_of(statement)


def _is_said(claim: Claim, topic: Topic) -> bool:
    """Whether the claim was there to be answered."""
    return claim.first_seen <= topic.dated + _AHEAD


def _needed(statement: Statement, topic: Topic, choice: ClaimChoice) -> float:
    """The score from which a choice is the same proposition."""
    bare = is_bare(topic) and not (topic.answers and says_enough(topic))
    if statement.stance in _ACTS or bare or is_bare_claim(choice.claim):
        return _JOIN_NEAR
    if is_announced(topic, choice.claim):
        return _JOIN
    if choice.likeness.shared and not _shares_more_than_parties(choice):
        return _JOIN_PARTIES
    if not topic.asks or attitude_of(statement.stance) is not Attitude.UNCOMMITTED:
        return _JOIN
    return _JOIN_OPEN if choice.likeness.shared else _JOIN_NEAR


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
        choices.append(ClaimChoice(claim, reason, stand_out(likest, rivals, lean_to(topic, claim))))
    return max(choices, key=lambda choice: choice.score, default=None)


def _likest(wordings: Sequence[Wording], topic: Topic, claim: Claim) -> Likeness | None:
    """The best comparison with any wording of the claim, of the few that look best at first sight."""
    own = topic.own[claim.id].words if claim.id in topic.own else ()
    put = dict.fromkeys((claim.text, *claim.wordings, *own))
    pairs = [(one, other) for one in wordings for other in map(read_wording, put)]
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
    if own.claim.id in here and own.score >= _ANSWER and not is_bare(topic) and _shares_more_than_parties(own):
        return own
    if setting.refers(statement) or statement.stance is Stance.DOUBTS:
        return _at_issue(topic, claims, setting)
    if not here and setting.led_up:
        spoken_of = _nearest([*setting.before, setting.frame], topic, claims, JoinReason.ANSWER)
        return spoken_of if spoken_of and spoken_of.score >= _JOIN else None
    return None


def _shares_more_than_parties(choice: ClaimChoice) -> bool:
    """Two propositions about the same two countries need not have anything to do with each other."""
    return not country_terms().issuperset(choice.likeness.shared)


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
    best = _nearest([*setting.before, setting.frame, topic.wording], topic, claims, JoinReason.ANSWER)
    return best if best is not None and best.score >= _JOIN else None


def _sourced(statement: Statement, topic: Topic, claims: Sequence[Claim], setting: Setting) -> ClaimChoice | None:
    """The allegation whose source the frame names: "The allegation was made by X, who promised …"."""
    if not setting.makes:
        return None
    ids = {one.claim.id for one in setting.heard if one.stance is Stance.ALLEGES}
    alleged = [claim for claim in claims if claim.id in ids]
    source = _nearest([*setting.before[-1:], statement.text], topic, alleged, JoinReason.SOURCE)
    return source and replace(source, restates=False)
