"""What the encoder sees in a text, before names are resolved and stance is read."""

from dataclasses import dataclass

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with its speaker mention and content; all offsets are characters of the text, end exclusive.

    `confidence` is the calibrated probability (0..1) that this is a statement with this content; `speech` is the
    network's own probability that the cue reports speech rather than a mental state or a speech act about a thing;
    `stances` are its log-probabilities of the stances in the order of ``Stance``, empty where the network did not read.
    """

    cue: tuple[Offsets, ...]
    source: Offsets | None
    content: tuple[Offsets, ...]
    confidence: float
    speech: float = 1.0
    stances: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A name in the text; `kind` is "person", "organisation" or "place", `score` its mean probability (0..1)."""

    start: int
    end: int
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Attributions in the order of their contents, and names in the order of the text."""

    attributions: tuple[Attribution, ...]
    names: tuple[NamedSpan, ...]
