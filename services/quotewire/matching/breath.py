"""Statements that only name what the same breath goes on to say: "denied the claims, saying: …"."""

import re
from collections.abc import Iterator, Sequence

from quotewire.model.journey import RecordedStatement
from quotewire.model.statement import Statement

_BARE = re.compile(r"(?:the|this|that|these|those|such|it|them)(?:\s+[\w'’-]+){0,2}", re.IGNORECASE)
_ENDED = re.compile(r"[.!?][”’\"']?\s|\n")
_REACH = 80
"""Characters between the two; a clause such as "in a statement to reporters on Monday, saying" fits in."""


def told_in_full(statements: Sequence[RecordedStatement], text: str) -> Iterator[RecordedStatement]:
    """Without those that name a thing ("the claims") which their speaker, in the same sentence and stance, then words."""
    for one in statements:
        if not (
            _is_bare(one.statement) and any(_goes_on(one.statement, other.statement, text) for other in statements)
        ):
            yield one


def _is_bare(statement: Statement) -> bool:
    return bool(_BARE.fullmatch(statement.text.strip()))


def _goes_on(bare: Statement, other: Statement, text: str) -> bool:
    """Whether ``other`` is what ``bare`` only names."""
    end, start = max(span.end for span in bare.spans), min(span.start for span in other.spans)
    same = (bare.speaker.key, bare.stance) == (other.speaker.key, other.stance)
    near = 0 <= start - end <= _REACH and not _ENDED.search(text, end, start)
    return same and near and not _is_bare(other)
