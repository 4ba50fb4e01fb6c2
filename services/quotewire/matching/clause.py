"""The clauses of a watch, asked of one statement: each gives its reasons, or says no."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from quotewire.matching.breath import told_in_full
from quotewire.matching.requirement import Cover, find_covers
from quotewire.matching.speaker import Names, SpeakerTest, speaker_keys
from quotewire.model.article import Article
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.span import Span
from quotewire.model.watch import Match, Reason, ReasonKind, Watch
from quotewire.query.document import Document, read_article
from quotewire.query.evaluate import evaluate, holds
from quotewire.query.fields import ARTICLE_COLUMNS
from quotewire.query.tokens import keyword
from quotewire.query.tree import Query, asks_only, positive_leaves

_SHARED = frozenset((*ARTICLE_COLUMNS, "published"))


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
    """A watch made ready: names resolved, query parsed. ``shares_topic``: see ``is_shared``."""

    watch: Watch
    query: Query | None
    speakers: tuple[SpeakerTest, ...]
    mentions: tuple[MentionTest, ...]
    shares_topic: bool

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


def is_shared(query: Query | None) -> bool:
    """Whether a query holds for all statements of an article or for none."""
    return query is None or asks_only(query.root, _SHARED)


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement with its document, and the keys of its speaker."""

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
    """Tokenises the article and finds what its speakers are known by on its day.

    A statement that only names what the same breath then says is left out: it would be told twice.
    """
    reading = read_article(recorded)
    day = recorded.article.dated.date()
    views = tuple(
        StatementView(of, reading.of_statement(of), speaker_keys(of.statement.speaker, names, day))
        for of in told_in_full(recorded.statements, recorded.article.text)
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


def match_article(read: ReadWatch, article: ArticleView) -> Iterator[tuple[StatementView, Match]]:
    """The statements that satisfy the watch. What all statements share is asked once."""
    if not article.statements or not source_fits(read.watch, article.provenance) or not _may_speak(read, article):
        return
    shared = _shared_reasons(read, article)
    if shared is None:
        return
    for view in article.statements:
        reasons = _own_reasons(read, view)
        if reasons is None:
            continue
        topical = [] if read.shares_topic else _about_reasons(read, article, view.document)
        if topical is not None:
            yield view, _build_match(read.watch, view, (*reasons, *shared, *topical))


def clauses_alone(read: ReadWatch, article: ArticleView) -> Iterator[tuple[ReasonKind, str]]:
    """For each statement every clause that holds of it by itself, whatever the others say."""
    mentioned = [test.name for test in read.mentions if _mention_reason(test, article, article.statements[0].document)]
    leaves = tuple(positive_leaves(read.query.root)) if read.query else ()
    for view in article.statements:
        said_by = view.recorded.statement.speaker
        yield from ((test.kind, test.clause) for test in read.speakers if test.reason(said_by, view.speaker))
        yield from ((ReasonKind.MENTION, name) for name in mentioned)
        yield from ((ReasonKind.ABOUT, leaf.clause) for leaf in leaves if holds(leaf, view.document))
        if (stance := view.recorded.statement.stance) in read.watch.stance:
            yield ReasonKind.STANCE, stance


def _may_speak(read: ReadWatch, article: ArticleView) -> bool:
    """Whether somebody in the article may be whom the watch waits for; cheaper than giving reasons."""
    return not read.speakers or any(
        test.may_pass(view.speaker) for test in read.speakers for view in article.statements
    )


def _build_match(watch: Watch, view: StatementView, reasons: tuple[Reason, ...]) -> Match:
    score = min((reason.score for reason in reasons), default=1.0)
    return Match(watch.id, view.recorded.statement.id, score, reasons)


def source_fits(watch: Watch, provenance: frozenset[str]) -> bool:
    """Whether ``sources`` lets an article of this provenance through."""
    included = not watch.sources_include or any(keyword(name) in provenance for name in watch.sources_include)
    return included and not any(keyword(name) in provenance for name in watch.sources_exclude)


def _own_reasons(read: ReadWatch, view: StatementView) -> tuple[Reason, ...] | None:
    """Speaker, stance and confidence; None as soon as one does not hold."""
    reasons: list[Reason] = []
    for reasons_of in (_speaker_reasons, _stance_reasons, _confidence_reasons):
        found = reasons_of(read, view)
        if found is None:
            return None
        reasons += found
    return tuple(reasons)


def _speaker_reasons(read: ReadWatch, view: StatementView) -> list[Reason] | None:
    """The likeliest of the entries that name the speaker."""
    if not read.speakers:
        return []
    said_by = view.recorded.statement.speaker
    found = [reason for test in read.speakers if (reason := test.reason(said_by, view.speaker))]
    return [max(found, key=lambda reason: reason.score)] if found else None


def _stance_reasons(read: ReadWatch, view: StatementView) -> list[Reason] | None:
    if not read.watch.stance:
        return []
    statement = view.recorded.statement
    if statement.stance not in read.watch.stance:
        return None
    spans = statement.stance_evidence or ((statement.cue,) if statement.cue else ())
    return [Reason(ReasonKind.STANCE, statement.stance, f"cue “{statement.cue_text}”", spans)]


def _confidence_reasons(read: ReadWatch, view: StatementView) -> list[Reason] | None:
    least, confidence = read.watch.min_confidence, view.recorded.statement.confidence
    if confidence < least:
        return None
    return [Reason(ReasonKind.CONFIDENCE, f"at least {least:g}", f"{confidence:.2f}", (), confidence)] if least else []


def _shared_reasons(read: ReadWatch, article: ArticleView) -> list[Reason] | None:
    """What the article mentions, and its topic where the query asks nothing of the statement."""
    document = article.statements[0].document
    mentions = _mention_reasons(read, article, document)
    topical = _about_reasons(read, article, document) if read.shares_topic else []
    return None if mentions is None or topical is None else mentions + topical


def _mention_reasons(read: ReadWatch, article: ArticleView, document: Document) -> list[Reason] | None:
    if not read.mentions:
        return []
    found = [reason for test in read.mentions if (reason := _mention_reason(test, article, document))]
    return found or None


def _mention_reason(test: MentionTest, article: ArticleView, document: Document) -> Reason | None:
    spans = tuple(span for key in sorted(test.keys) for span in article.mentioned.get(key, ()))
    if spans:
        named = spans[0].of(article.recorded.article.text)
        return Reason(ReasonKind.MENTION, test.name, f"named as “{named}”", spans)
    if test.phrase and (found := evaluate(test.phrase, document)):
        return Reason(ReasonKind.MENTION, test.name, "in these words, no known entity", found.spans)
    return None


def _about_reasons(read: ReadWatch, article: ArticleView, document: Document) -> list[Reason] | None:
    if read.query is None:
        return []
    found = evaluate(read.query, document)
    if found is None:
        return None
    text = article.recorded.article.text
    return [Reason(ReasonKind.ABOUT, of.clause, _wordings(of.spans, text), of.spans) for of in found.clauses]


def _wordings(spans: Sequence[Span], text: str) -> str:
    shown = list(dict.fromkeys(span.of(text) for span in spans))
    return ", ".join(f"“{wording}”" for wording in shown[:3])
