"""One article's statements from its reading, its names and its day."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from quotewire.analysis.encoder.attribution import Attribution, Reading
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.form import decide_form
from quotewire.analysis.statements.marks import find_quoted
from quotewire.analysis.statements.speakers import Resolver
from quotewire.analysis.statements.stance import decide_stance, load_stance_rules
from quotewire.model.ids import statement_id
from quotewire.model.mention import Mention
from quotewire.model.span import Span, join_spans
from quotewire.model.statement import Speaker, Statement


def read_statements(
    article_id: str,
    text: str,
    title_end: int,
    reading: Reading,
    mentions: Sequence[Mention],
    registry: Registry,
    day: date,
) -> tuple[Statement, ...]:
    """Statements in text order, named as of ``day``; the first ``title_end`` characters are the headline."""
    attributions = [attribution for attribution in reading.attributions if attribution.content]
    speakers = Resolver(text, mentions, registry, day, article_id).resolve(attributions)
    quoted = find_quoted(text)
    ordinals: Counter[tuple[str, str]] = Counter()
    statements = [
        _statement(article_id, text, title_end, attribution, speaker, quoted, ordinals)
        for attribution, speaker in zip(attributions, speakers, strict=True)
    ]
    return tuple(sorted(statements, key=lambda statement: (statement.spans, statement.id)))


def _statement(
    article_id: str,
    text: str,
    title_end: int,
    attribution: Attribution,
    speaker: Speaker,
    quoted: list[tuple[int, int]],
    ordinals: Counter[tuple[str, str]],
) -> Statement:
    spans = tuple(Span(*content) for content in attribution.content)
    shown = join_spans(text, spans)
    ordinals[speaker.key, shown] += 1
    cue = Span(attribution.cue[0][0], attribution.cue[-1][1]) if attribution.cue else None
    form = decide_form(text, spans, quoted)
    stance, evidence = decide_stance(text, cue, spans, form, load_stance_rules())
    return Statement(
        id=statement_id(article_id, speaker.key, shown, ordinals[speaker.key, shown]),
        speaker=speaker,
        spans=spans,
        text=shown,
        form=form,
        stance=stance,
        confidence=attribution.confidence,
        cue=cue,
        cue_text=cue.of(text) if cue else "",
        stance_evidence=evidence,
        headline=spans[0].start < title_end,
    )
