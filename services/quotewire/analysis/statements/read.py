"""One article's statements from its reading, its names and its day."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from quotewire.analysis.encoder.attribution import Attribution, Offsets, Reading
from quotewire.analysis.encoder.rules import is_caption
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.form import decide_form
from quotewire.analysis.statements.marks import find_quoted
from quotewire.analysis.statements.speakers import Resolver
from quotewire.analysis.statements.stance import StanceReader
from quotewire.model.ids import fold, statement_id
from quotewire.model.mention import Mention
from quotewire.model.span import Span, join_spans
from quotewire.model.statement import Speaker, Statement

_EDGES = " \t\r\n,;:\u200b\u00a0"
_REST = re.compile(r"(?<=[\w,] )[a-z]{4,}[.!?]\s+(?=[A-Z\"“‘])")  # of a sentence that a content has the last word of
_SAME = 0.7  # share of characters from which two contents are one statement
_NEAR = 8  # statements looked back at for a repetition


def read_statements(  # noqa: PLR0913 - everything an article is read by, and nothing kept between calls
    article_id: str,
    text: str,
    title_end: int,
    reading: Reading,
    mentions: Sequence[Mention],
    registry: Registry,
    day: date,
) -> tuple[Statement, ...]:
    """Statements in text order, named as of ``day``; the first ``title_end`` characters are the headline.

    Pure and total: any text and any reading give statements whose spans lie in the text. Captions are left out, and of
    two readings of the same words the likelier stays.
    """
    attributions = _without_repeats(_tidied(text, title_end, reading.attributions))
    speakers = Resolver(text, mentions, registry, day, article_id).resolve(attributions)
    writer = _Writer(article_id, text, title_end)
    return tuple(writer.write(*pair) for pair in zip(attributions, speakers, strict=True))


class _Writer:
    """Puts statements together; counts the repetitions of the same words by the same speaker, for their ids."""

    def __init__(self, article_id: str, text: str, title_end: int) -> None:
        self._article_id, self._text, self._title_end = article_id, text, title_end
        self._quoted = find_quoted(text)
        self._stances = StanceReader.of(text)
        self._ordinals: Counter[tuple[str, str]] = Counter()

    def write(self, attribution: Attribution, speaker: Speaker) -> Statement:
        spans = tuple(Span(*content) for content in attribution.content)
        shown = join_spans(self._text, spans)
        same = speaker.key, fold(shown)
        self._ordinals[same] += 1
        cue = _cue_of(attribution)
        form = decide_form(self._text, spans, self._quoted)
        stance, evidence = self._stances.decide(cue, spans, form, attribution.stances)
        return Statement(
            id=statement_id(self._article_id, speaker.key, shown, self._ordinals[same]),
            speaker=speaker,
            spans=spans,
            text=shown,
            form=form,
            stance=stance,
            confidence=attribution.confidence,
            cue=cue,
            cue_text=cue.of(self._text) if cue else "",
            stance_evidence=evidence,
            headline=spans[0].start < self._title_end,
        )


def _cue_of(attribution: Attribution) -> Span | None:
    """The first run of the cue to its last, when they stand near each other; else the first."""
    runs = [Span(start, end) for start, end in attribution.cue if start < end]
    if not runs:
        return None
    whole = Span(runs[0].start, max(run.end for run in runs))
    return whole if len(whole) <= sum(map(len, runs)) + 40 else runs[0]


def _tidied(text: str, title_end: int, attributions: Iterable[Attribution]) -> Iterator[Attribution]:
    """Contents cut at line breaks and exact edges, in order, without overlap; those without a word and captions fall out."""
    for attribution in attributions:
        content: list[Offsets] = []
        for start, end in sorted(_beside_cue(attribution, title_end)):
            low = max(start, content[-1][1] if content else 0)
            content.extend(_parts(text, low, min(end, len(text))))
        if content and not is_caption(text, content[0][0]):
            source = (
                attribution.source if attribution.source and attribution.source[0] < attribution.source[1] else None
            )
            yield replace(attribution, content=tuple(content), source=source)


def _beside_cue(attribution: Attribution, title_end: int) -> Iterator[Offsets]:
    """A headline reports nothing that only the body says, nor the other way round."""
    headline = {start < title_end for start, end in attribution.cue if start < end}
    return ((start, end) for start, end in attribution.content if not headline or (start < title_end) in headline)


def _parts(text: str, start: int, end: int) -> Iterator[Offsets]:
    for line in text[start:end].splitlines(keepends=True):
        inner = line.strip(_EDGES)
        if any(letter.isalnum() for letter in inner):
            at = start + line.find(inner)
            rest = _REST.match(text, at, at + len(inner))
            yield rest.end() if rest else at, at + len(inner)
        start += len(line)


def _without_repeats(attributions: Iterable[Attribution]) -> list[Attribution]:
    kept: list[Attribution] = []
    for attribution in sorted(attributions, key=lambda one: (one.content, -one.confidence, one.cue)):
        repeated = [other for other in kept[-_NEAR:] if _shared(attribution.content, other.content) > _SAME]
        if not repeated:
            kept.append(attribution)
        elif attribution.confidence > repeated[0].confidence:
            kept[kept.index(repeated[0])] = attribution
    return sorted(kept, key=lambda one: (one.content, one.cue))


def _shared(one: Sequence[Offsets], other: Sequence[Offsets]) -> float:
    """Characters in both over characters in either."""
    common = sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)
    either = sum(b - a for a, b in (*one, *other)) - common
    return common / either if either else 0.0
