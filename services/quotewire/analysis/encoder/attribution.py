"""What an extractor sees in a text, before names and stance are decided."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attribution:
    """Something said, by whom, signalled by what. All pairs are half-open character offsets into the text."""

    cue: tuple[tuple[int, int], ...]
    source: tuple[int, int] | None
    content: tuple[tuple[int, int], ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A name in the text. ``kind`` is "person", "organisation" or "place"."""

    start: int
    end: int
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One pass over a text."""

    attributions: tuple[Attribution, ...]
    names: tuple[NamedSpan, ...]
