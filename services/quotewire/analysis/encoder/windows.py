"""Windows: whole lines packed up to the length that the encoder was trained on.

A line longer than a window is cut at sentence ends, with an overlap; each cue is then read in the one window that owns
its place.  Windows depend on their own text alone, never on what else is read in the same call.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from tokenizers import Tokenizer

from quotewire.analysis.encoder.pieces import Ints, Pieces, cut_pieces

WINDOW_PIECES = 190
OVERLAP_PIECES = 48
BLOCK_CHARACTERS = 16_000

_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]*\s+(?=["'“‘(\[]?[A-Z0-9])""")


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of one run of the encoder; a cue is read here when it starts in [own_start, own_end) of the text."""

    pieces: Pieces
    own_start: int
    own_end: int


def cut_windows(tokenizer: Tokenizer, text: str, limit: int = WINDOW_PIECES) -> Iterator[Window]:
    """Yield the windows of `text`, at most `limit` pieces each; memory is bounded by the block, not by the text."""
    for start, end in _blocks(text):
        pieces = cut_pieces(tokenizer, text[start:end])
        for first, last, own_first, own_last in _ranges(pieces, text[start:end], limit):
            yield _window(pieces, start, (first, last), (own_first, own_last))


def _window(pieces: Pieces, offset: int, held: tuple[int, int], owned: tuple[int, int]) -> Window:
    part = slice(*held)
    starts, ends = pieces.starts + offset, pieces.ends + offset
    inner = Pieces(pieces.ids[part], pieces.marks[part], starts[part], ends[part])
    return Window(inner, int(starts[owned[0]]), int(ends[owned[1] - 1]))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of at most BLOCK_CHARACTERS, cut after a line break, else after white space, else anywhere."""
    start = 0
    while len(text) - start > BLOCK_CHARACTERS:
        limit = start + BLOCK_CHARACTERS
        cut = max(text.rfind("\n", start, limit), start - 1) + 1
        if cut <= start:
            cut = max(text.rfind(" ", start + BLOCK_CHARACTERS // 2, limit), limit - 1) + 1
        yield start, cut
        start = cut
    yield start, len(text)


def _ranges(pieces: Pieces, text: str, limit: int) -> Iterator[tuple[int, int, int, int]]:
    """Piece ranges (first, last, owned first, owned last) that together own every piece once."""
    held: tuple[int, int] | None = None
    for first, last in _lines(pieces, text):
        if held and last - held[0] <= limit:
            held = (held[0], last)
            continue
        if held:
            yield (*held, *held)
        held = (first, last)
        if last - first > limit:
            yield from _split(pieces, text, (first, last), limit)
            held = None
    if held:
        yield (*held, *held)


def _lines(pieces: Pieces, text: str) -> Iterator[tuple[int, int]]:
    breaks = [found.start() for found in re.finditer("[\n\x85\u2028\u2029]", text)]
    edges = np.unique(np.searchsorted(pieces.starts, [0, *breaks, len(text)]))
    yield from ((int(a), int(b)) for a, b in pairwise(edges))


def _split(pieces: Pieces, text: str, line: tuple[int, int], limit: int) -> Iterator[tuple[int, int, int, int]]:
    low, high = int(pieces.starts[line[0]]), int(pieces.ends[line[1] - 1])
    stops = [found.end() for found in _SENTENCE_END.finditer(text, low, high)]
    cuts = np.searchsorted(pieces.starts, stops)
    first, owned = line[0], line[0]
    while line[1] - first > limit:
        last = _latest(cuts, first + limit // 2, first + limit)
        following = _latest(cuts, last - OVERLAP_PIECES, last - OVERLAP_PIECES // 4)
        border = _latest(cuts, following, (following + last) // 2)
        yield first, last, owned, border
        first, owned = following, border
    yield first, line[1], owned, line[1]


def _latest(cuts: Ints, low: int, high: int) -> int:
    """The last sentence cut in (low, high], or `high` when there is none."""
    at = int(np.searchsorted(cuts, high, side="right")) - 1
    return int(cuts[at]) if at >= 0 and cuts[at] > low else high
