"""Take an erased person out of articles, claims and alerts.

Names and the person's words become black squares of the same length, so every span of what others said stays true.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from quotewire.analysis.entities.tokens import find_tokens, fold_token
from quotewire.model.alert import Alert
from quotewire.model.article import Article
from quotewire.model.claim import Claim, Position
from quotewire.model.erasure import Erasure, keyed_digest
from quotewire.model.journey import AnalysedArticle, Correction, RecordedArticle, RecordedStatement
from quotewire.model.mention import Candidate, Mention
from quotewire.model.span import Span, join_spans
from quotewire.model.statement import Speaker, Statement

T = TypeVar("T")

BLACK: Final = "█"
_ROLE_DISTANCE = 40  # characters between a name and the office that belongs to it
_KEPT = frozenset({"id", "key", "url", "canonical_url", "media_type", "language"})
_digest_word = lru_cache(maxsize=65_536)(keyed_digest)


class Redaction:
    """Who is erased, and what is left of a text without them. False when nobody is."""

    def __init__(self, erased: Iterable[Erasure] = ()) -> None:
        entries = list(erased)
        self._salt = entries[0].salt if entries else ""
        self._names = {name for one in entries for name in one.names}
        self._surnames = {name for one in entries for name in one.surnames}
        self._keys = {key for one in entries for key in one.keys}
        self._words = {word for one in entries for word in one.words}
        self._longest = max((one.longest for one in entries), default=0)

    def __bool__(self) -> bool:
        return bool(self._names)

    def analysed(self, analysed: AnalysedArticle) -> AnalysedArticle:
        """The article as if the person had never been named or quoted in it."""
        if not self or not self._concerns(analysed.article, analysed.statements):
            return analysed
        article, cleaner = self._blacken(analysed.article, analysed.statements)
        clean = cleaner.clean(analysed)
        statements = tuple(_reworded(one, article) for one in clean.statements)
        return replace(clean, article=article, statements=statements)

    def recorded(self, recorded: RecordedArticle) -> RecordedArticle:
        """The same for an article that was recorded before; unchanged, it is the object that was given."""
        if not self:
            return recorded
        article, cleaner = self._blacken(recorded.article, [one.statement for one in recorded.statements])
        clean = cleaner.clean(recorded)
        statements = tuple(replace(one, statement=_reworded(one.statement, article)) for one in clean.statements)
        clean = replace(clean, article=article, statements=statements)
        return recorded if clean == recorded else clean

    def alert(self, alert: Alert) -> Alert | None:
        """None when the person is the one who is quoted."""
        if self.speaks(alert.statement.speaker) or (alert.correction and self.is_corrected(alert.correction)):
            return None
        return self.clean(alert)

    def clean(self, value: T) -> T:
        """Anything of the model without the person's names."""
        return _Cleaner(self, self.names(str(value))).clean(value)

    def speaks(self, speaker: Speaker) -> bool:
        return self.is_key(speaker.key) or self.is_key(speaker.entity_id or "") or self.is_name(speaker.name)

    def is_key(self, key: str) -> bool:
        return self._digest(key) in self._keys

    def is_name(self, name: str) -> bool:
        """Whether the whole text is one of the names."""
        folded = [fold_token(found.group()) for found in find_tokens(name)]
        return len(folded) <= self._longest and self._digest(" ".join(folded)) in self._names

    def is_word(self, word: str) -> bool:
        return _digest_word(word, self._salt) in self._words

    def names(self, text: str) -> bool:
        """Whether the text holds one of the names in full."""
        return any(True for _ in self.places(text, surnames=False))

    def places(self, text: str, surnames: bool) -> Iterator[Span]:
        """Where the person is named; ``surnames`` says whether a surname alone is a name here."""
        words = list(find_tokens(text))
        folded = [fold_token(word.group()) for word in words]
        at = 0
        while at < len(words):
            length = self._length_at(folded, at, words[at].group(), surnames)
            if length:
                yield Span(words[at].start(), words[at + length - 1].end())
            at += max(length, 1)

    def _length_at(self, folded: Sequence[str], at: int, word: str, surnames: bool) -> int:
        """How many words from here on are a name, the longest first; 0 for none."""
        if not self.is_word(folded[at]):
            return 0
        for length in range(min(self._longest, len(folded) - at), 0, -1):
            if length == 1 and word[0].islower():
                break  # "may" is no name, "May" is
            if self._digest(" ".join(folded[at : at + length])) in self._names:
                return length
        return int(surnames and not word[0].islower() and self._digest(folded[at]) in self._surnames)

    def _digest(self, text: str) -> str:
        return keyed_digest(text, self._salt)

    def _concerns(self, article: Article, statements: Sequence[Statement]) -> bool:
        """Whether there is anything to do, so that all other articles stay the objects they were."""
        beside = [*(one.text for one in article.titles), *(one.text for one in article.removed)]
        told = (article.text, *article.authors, *beside)
        return any(self.speaks(one.speaker) for one in statements) or any(map(self.names, told))

    def _blacken(self, article: Article, statements: Iterable[Statement]) -> tuple[Article, "_Cleaner"]:
        """The article with what the person said blackened, too, and what cleans everything that belongs to it."""
        theirs = [one for one in statements if self.speaks(one.speaker)]
        offices = {one.speaker.role for one in theirs if one.speaker.role}
        cleaner = _Cleaner(self, self.names(article.text), offices)
        text = blacken(cleaner.blacken(article.text), (span for one in theirs for span in one.spans))
        title = len(article.title)
        return replace(cleaner.clean(article), title=text[:title], body=text[title + 2 :]), cleaner

    def is_corrected(self, correction: Correction) -> bool:
        """Whether the person is quoted on either side."""
        sides = (correction.before, correction.after)
        return any(self.speaks(one.speaker) for one in sides if one is not None)


class _Cleaner:
    """Walks through anything of the model: texts without the names, lists without what is the person's."""

    def __init__(self, redaction: Redaction, surnames: bool, offices: Iterable[str] = ()) -> None:
        self._redaction = redaction
        self._surnames = surnames
        self._offices = tuple(offices)

    def clean(self, value: T) -> T:
        return cast("T", self._clean(value))

    def blacken(self, text: str) -> str:
        """A text without the names, and without the offices that stand beside one and would tell who is meant."""
        named = list(self._redaction.places(text, self._surnames))
        return blacken(text, [*named, *_find_near(text, self._offices, named)]) if named else text

    def _clean(self, value: Any) -> Any:
        if isinstance(value, Enum):
            return value
        if isinstance(value, str):
            return self.blacken(value)
        if isinstance(value, tuple):
            return tuple(self._clean(one) for one in value if not self._is_theirs(one))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value, **{field.name: self._field(field.name, getattr(value, field.name)) for field in fields(value)}
            )
        return value

    def _field(self, name: str, value: Any) -> Any:
        if name == "terms":
            return tuple(term for term in value if not self._redaction.is_word(term))
        if name == "claim_evidence":
            return self._without_words(value)
        if name in ("entity_id", "speaks_for_id"):
            return None if self._redaction.is_key(value or "") else value
        if name.endswith("_ids"):
            return tuple(one for one in value if not self._redaction.is_key(one))
        return value if name in _KEPT or name.endswith(("_id", "_key")) else self._clean(value)

    def _without_words(self, text: str) -> str:
        words = (found for found in find_tokens(text) if self._redaction.is_word(fold_token(found.group())))
        return blacken(text, [Span(*found.span()) for found in words])

    def _is_theirs(self, one: object) -> bool:
        redaction = self._redaction
        match one:
            case RecordedStatement(statement=said) | (Statement() as said):
                return redaction.speaks(said.speaker)
            case Position(speaker_key=key, speaker_name=name) | Mention(entity_id=key, text=name):
                return redaction.is_key(key or "") or redaction.is_name(name)
            case Candidate():
                return redaction.is_key(one.entity_id)
            case Correction():
                return redaction.is_corrected(one)
        return isinstance(one, str) and redaction.is_name(one)


def blacken(text: str, spans: Iterable[Span]) -> str:
    """Black squares for every letter in the spans; spaces stay, so that lines and words keep their lengths."""
    letters = list(text)
    for span in spans:
        for at in range(span.start, min(span.end, len(letters))):
            if not letters[at].isspace():
                letters[at] = BLACK
    return "".join(letters)


def _find_near(text: str, offices: Iterable[str], named: Sequence[Span]) -> Iterator[Span]:
    for office in offices:
        at = text.find(office)
        while at >= 0:
            span = Span(at, at + len(office))
            if any(max(name.start - span.end, span.start - name.end) <= _ROLE_DISTANCE for name in named):
                yield span
            at = text.find(office, span.end)


def _reworded(statement: Statement, article: Article) -> Statement:
    """The statement in the words that the article has now."""
    return replace(statement, text=join_spans(article.text, statement.spans))


def reword_claim(claim: Claim, left: Sequence[Statement]) -> Claim:
    """The claim in the words of those who are left; ``left`` are their statements on it, the earliest first."""
    told = [" ".join(one.text.split()).casefold() for one in left]

    def is_told(wording: str) -> bool:
        return any(" ".join(wording.split()).casefold() in text for text in told)

    text = claim.text if is_told(claim.text) else left[0].text
    return replace(claim, text=text, wordings=tuple(one for one in claim.wordings if is_told(one)))
