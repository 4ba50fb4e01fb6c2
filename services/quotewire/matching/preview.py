"""What a watch would have done over articles of the past, told before it is saved."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from quotewire.matching.clause import ReadWatch, clauses_alone, match_article, source_fits, view_article
from quotewire.matching.matcher import read_watch
from quotewire.matching.speaker import Names
from quotewire.model.alert import WithheldReason
from quotewire.model.claim import Novelty
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.span import Span
from quotewire.model.watch import AlertMode, Match, ReasonKind, Watch
from quotewire.query.tree import positive_leaves

SAMPLES = 10
LARGE_SHARE = 0.2
"""Of all statements: a watch that finds more tells nothing apart."""

_CONTEXT = 240


@dataclass(frozen=True, slots=True)
class Sample:
    """One alert that would have been raised. ``highlights`` are offsets into ``excerpt``."""

    match: Match
    article_id: str
    title: str
    outlet: str | None
    dated: datetime
    speaker: str
    stance: str
    excerpt: str
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ClauseShare:
    """How many of the matches rest on a clause, and of how many statements it holds ``alone``; none is worth knowing too."""

    kind: ReasonKind
    clause: str
    matches: int
    share: float
    alone: int


@dataclass(frozen=True, slots=True)
class Preview:
    """``folded`` counts the matches that raise no alert, by reason; ``messages`` what is sent when alerts are grouped."""

    watch_id: str
    days: float
    articles: int
    statements: int
    matches: int
    alerts: int
    alerts_per_day: float
    by_day: Mapping[date, int]
    folded: Mapping[WithheldReason, int]
    messages: int
    mode: AlertMode
    clauses: tuple[ClauseShare, ...]
    samples: tuple[Sample, ...]
    warnings: tuple[str, ...]


def preview_watch(
    watch: Watch, articles: Iterable[RecordedArticle], names: Names, days: float, most_per_day: float = 50
) -> Preview:
    """The live clauses asked of ``articles`` (oldest first, of the last ``days``). Raises ``QueryError`` as the matcher does.

    As in live use, an utterance raises one alert, whichever of its copies matches first, and a restatement none. Where
    the articles' dates cover fewer days, alerts a day are counted over those.
    """
    read = read_watch(watch, names)
    tally = _Tally(watch)
    for recorded in articles:
        tally.see(recorded)
        if not recorded.statements:
            continue
        article = view_article(recorded, names)
        tally.alone.update(clauses_alone(read, article))
        tally.let_through += source_fits(watch, article.provenance)
        for view, match in match_article(read, article):
            tally.take(recorded, view.recorded, match)
    return _build_preview(read, tally, max(min(days, tally.days_covered), 1.0), most_per_day)


class _Thinned:
    """A few of many, evenly spread: whenever there are twice as many as wanted, every other one is dropped."""

    def __init__(self) -> None:
        self._kept: list[tuple[RecordedArticle, RecordedStatement, Match]] = []
        self._step = 1
        self._seen = 0

    def take(self, recorded: RecordedArticle, statement: RecordedStatement, match: Match) -> None:
        if self._seen % self._step == 0:
            self._kept.append((recorded, statement, match))
        self._seen += 1
        if len(self._kept) == 2 * SAMPLES:
            self._kept = self._kept[::2]
            self._step *= 2

    def samples(self) -> tuple[Sample, ...]:
        return tuple(_build_sample(*kept) for kept in self._kept[:SAMPLES])


@dataclass
class _Tally:
    """Counts while the articles go by; nothing grows with their number but the alerts' days and windows."""

    watch: Watch
    articles: int = 0
    statements: int = 0
    matches: int = 0
    by_day: Counter[date] = field(default_factory=Counter)
    folded: Counter[WithheldReason] = field(default_factory=Counter)
    clauses: Counter[tuple[ReasonKind, str]] = field(default_factory=Counter)
    alone: Counter[tuple[ReasonKind, str]] = field(default_factory=Counter)
    messages: set[object] = field(default_factory=set)
    samples: _Thinned = field(default_factory=_Thinned)
    let_through: int = 0  # articles with statements, by the watch's sources
    alerted: set[str] = field(default_factory=set)
    first: date = date.max
    last: date = date.min

    @property
    def days_covered(self) -> int:
        return (self.last - self.first).days + 1 if self.articles else 0

    def see(self, recorded: RecordedArticle) -> None:
        day = recorded.article.dated.date()
        self.first, self.last = min(self.first, day), max(self.last, day)
        self.articles += 1
        self.statements += len(recorded.statements)

    def take(self, recorded: RecordedArticle, statement: RecordedStatement, match: Match) -> None:
        self.matches += 1
        self.clauses.update({(reason.kind, reason.clause) for reason in match.reasons})
        day = recorded.article.dated.date()
        if reason := self._fold(statement, day):
            self.folded[reason] += 1
            return
        self.by_day[day] += 1
        self.messages.add(_message(self.watch, recorded.article.dated, sum(self.by_day.values())))
        self.samples.take(recorded, statement, match)

    def _fold(self, recorded: RecordedStatement, day: date) -> WithheldReason | None:
        if recorded.novelty is Novelty.RESTATED:
            return WithheldReason.RESTATED
        if recorded.utterance_id in self.alerted:
            repeated = recorded.novelty is Novelty.REPEATED
            return WithheldReason.REPEATED if repeated else WithheldReason.ALREADY_ALERTED
        self.alerted.add(recorded.utterance_id)
        most = self.watch.alert.max_per_day
        return WithheldReason.CAPPED if most is not None and self.by_day[day] >= most else None


def _message(watch: Watch, at: datetime, number: int) -> object:
    """What the alert travels in: alerts with the same value arrive together."""
    if watch.alert.mode is AlertMode.DIGEST:
        return at.date()
    if watch.alert.mode is AlertMode.COALESCED:
        return at.timestamp() // timedelta(minutes=watch.alert.window_minutes).total_seconds()
    return number


def _build_sample(recorded: RecordedArticle, of: RecordedStatement, match: Match) -> Sample:
    article, statement = recorded.article, of.statement
    window = _window(article.text, statement.spans)
    spans = {*statement.spans, *(span for reason in match.reasons for span in reason.spans)}
    inside = sorted(span for span in spans if window.contains(span))
    shifted = tuple(Span(span.start - window.start, span.end - window.start) for span in inside)
    speaker = statement.speaker.name
    excerpt = window.of(article.text)
    return Sample(
        match, article.id, article.title, article.outlet, article.dated, speaker, statement.stance, excerpt, shifted
    )


def _window(text: str, spans: tuple[Span, ...]) -> Span:
    """The statement with what stands around it, at most to the ends of its paragraphs."""
    first = min((span.start for span in spans), default=0)
    last = max((span.end for span in spans), default=0)
    opening = text.rfind("\n\n", 0, first)
    closing = text.find("\n\n", last)
    start = max(opening + 2 if opening >= 0 else 0, first - _CONTEXT)
    return Span(start, min(closing if closing >= 0 else len(text), last + _CONTEXT))


def _build_preview(read: ReadWatch, tally: _Tally, days: float, most_per_day: float) -> Preview:
    alerts = sum(tally.by_day.values())
    return Preview(
        watch_id=read.watch.id,
        days=days,
        articles=tally.articles,
        statements=tally.statements,
        matches=tally.matches,
        alerts=alerts,
        alerts_per_day=alerts / days,
        by_day=dict(sorted(tally.by_day.items())),
        folded=dict(tally.folded),
        messages=len(tally.messages),
        mode=read.watch.alert.mode,
        clauses=tuple(_shares(read, tally)),
        samples=tally.samples.samples(),
        warnings=(*_unknown(read), *_warnings(tally, days, most_per_day)),
    )


def _shares(read: ReadWatch, tally: _Tally) -> Iterator[ClauseShare]:
    for kind, clause in dict.fromkeys(_clauses(read)):
        matches = tally.clauses[kind, clause]
        share = matches / tally.matches if tally.matches else 0.0
        yield ClauseShare(kind, clause, matches, share, tally.alone[kind, clause])


def _clauses(read: ReadWatch) -> Iterator[tuple[ReasonKind, str]]:
    """Every alternative that a match may rest on, in the order in which the watch names them."""
    yield from ((test.kind, test.clause) for test in read.speakers)
    yield from ((ReasonKind.MENTION, test.name) for test in read.mentions)
    if read.query:
        yield from ((ReasonKind.ABOUT, leaf.clause) for leaf in positive_leaves(read.query.root))
    yield from ((ReasonKind.STANCE, stance) for stance in read.watch.stance)


def _unknown(read: ReadWatch) -> Iterator[str]:
    """A surname alone, or a misspelling, is no error, and would be waited for in vain."""
    for test in read.speakers:
        if not test.is_known:
            yield f"no known entity is called {test.clause}: only speakers of exactly this name are found"


def _warnings(tally: _Tally, days: float, most_per_day: float) -> Iterator[str]:
    alerts = sum(tally.by_day.values()) / days
    if alerts > most_per_day:
        yield f"{alerts:.1f} alerts a day, more than {most_per_day:g}: narrow it down or send a digest"
    if tally.statements and tally.matches / tally.statements > LARGE_SHARE:
        yield f"{tally.matches / tally.statements:.0%} of all statements match: it tells little apart"
    if tally.statements and not tally.let_through:
        yield f"sources: none of the {tally.articles} articles is let through"
    if not tally.matches:
        yield "nothing in this time matches: check the names and the spelling"
