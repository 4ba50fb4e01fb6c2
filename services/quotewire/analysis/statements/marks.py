"""Quotation marks: what lies between them, paragraph by paragraph."""

import re
from bisect import bisect_right

_OPENING = "“«„"
_CLOSING = "”»"
_MARK = re.compile(r"''|[\"“«„”»]")


def find_quoted(text: str) -> list[tuple[int, int]]:
    """Ranges in double quotation marks, marks included, in order.

    Straight and curly marks may close each other; a line break closes what is open. A double apostrophe counts as a mark.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        found.extend(_in_line(line.rstrip(), start))
        start += len(line)
    return found


def _in_line(line: str, offset: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    opened: int | None = None
    for mark in _MARK.finditer(line):
        if opened is None:
            opened = mark.start() if _can_open(line, mark) else None
        elif _can_close(line, mark):
            pairs.append((offset + opened, offset + mark.end()))
            opened = None
    if opened is not None and len(line) > opened + 1:
        pairs.append((offset + opened, offset + len(line)))
    return pairs


def _can_open(line: str, mark: re.Match[str]) -> bool:
    if mark.group() in _CLOSING:
        return False
    return mark.group() in _OPENING or mark.end() < len(line)


def _can_close(line: str, mark: re.Match[str]) -> bool:
    if mark.group() in _OPENING:
        return False
    return mark.group() in _CLOSING or not (
        mark.start() and line[mark.start() - 1].isspace() and line[mark.end() :].strip()
    )


def inside(quoted: list[tuple[int, int]], position: int) -> tuple[int, int] | None:
    """The quoted range that holds ``position``, if any."""
    at = bisect_right(quoted, (position, 1 << 62)) - 1
    return quoted[at] if at >= 0 and position < quoted[at][1] else None
