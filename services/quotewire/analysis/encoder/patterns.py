"""Statements that layout alone shows, with no reporting words: turns of a transcript, and signed quotations.

They have no cue that a tagger could learn well (a colon, a dash), and their form leaves no doubt.
"""

import re
from collections.abc import Iterator

from quotewire.analysis.encoder.attribution import Attribution

TURN_CONFIDENCE = 0.9
SIGNED_CONFIDENCE = 0.85
WENT_ON_CONFIDENCE = 0.8
TURNS = 2  # one line in capitals with a colon may be a headline's label; a transcript has several

_LINE = re.compile(r"[^\n]+")
_TURN = re.compile(
    r"""\s*["“]?(?P<name>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){0,3})(?: \([^()\n]{1,40}\))?(?P<cue>:)\s+(?=\S)"""
)
_QUOTED = re.compile(r"""\s*(?P<content>["“”][^\n]{12,}["”])\s*\Z""")
_SIGNED = re.compile(
    r"""\s*(?P<cue>[―—–-]{1,2})\s*(?P<name>(?:[A-Z][\w.'’-]*)(?: (?:[A-Z][\w.'’-]*|de|of|van|von|bin|al|the)){0,5})"""
    r"""(?:,[^\n"“”]{1,80})?[\s.]*\Z"""
)
_WENT_ON = re.compile(
    r"""(?:(?<=[.!?] )|(?<=[.!?]["”] )|^)(?P<content>[A-Z][^.!?"“”\n]{15,300}?), """
    r"""(?P<name>he|she|they|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3}) (?P<cue>went on|continued)(?=[.,;])""",
    re.MULTILINE,
)
_DASH = re.compile(r"""["”]\s*[―—–-]{1,2}\s*[A-Z]""")


def find_patterns(text: str) -> list[Attribution]:
    """Statements shown by layout, in the order of the text."""
    turns = list(_turns(text))
    speakers = {text[slice(*turn.source)] for turn in turns if turn.source}
    return [*(turns if len(turns) >= TURNS and len(speakers) >= 2 else []), *_signed(text), *_going_on(text)]


def _going_on(text: str) -> Iterator[Attribution]:
    """A sentence and behind it that somebody went on: hardly a reporting verb, but one in this place."""
    for found in _WENT_ON.finditer(text):
        yield _attribution(0, found, found.span("content"), WENT_ON_CONFIDENCE)


def _turns(text: str) -> Iterator[Attribution]:
    for line in _LINE.finditer(text):
        found = _TURN.match(line.group())
        if found:
            content = (line.start() + found.end(), line.start() + len(line.group().rstrip()))
            yield _attribution(line.start(), found, content, TURN_CONFIDENCE)


def _signed(text: str) -> Iterator[Attribution]:
    """A quotation that fills its line, then a dash and a name, on that line or the next."""
    before: tuple[int, int] | None = None
    for line in _LINE.finditer(text):
        at = line.start()
        if not line.group().strip():
            continue
        dashes = [m.start() + 1 for m in _DASH.finditer(line.group())]
        cut = dashes[-1] if dashes else 0
        content = _quoted(line.group()[:cut], at) if cut else before
        found = _SIGNED.match(line.group()[cut:]) if content else None
        if found and content:
            yield _attribution(at + cut, found, content, SIGNED_CONFIDENCE)
        before = _quoted(line.group(), at)


def _quoted(line: str, at: int) -> tuple[int, int] | None:
    found = _QUOTED.match(line)
    return (at + found.start("content"), at + found.end("content")) if found else None


def _attribution(at: int, found: re.Match[str], content: tuple[int, int], confidence: float) -> Attribution:
    cue, name = found.span("cue"), found.span("name")
    return Attribution(((at + cue[0], at + cue[1]),), (at + name[0], at + name[1]), (content,), confidence)
