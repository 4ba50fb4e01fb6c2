"""What a statement is about, and whether its words alone tell which claim it speaks to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from quotewire.analysis.claims.likeness import read_wording
from quotewire.analysis.claims.own import Own, attitudes_of
from quotewire.analysis.claims.setting import Setting, points_back, refers_back
from quotewire.analysis.claims.terms import content_terms, file_terms, load_term_weights
from quotewire.analysis.claims.wording import clean_wording
from quotewire.model.article import Article
from quotewire.model.claim import Claim
from quotewire.model.statement import Attitude, Statement, attitude_of

_CONTEXT_TERMS = 12
_VERIFYING = content_terms(
    "confirm verify validate vouch corroborate substantiate comment respond response answer question questions know known"
    " happen happened happening true truth untrue false genuine authentic authenticity proof prove evidence rule ruled"
    " ruling seen check checking position deny denied reject claim claims report reports reported allegation allegations"
    " accusation accusations charge charges story account nonsense lie lies absurd ridiculous baseless unfounded"
)
_QUESTION = re.compile(r"\b(?:whether|if)\b|^(?:what|who|whom|whose|which|why|how|when|where)\b", re.IGNORECASE)
_BARE = 2.0  # weight of terms; less says too little to be a proposition of its own


@dataclass(frozen=True, slots=True)
class Topic:
    """A wording for a claim that a statement may found, what claims are retrieved by, and what is known of it besides.

    ``context_terms`` are of what leads up to a statement that may answer a claim of an earlier article; ``parties`` are the
    countries of which it puts something forward; ``own`` is what the speaker said before, ``leans`` what the article makes
    likely (log odds), both by claim; ``alleged`` are ids of claims that others put forward as wrongs.
    """

    wording: str
    terms: tuple[str, ...]
    entity_ids: tuple[str, ...]
    dated: datetime
    context_terms: tuple[str, ...] = ()
    asks: bool = False  # "declined to say whether …" has a proposition of its own
    answers: bool = False  # disputes or leaves open
    parties: frozenset[str] = frozenset()
    own: Mapping[str, Own] = field(default_factory=dict)
    alleged: frozenset[str] = frozenset()
    leans: Mapping[str, float] = field(default_factory=dict)


def topic_of(statement: Statement, article: Article, entity_ids: Sequence[str], setting: Setting) -> Topic:
    """``article`` is where the statement stands, ``entity_ids`` whom its content names."""
    wording = clean_wording(statement.text) or article.title
    answers = attitude_of(statement.stance) is not Attitude.SUPPORTS
    puts = attitudes_of(statement) == {Attitude.SUPPORTS}
    return Topic(
        wording,
        file_terms(statement.text),
        tuple(entity_ids),
        article.dated,
        context_terms=_led_up_by(setting) if answers else (),
        asks=bool(_QUESTION.search(statement.text)),
        answers=answers,
        parties=read_wording(wording).countries if puts else frozenset(),
    )


def _led_up_by(setting: Setting) -> tuple[str, ...]:
    return load_term_weights().foremost(content_terms(" ".join([*setting.before, setting.frame])), _CONTEXT_TERMS)


def is_vague(topic: Topic) -> bool:
    """Whether it takes the words around the statement to tell what it answers."""
    return is_bare(topic) or refers_back(topic.wording)


def is_bare(topic: Topic) -> bool:
    weight = _weigh(topic.terms)
    if topic.asks and weight >= _BARE / 2:
        return False
    return weight < _BARE or (weight < 2 * _BARE and points_back(topic.wording))


def says_enough(topic: Topic) -> bool:
    """Whether its own words may tell, though they point back: "this was an attack on the port"."""
    return _weigh(topic.terms) >= _BARE and not refers_back(topic.wording)


def is_bare_claim(claim: Claim) -> bool:
    """Whether a claim says too little for others to be known by it."""
    return _weigh(content_terms(claim.text)) < _BARE


def _weigh(terms: Iterable[str]) -> float:
    return load_term_weights().sum(term for term in terms if term not in _VERIFYING)
