"""Direct, indirect or mixed, from the words inside quotation marks."""

import re

from quotewire.analysis.statements.marks import inside
from quotewire.model.span import Span
from quotewire.model.statement import Form

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_OUTSIDE_SHARE = 0.1  # of the quoted words may stand outside the marks in a direct statement


def decide_form(text: str, spans: tuple[Span, ...], quoted: list[tuple[int, int]]) -> Form:
    """Direct when at most a tenth as many words stand outside quotation marks as inside; indirect when none is inside."""
    starts = [found.start() for span in spans for found in _WORD.finditer(text, span.start, span.end)]
    within = sum(inside(quoted, start) is not None for start in starts)
    if not within:
        return Form.INDIRECT
    return Form.DIRECT if len(starts) - within <= _OUTSIDE_SHARE * within else Form.MIXED
