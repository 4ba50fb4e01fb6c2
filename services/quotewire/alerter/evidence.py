"""The part of an article that shows a statement."""

from quotewire.analysis.text.segments import sentences
from quotewire.model.alert import Evidence
from quotewire.model.span import Span
from quotewire.model.statement import Statement


def show_evidence(text: str, statement: Statement) -> Evidence:
    """Whole sentences that hold the statement's spans and cue, with the offsets moved along."""
    marked = [*statement.spans, *([statement.cue] if statement.cue else [])]
    touched = [sentence for sentence in sentences(text) if any(sentence.overlaps(span) for span in marked)]
    start = min(span.start for span in (*touched, *marked))
    end = max(span.end for span in (*touched, *marked))

    def move(span: Span) -> Span:
        return Span(span.start - start, span.end - start)

    return Evidence(
        text[start:end],
        tuple(move(span) for span in statement.spans),
        move(statement.cue) if statement.cue else None,
    )
