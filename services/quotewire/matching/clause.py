"""The clauses of a watch, asked of one statement: each gives its reasons, or says no."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from quotewire.matching.requirement import Cover, find_covers
from quotewire.matching.speaker import Names, SpeakerTest, speaker_keys
from quotewire.model.article import Article
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.span import Span
from quotewire.model.watch import Match, Reason, ReasonKind, Watch
from quotewire.query.document import Document, read_article
from quotewire.query.evaluate import evaluate
from quotewire.query.tokens import keyword
from quotewire.query.tree import Query


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
    """A watch made ready: names resolved, query parsed."""

    watch: Watch
    query: Query | None
    speakers: tuple[SpeakerTest, ...]
    mentions: tuple[MentionTest, ...]

    def covers(self) -> list[Cover]:
        """What an article must have for the watch; none when that cannot be told."""
        covers = find_covers(self.query.root) if self.query else []
        if self.speakers:
            covers.append(frozenset().union(*(speaker.cover() for speaker in self.speakers)))
        if self.mentions:
            covers.append(frozenset().union(*(mention.cover() for mention in self.mentions)))
        if self.watch.stance:
            covers.append(frozenset(f"stance:{keyword(stance)}" for stance in self.watch.stance))
        return covers


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement with its document and the keys of its speaker."""

    recorded: RecordedStatement
    document: Document
    speaker: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article prepared once for all watches. ``mentioned`` holds the places of known entities by ``#`` and id."""

    recorded: RecordedArticle
    provenance: frozenset[str]
    mentioned: Mapping[str, tuple[Span, ...]]
    statements: tuple[StatementView, ...]


def view_article(recorded: RecordedArticle, names: Names) -> ArticleView:
    """Tokenises the article and finds what its speakers are known by on its day."""
    reading = read_article(recorded)
    day = recorded.article.dated.date()
    views = tuple(
        StatementView(of, reading.of_statement(of), speaker_keys(of.statement.speaker, names, day))
        for of in recorded.statements
    )
    return ArticleView(recorded, frozenset(_provenance(recorded.article)), _mentioned(recorded), views)


def _mentioned(recorded: RecordedArticle) -> dict[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    for mention in recorded.mentions:
        if mention.entity_id:
            key = f"#{mention.entity_id}"
            found[key] = (*found.get(key, ()), mention.span)
    return found


def _provenance(article: Article) -> Iterator[str]:
    """What ``sources`` may name: the source, the outlet, and the host of the address with every domain it is in."""
    yield keyword(article.source_id)
    yield keyword(article.outlet or "")
    labels = (urlsplit(article.url).hostname or "").split(".")
    yield from (keyword(".".join(labels[start:])) for start in range(len(labels)))


def match_statement(read: ReadWatch, article: ArticleView, view: StatementView) -> Match | None:
    """All clauses, the cheap ones first; None as soon as one does not hold."""
    if not _source_fits(read.watch, article.provenance):
        return None
    reasons: list[Reason] = []
    for reasons_of in _CLAUSES:
        found = reasons_of(read, article, view)
        if found is None:
            return None
        reasons += found
    score = min((reason.score for reason in reasons), default=1.0)
    return Match(read.watch.id, view.recorded.statement.id, score, tuple(reasons))


def _source_fits(watch: Watch, provenance: frozenset[str]) -> bool:
    included = not watch.sources_include or any(keyword(name) in provenance for name in watch.sources_include)
    return included and not any(keyword(name) in provenance for name in watch.sources_exclude)


def _speaker_reasons(read: ReadWatch, article: ArticleView, view: StatementView) -> list[Reason] | None:  # noqa: ARG001 - one signature for all clauses
    """The likeliest of the entries that name the speaker; None when none does."""
    if not read.speakers:
        return []
    speaker = view.recorded.statement.speaker
    found = [reason for test in read.speakers if (reason := test.reason(speaker, view.speaker))]
    return [max(found, key=lambda reason: reason.score)] if found else None


def _stance_reasons(read: ReadWatch, article: ArticleView, view: StatementView) -> list[Reason] | None:  # noqa: ARG001
    if not read.watch.stance:
        return []
    statement = view.recorded.statement
    if statement.stance not in read.watch.stance:
        return None
    spans = statement.stance_evidence or ((statement.cue,) if statement.cue else ())
    return [Reason(ReasonKind.STANCE, statement.stance, f"cue “{statement.cue_text}”", spans)]


def _confidence_reasons(read: ReadWatch, article: ArticleView, view: StatementView) -> list[Reason] | None:  # noqa: ARG001
    least, confidence = read.watch.min_confidence, view.recorded.statement.confidence
    if confidence < least:
        return None
    return [Reason(ReasonKind.CONFIDENCE, f"at least {least:g}", f"{confidence:.2f}", (), confidence)] if least else []


def _mention_reasons(read: ReadWatch, article: ArticleView, view: StatementView) -> list[Reason] | None:
    if not read.mentions:
        return []
    found = [reason for test in read.mentions if (reason := _mention_reason(test, article, view.document))]
    return found or None


def _mention_reason(test: MentionTest, article: ArticleView, document: Document) -> Reason | None:
    spans = tuple(span for key in sorted(test.keys) for span in article.mentioned.get(key, ()))
    if spans:
        named = spans[0].of(article.recorded.article.text)
        return Reason(ReasonKind.MENTION, test.name, f"named as “{named}”", spans)
    if test.phrase and (found := evaluate(test.phrase, document)):
        return Reason(ReasonKind.MENTION, test.name, "in these words, no known entity", found.spans)
    return None


def _about_reasons(read: ReadWatch, article: ArticleView, view: StatementView) -> list[Reason] | None:
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


_CLAUSES: tuple[Callable[[ReadWatch, ArticleView, StatementView], list[Reason] | None], ...] = (
    _speaker_reasons,
    _stance_reasons,
    _confidence_reasons,
    _mention_reasons,
    _about_reasons,
)
