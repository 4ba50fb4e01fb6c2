"""What speaks for a claim besides the words: who said it, what the article is about, whose deed it is. In log odds."""

import math
from collections import Counter

from quotewire.analysis.claims.likeness import read_wording
from quotewire.analysis.claims.setting import Setting
from quotewire.analysis.claims.topic import Topic
from quotewire.model.claim import Claim

_HEADLINE = 2.5  # a statement that a headline tells in short is on the headline's claim
_ALLEGED = 0.7  # denials answer accusations more than anything else
_AT_ISSUE = 0.3  # times the logarithm of how often the article puts a claim forward
_NEW_PARTY = 1.0  # "the US ordered it" is not what is said about somebody else


def lean_to_article(topic: Topic, disputes: bool, setting: Setting) -> dict[str, float]:
    """By claim: that the headline puts it in the statement's stead; for what ``disputes`` or leaves open, that others
    allege it, and how often the article has put it forward.
    """
    leans = dict.fromkeys(topic.alleged if disputes else (), _ALLEGED)
    issues = Counter(one.claim.id for one in setting.heard if disputes and one.is_at_issue)
    for claim_id, count in issues.items():
        leans[claim_id] = leans.get(claim_id, 0.0) + _AT_ISSUE * math.log(count)
    return leans | {setting.announced: _HEADLINE}


def is_announced(topic: Topic, claim: Claim) -> bool:
    """Whether the headline has the claim in the statement's stead."""
    return topic.leans.get(claim.id, 0.0) >= _HEADLINE


def lean_to(topic: Topic, claim: Claim) -> float:
    """All of it: what the article makes likely, that the speaker spoke to it before, and that it is about the same countries."""
    here = topic.leans.get(claim.id, 0.0)
    if is_announced(topic, claim):
        return here
    own = topic.own[claim.id].lean if claim.id in topic.own else 0.0
    known = read_wording(claim.text).countries  # of the best wording: who answers the claim may bring others in
    return here + own - _NEW_PARTY * bool(known and topic.parties - known)
