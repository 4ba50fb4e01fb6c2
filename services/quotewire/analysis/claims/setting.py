"""Where a statement stands: the words around it, and the claims met earlier in the same article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from quotewire.analysis.text.segments import paragraphs, sentences
from quotewire.model.article import Article
from quotewire.model.claim import Claim
from quotewire.model.mention import Mention
from quotewire.model.span import Span
from quotewire.model.statement import Attitude, Stance, Statement, attitude_of

_NOUN = (
    r"claims?|allegations?|accusations?|assertions?|charges?|reports?|suggestions?|story|stories|account|version|rumou?rs?"
    r"|insinuations?|denials?"
)
_REFERENCE = re.compile(
    rf"\b(?:the|this|that|these|those|such|any|all|his|her|their|its|\w+['’]s?)\s+(?:[\w-]+\s+){{0,2}}?(?:{_NOUN})\b"
    r"|\b(?:involvement|responsibility|wrongdoing|guilt|authenticity)\b",
    re.IGNORECASE,
)
_MADE = re.compile(
    rf"\b(?:{_NOUN})\s+(?:\w+\s+)?(?:was|were|is|came|has been|have been)\s*(?:first\s+)?"
    r"(?:made|raised|levelled|leveled|voiced|repeated|put forward|echoed|from)\b"
    rf"|\b(?:made|raised|levelled|leveled|voiced|repeated|echoed)\s+(?:the|this|that|these|those)\s+(?:{_NOUN})\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|this|that|them|they|those|these)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """A claim that an earlier statement of the article is joined to, and who took which position there."""

    claim: Claim
    speaker_key: str
    speaks_for_id: str | None
    stance: Stance

    @property
    def is_at_issue(self) -> bool:
        """Whether the article treats it as something to be believed or not."""
        return self.stance is Stance.ALLEGES or attitude_of(self.stance) is not Attitude.SUPPORTS

    def is_of(self, statement: Statement) -> bool:
        """Whether the same voice speaks: the person, or who both speak for."""
        speaker = statement.speaker
        mine = {speaker.key, speaker.speaks_for_id} - {None}
        return bool(mine & ({self.speaker_key, self.speaks_for_id} - {None}))


@dataclass(frozen=True, slots=True)
class Setting:
    """``frame`` is what the statement's sentences say besides its content; ``before`` leads up to it, title first."""

    frame: str
    before: tuple[str, ...]
    heard: tuple[Heard, ...]
    owners: frozenset[str]  # entities whose claim is spoken of ("Russia's claim")
    announced: str = ""  # id of the claim that the headline puts in this statement's stead

    def refers(self, statement: Statement) -> bool:
        """Whether frame or content speak of a claim without repeating it: "denied the allegation", "Russia's claim"."""
        return refers_back(self.frame) or refers_back(statement.text)

    @property
    def led_up(self) -> bool:
        """Whether what leads up to the statement speaks of a claim: "Russia's account of …"."""
        return any(refers_back(text) for text in self.before)

    @property
    def makes(self) -> bool:
        """Whether the frame says who made the claim: "the allegation was made by …"."""
        return bool(_MADE.search(self.frame))


def refers_back(text: str) -> bool:
    """Whether a text speaks of a claim without repeating it."""
    return bool(_REFERENCE.search(text))


def points_back(text: str) -> bool:
    """Whether a text has a pronoun that may stand for a claim."""
    return bool(_PRONOUN.search(text))


class Surroundings:
    """One article, cut into sentences once."""

    def __init__(self, article: Article, mentions: Sequence[Mention]) -> None:
        self._article = article
        self._mentions = mentions

    @cached_property
    def _sentences(self) -> list[Span]:
        return sentences(self._article.text)

    @cached_property
    def _paragraphs(self) -> list[Span]:
        return paragraphs(self._article.text)

    def of(self, statement: Statement, heard: Iterable[Heard]) -> Setting:
        text = self._article.text
        marked = [*statement.spans, *([statement.cue] if statement.cue else [])]
        own = [sentence for sentence in self._sentences if any(sentence.overlaps(span) for span in marked)]
        frame = " ".join(_without(text, sentence, statement.spans) for sentence in own)
        return Setting(frame, self._before(statement), tuple(heard), self._owners(own))

    def entities(self, statement: Statement) -> tuple[str, ...]:
        """The known entities that the content names, in order."""
        inside = (
            mention.entity_id
            for mention in self._mentions
            if mention.entity_id and any(span.contains(mention.span) for span in statement.spans)
        )
        return tuple(dict.fromkeys(inside))

    def _before(self, statement: Statement) -> tuple[str, ...]:
        """The title, and the paragraphs up to the statement: the one before, and its own as far as it goes before it."""
        start, text = statement.spans[0].start, self._article.text
        earlier = [paragraph.of(text) for paragraph in self._paragraphs if paragraph.end <= start]
        title = [self._article.title] if not statement.headline and self._article.title else []
        return tuple(dict.fromkeys([*title, *earlier[1:][-1:]]))

    def _owners(self, own: Sequence[Span]) -> frozenset[str]:
        text, owners = self._article.text, set()
        for sentence in own:
            for match in _REFERENCE.finditer(text, sentence.start, sentence.end):
                span = Span(*match.span())
                owners |= {one.entity_id for one in self._mentions if one.entity_id and span.contains(one.span)}
        return frozenset(owners)


def settled_by(statement: Statement, heard: Iterable[Heard]) -> set[str]:
    """Ids of the claims that are settled for the statement's own voice: nobody disputes what they put forward, nor leaves
    open what they put forward or dispute.
    """
    settled = {Attitude.SUPPORTS}
    if attitude_of(statement.stance) is Attitude.UNCOMMITTED:
        settled.add(Attitude.DISPUTES)
    return {one.claim.id for one in heard if one.is_of(statement) and attitude_of(one.stance) in settled}


def _without(text: str, sentence: Span, spans: Iterable[Span]) -> str:
    parts, start = [], sentence.start
    for span in sorted(spans):
        if span.overlaps(sentence):
            parts.append(text[start : max(start, span.start)])
            start = min(max(start, span.end), sentence.end)
    return " ".join([*parts, text[start : sentence.end]])
