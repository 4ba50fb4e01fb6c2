"""What a speaker said before: they mostly speak to it again, in words that are nearer to their own than to others'."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quotewire.analysis.novelty.details import negates
from quotewire.model import ids
from quotewire.model.claim import Utterance
from quotewire.model.statement import Attitude, Stance, Statement, attitude_of

OCCASION = timedelta(hours=36)  # coverage of one utterance goes on into the next day's papers
_LATELY = 20  # utterances
_NOW = 1.2  # log odds; one speaker seldom says two things about one matter on one occasion
_EARLIER = 0.6
_AGAIN = re.compile(
    r"\b(?:again|repeat\w*|reiterat\w*|once more|stands? by|stood by|maintain\w*|continu\w*)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Own:
    """What the speaker said on a claim. ``lean`` is what that weighs for it, in log odds."""

    lean: float
    words: tuple[str, ...]

    @property
    def is_near(self) -> bool:
        """Whether the claim is to be looked at even if no words lead to it."""
        return self.lean >= _NOW


def hear_again(statement: Statement, known: Sequence[Utterance]) -> Utterance | None:
    """The utterance of the same speaker that the statement repeats word for word: it is on that one's claim."""
    words = ids.fold(statement.text)
    same = (one for one in known if attitude_of(one.stance) is attitude_of(statement.stance))
    return next((one for one in same if ids.fold(one.text) == words), None)


def own_claims(statement: Statement, known: Sequence[Utterance], at: datetime) -> Mapping[str, Own]:
    """By claim what the speaker said lately: most weighs what was said in the same attitude within the hours in which
    outlets report one occasion, or what the outlet says is said again.
    """
    attitudes, again = attitudes_of(statement), is_said_again(statement)
    found: dict[str, Own] = {}
    for one in known[:_LATELY]:
        near = attitude_of(one.stance) in attitudes and (again or _on_one_occasion(one, at))
        before = found.get(one.claim_id, Own(0.0, ()))
        found[one.claim_id] = Own(max(before.lean, _NOW if near else _EARLIER), (*before.words, one.text))
    return found


def is_said_again(statement: Statement) -> bool:
    """Whether the outlet says that the speaker said it before."""
    return bool(_AGAIN.search(statement.cue_text))


def _on_one_occasion(utterance: Utterance, at: datetime) -> bool:
    return min(abs(utterance.first_at - at), abs(utterance.last_at - at)) <= OCCASION


def attitudes_of(statement: Statement) -> set[Attitude]:
    """Its attitude. "We did not" is a denial, too, even if the outlet's verb says that it was asserted."""
    attitudes = {attitude_of(statement.stance)}
    if statement.stance is Stance.ASSERTS and negates(statement.text):
        attitudes.add(Attitude.DISPUTES)
    return attitudes
