"""Every watch asked of every statement, without asking most of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from quotewire.errors import QueryError
from quotewire.matching.index import KeyIndex
from quotewire.matching.requirement import Cover, find_covers, find_keys
from quotewire.matching.speaker import Names, NoNames, SpeakerTest, known_as, read_said_by, speaker_keys
from quotewire.model.article import Article
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.span import Span
from quotewire.model.watch import Match, Reason, ReasonKind, Watch
from quotewire.query.document import Document, read_article
from quotewire.query.evaluate import evaluate
from quotewire.query.fields import ARTICLE_COLUMNS, FIELDS, STATEMENT_COLUMNS
from quotewire.query.leaf import build_phrase
from quotewire.query.parse import parse_query
from quotewire.query.tokens import keyword
from quotewire.query.tree import Query

__all__ = ["Matcher", "NoNames"]


@dataclass(frozen=True, slots=True)
class MentionTest:
    """One entry of ``mentions``: known entities by id, an unknown name as a phrase of the text."""

    name: str
    keys: frozenset[str]
    phrase: Query | None

    def cover(self) -> Cover:
        return find_covers(self.phrase.root)[0] if self.phrase else self.keys


@dataclass(frozen=True, slots=True)
class ReadWatch:
    """A watch made ready: names resolved, query parsed, and what an article must have for it (``covers``)."""

    watch: Watch
    query: Query | None
    speakers: tuple[SpeakerTest, ...]
    mentions: tuple[MentionTest, ...]
    covers: tuple[Cover, ...]


@dataclass(frozen=True)
class _ArticleView:
    """What all statements of an article share."""

    recorded: RecordedArticle
    provenance: frozenset[str]
    mentioned: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True)
class _StatementView:
    recorded: RecordedStatement
    document: Document
    speaker: Mapping[str, float]


class Matcher:
    """Watches in force. ``add`` and ``remove`` change them in place, one at a time; the others are not read again."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._numbers: dict[str, int] = {}
        self._watches: dict[int, tuple[ReadWatch, Cover]] = {}
        self._index = KeyIndex()
        self._next = 0
        self._invalid: dict[str, str] = {}

    @classmethod
    def build(cls, watches: Iterable[Watch], names: Names) -> "Matcher":
        """A watch that cannot be used is left out and found in ``invalid``."""
        matcher = cls(names)
        for watch in watches:
            matcher.add(watch)
        return matcher

    def __len__(self) -> int:
        return len(self._watches)

    @property
    def invalid(self) -> Mapping[str, str]:
        """Why a watch is not in force, by its id."""
        return self._invalid

    def add(self, watch: Watch) -> None:
        """Puts a watch in force, in place of the one with the same id."""
        self.remove(watch.id)
        try:
            read = read_watch(watch, self._names)
        except QueryError as error:
            self._invalid[watch.id] = str(error)
            return
        self._put(read)

    def remove(self, watch_id: str) -> None:
        """Nothing happens when there is no such watch."""
        self._invalid.pop(watch_id, None)
        number = self._numbers.pop(watch_id, None)
        if number is not None:
            _, chosen = self._watches.pop(number)
            self._index.remove(number, chosen)

    def match(self, recorded: RecordedArticle) -> list[Match]:
        """Every pair of a statement and a watch it satisfies: statements in their order, watches by id."""
        if not recorded.statements:
            return []
        reading = read_article(recorded)
        article = _view_article(recorded)
        day = recorded.article.dated.date()
        views = [
            _StatementView(of, reading.of_statement(of), speaker_keys(of.statement.speaker, self._names, day))
            for of in recorded.statements
        ]
        watches = self._candidates(article, views)
        return [match for view in views for watch in watches if (match := _match(watch, article, view))]

    def _put(self, read: ReadWatch) -> None:
        number, self._next = self._next, self._next + 1
        self._numbers[read.watch.id] = number
        self._watches[number] = (read, self._index.add(number, read.covers))

    def _candidates(self, article: _ArticleView, views: Sequence[_StatementView]) -> list[ReadWatch]:
        """Watches of which every cover is met somewhere in the article."""
        present = self._index.expand(_keys(article, views))
        found = (self._watches[number][0] for number in self._index.candidates(present))
        fitting = [read for read in found if _meets(read, present)]
        return sorted(fitting, key=lambda read: read.watch.id)


def read_watch(watch: Watch, names: Names) -> ReadWatch:
    """Raises ``QueryError`` when ``about`` or a name in ``mentions`` cannot be read."""
    query = parse_query(watch.about) if watch.about else None
    speakers = tuple(read_said_by(said_by, names) for said_by in watch.said_by)
    mentions = tuple(_read_mention(name, names) for name in watch.mentions)
    covers = find_covers(query.root) if query else []
    if speakers:
        covers.append(frozenset().union(*(speaker.cover() for speaker in speakers)))
    if mentions:
        covers.append(frozenset().union(*(mention.cover() for mention in mentions)))
    if watch.stance:
        covers.append(frozenset(f"stance:{keyword(stance)}" for stance in watch.stance))
    return ReadWatch(watch, query, speakers, mentions, tuple(covers))


def _read_mention(name: str, names: Names) -> MentionTest:
    keys = frozenset(f"#{entity.id}" for entity in known_as(name, names))
    phrase = None if keys else Query(name, build_phrase(FIELDS["text"], name, 0, name, 0))
    return MentionTest(name, keys, phrase)


def _view_article(recorded: RecordedArticle) -> _ArticleView:
    mentioned: dict[str, tuple[Span, ...]] = {}
    for mention in recorded.mentions:
        if mention.entity_id:
            key = f"#{mention.entity_id}"
            mentioned[key] = (*mentioned.get(key, ()), mention.span)
    return _ArticleView(recorded, frozenset(_provenance(recorded.article)), mentioned)


def _provenance(article: Article) -> Iterator[str]:
    """What ``sources`` may name: the source, the outlet, and the host of the address with every domain it is in."""
    yield keyword(article.source_id)
    yield keyword(article.outlet or "")
    labels = (urlsplit(article.url).hostname or "").split(".")
    yield from (keyword(".".join(labels[start:])) for start in range(len(labels)))


def _keys(article: _ArticleView, views: Sequence[_StatementView]) -> Iterator[str]:
    yield from article.mentioned
    yield from find_keys(views[0].document, ARTICLE_COLUMNS)
    for view in views:
        yield from view.speaker
        yield from find_keys(view.document, STATEMENT_COLUMNS)


def _meets(read: ReadWatch, present: set[str]) -> bool:
    return not any(cover.isdisjoint(present) for cover in read.covers)


def _match(read: ReadWatch, article: _ArticleView, view: _StatementView) -> Match | None:
    """All clauses, the cheap ones first."""
    if not _source_fits(read.watch, article.provenance):
        return None
    reasons: list[Reason] = []
    for clause in (_speaker_reasons, _stance_reasons, _confidence_reasons, _mention_reasons, _about_reasons):
        found = clause(read, article, view)
        if found is None:
            return None
        reasons += found
    score = min((reason.score for reason in reasons), default=1.0)
    return Match(read.watch.id, view.recorded.statement.id, score, tuple(reasons))


def _source_fits(watch: Watch, provenance: frozenset[str]) -> bool:
    included = not watch.sources_include or any(keyword(name) in provenance for name in watch.sources_include)
    return included and not any(keyword(name) in provenance for name in watch.sources_exclude)


def _speaker_reasons(read: ReadWatch, article: _ArticleView, view: _StatementView) -> list[Reason] | None:  # noqa: ARG001 - one signature for all clauses
    """The likeliest of the entries that name the speaker; None when none does."""
    if not read.speakers:
        return []
    speaker = view.recorded.statement.speaker
    found = [reason for test in read.speakers if (reason := test.reason(speaker, view.speaker))]
    return [max(found, key=lambda reason: reason.score)] if found else None


def _stance_reasons(read: ReadWatch, article: _ArticleView, view: _StatementView) -> list[Reason] | None:  # noqa: ARG001
    if not read.watch.stance:
        return []
    statement = view.recorded.statement
    if statement.stance not in read.watch.stance:
        return None
    spans = statement.stance_evidence or ((statement.cue,) if statement.cue else ())
    return [Reason(ReasonKind.STANCE, statement.stance, f"cue “{statement.cue_text}”", spans)]


def _confidence_reasons(read: ReadWatch, article: _ArticleView, view: _StatementView) -> list[Reason] | None:  # noqa: ARG001
    least, confidence = read.watch.min_confidence, view.recorded.statement.confidence
    if confidence < least:
        return None
    return [Reason(ReasonKind.CONFIDENCE, f"at least {least:g}", f"{confidence:.2f}", (), confidence)] if least else []


def _mention_reasons(read: ReadWatch, article: _ArticleView, view: _StatementView) -> list[Reason] | None:
    if not read.mentions:
        return []
    found = [reason for test in read.mentions if (reason := _mention_reason(test, article, view.document))]
    return found or None


def _mention_reason(test: MentionTest, article: _ArticleView, document: Document) -> Reason | None:
    spans = tuple(span for key in sorted(test.keys) for span in article.mentioned.get(key, ()))
    if spans:
        named = spans[0].of(article.recorded.article.text)
        return Reason(ReasonKind.MENTION, test.name, f"named as “{named}”", spans)
    if test.phrase and (found := evaluate(test.phrase, document)):
        return Reason(ReasonKind.MENTION, test.name, "in these words, no known entity", found.spans)
    return None


def _about_reasons(read: ReadWatch, article: _ArticleView, view: _StatementView) -> list[Reason] | None:
    if read.query is None:
        return []
    found = evaluate(read.query, view.document)
    if found is None:
        return None
    text = article.recorded.article.text
    return [Reason(ReasonKind.ABOUT, of.clause, _wordings(of.spans, text), of.spans) for of in found.clauses]


def _wordings(spans: Sequence[Span], text: str) -> str:
    shown = list(dict.fromkeys(span.of(text) for span in spans))
    return ", ".join(f"“{wording}”" for wording in shown[:3])
