"""Which lines of a text are its paragraphs.

The text runs from the first line of prose to the last; a heading of other stories, an offer or a paywall notice ends it
when little prose follows. Between them only lines that say themselves what they are go out.
"""

import re
from collections.abc import Iterator, Sequence

from quotewire.analysis.text.byline import is_byline
from quotewire.analysis.text.lines import count_words, is_finished, is_prose, removal_reason
from quotewire.analysis.text.normalise import fold_line
from quotewire.analysis.text.parts import Body
from quotewire.model.article import RemovedLine, RemovedReason

_AGENCY_DATELINE = re.compile(r"[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я .,’'/-]+(?:\([^)]{2,40}\))?\s*[-–—]+")
_BROKEN_OFF = re.compile(
    r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.|\+\d+ chars)\s*\]|(?:read more|continue reading))\W*$", re.IGNORECASE
)
_ENDING = {RemovedReason.PAYWALL, RemovedReason.RELATED}
_LEADS_ON = re.compile(r"[:|>»›→]\s*\S")  # "Read more: one story" is no heading of a list
_BYLINE_DEPTH = 6  # lines into the text within which a byline may still stand
_CLOSING_WORDS = 2
_BRIEF_WORDS = 4
_RESUMED_SHARE = 0.6
_HEADING_WORDS = 25


def find_body(lines: Sequence[str]) -> tuple[int, int]:
    """Range of the lines that hold the text; empty when there is no prose."""
    prose = [is_prose(line) for line in lines]
    if not any(prose):
        return _brief_body(lines)
    start = prose.index(True)
    end = next((index for index in range(start + 1, len(lines)) if _ends_text(lines, prose, index)), len(lines))
    last = max(index for index in range(start, end) if prose[index])
    while last + 1 < end and _is_closing(lines[last + 1]):
        last += 1
    return start, last + 1


def read_body(lines: Sequence[str], furniture: Sequence[str] = ()) -> Body:
    """The paragraphs among ``lines``. ``furniture`` are lines known from elsewhere: title, outlet, captions of figures."""
    known = {fold_line(line) for line in furniture}
    paragraphs: list[str] = []
    removed: list[RemovedLine] = []
    for line, reason in _reasons(lines, known):
        if reason:
            removed.append(RemovedLine(line, reason))
        else:
            paragraphs.append(line)
    return Body(tuple(paragraphs), tuple(removed), breaks_off(paragraphs))


def read_tail(lines: Sequence[str]) -> tuple[RemovedLine, ...]:
    """Everything below the text, each line with its reason; under a heading of other stories they are such stories."""
    found: list[RemovedLine] = []
    under = RemovedReason.CHROME
    for line in lines:
        reason = removal_reason(line)
        if reason in (RemovedReason.RELATED, RemovedReason.CHROME, RemovedReason.PAYWALL):
            under = RemovedReason.RELATED if reason is RemovedReason.RELATED else RemovedReason.CHROME
        found.append(RemovedLine(line, reason or under))
    return tuple(found)


def breaks_off(paragraphs: Sequence[str]) -> bool:
    """Whether the last paragraph is cut short, as a teaser's is."""
    return bool(paragraphs) and bool(_BROKEN_OFF.search(paragraphs[-1][-80:]))


def _brief_body(lines: Sequence[str]) -> tuple[int, int]:
    """A text without one long line: its finished short sentences."""
    told = [
        i
        for i, line in enumerate(lines)
        if is_finished(line) and count_words(line) >= _BRIEF_WORDS and not removal_reason(line)
    ]
    return (told[0], told[-1] + 1) if told else (0, 0)


def _ends_text(lines: Sequence[str], prose: Sequence[bool], index: int) -> bool:
    """Whether a heading of other stories or a paywall notice is followed by no run of prose up to the end."""
    if prose[index] or removal_reason(lines[index]) not in _ENDING or _LEADS_ON.search(lines[index]):
        return False
    resumed = next((later for later in range(index + 1, len(lines)) if prose[later]), None)
    if resumed is None:
        return True
    open_lines = [
        prose[later] for later in range(resumed, len(lines)) if prose[later] or not removal_reason(lines[later])
    ]
    return sum(open_lines) < _RESUMED_SHARE * len(open_lines)


def _is_closing(line: str) -> bool:
    return is_finished(line) and count_words(line) >= _CLOSING_WORDS and removal_reason(line) is None


def _reasons(lines: Sequence[str], known: set[str]) -> Iterator[tuple[str, RemovedReason | None]]:
    before: RemovedReason | None = None
    for index, line in enumerate(lines):
        before = _reason_of(line, index, known) or (before if _is_listed(line, before) else None)
        yield line, before


def _reason_of(line: str, index: int, known: set[str]) -> RemovedReason | None:
    if fold_line(line[:400]) in known and not is_prose(line):
        return RemovedReason.MASTHEAD
    if index < _BYLINE_DEPTH and is_byline(line):
        return RemovedReason.BYLINE
    if len(line) <= 80 and _AGENCY_DATELINE.fullmatch(line):
        return RemovedReason.DATELINE
    return removal_reason(line)


def _is_listed(line: str, before: RemovedReason | None) -> bool:
    """A headline in a list of other stories."""
    return before is RemovedReason.RELATED and not is_finished(line) and count_words(line) <= _HEADING_WORDS
