"""Where sentences, paragraphs and quotations lie, and what stands around a name."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from quotewire.analysis.statements.antecedents import Place
from quotewire.analysis.statements.marks import find_quoted, inside
from quotewire.analysis.text.segments import paragraphs, sentences
from quotewire.model.span import Span

_PREPOSITION_BEFORE = re.compile(
    r"\b(?:of|for|from|with|in|at|on|to|by|about|against|between|under|over|told|called|than|into|after|as|like|and|asked|met)\s+"
    r"(?:(?:the|a|an|Mr\.|Mrs\.|Ms\.|Sen\.|Rep\.|President)\s+)*$"
)
_VERB_AFTER = re.compile(
    r"(?:,[^,.]{3,80},)?\s+(?:(?:also|then|later|has|have|had|is|was|will|would|did|does|can|could|may|might|should"
    r"|[a-z]+(?:ed|es|s))\b|said|told|went|took|made|won|lost|came|gave|spoke|began|got|held|led|ran)"
)
_BEFORE, _AFTER = 40, 120  # characters looked at


@dataclass(frozen=True, slots=True)
class Layout:
    """A text cut up. A quotation of several sentences counts as one, so that who spoke before it stays near."""

    text: str
    sentence_starts: list[int]
    paragraph_starts: list[int]
    quoted: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> "Layout":
        quoted = find_quoted(text)
        starts = [span.start for span in sentences(text)]
        whole = [start for start in starts if (held := inside(quoted, start)) is None or held[0] == start]
        return cls(text, whole, [span.start for span in paragraphs(text)], quoted)

    def place(self, position: int, gender: str | None = None, barred: tuple[tuple[int, int], ...] = ()) -> Place:
        return Place(position, self.sentence(position), gender, barred, self.paragraph(position))

    def sentence(self, position: int) -> int:
        return bisect_right(self.sentence_starts, position)

    def paragraph(self, position: int) -> int:
        return bisect_right(self.paragraph_starts, position)

    def is_quoted(self, position: int) -> bool:
        return inside(self.quoted, position) is not None

    def is_subject(self, span: Span) -> bool:
        """Whether a verb follows the name and no preposition stands before it."""
        before = self.text[max(0, span.start - _BEFORE) : span.start]
        return not _PREPOSITION_BEFORE.search(before) and bool(
            _VERB_AFTER.match(self.text[span.end : span.end + _AFTER])
        )
