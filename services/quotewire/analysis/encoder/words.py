"""Words over pieces: probabilities are pooled per word, so that no span ever begins or ends inside one."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quotewire.analysis.encoder.pieces import LINES, QUOTES, Pieces

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PUNCTUATION = 7
OPENING, CLOSING = 2, 3
OPEN_BRACKET, CLOSE_BRACKET = 12, 13  # in the packaged vocabulary


@dataclass(frozen=True, slots=True)
class Words:
    """Words and punctuation marks of a window (U of them), in order."""

    first: Ints  # index of the first piece of each
    starts: Ints  # character offsets
    ends: Ints
    spoken: Flags  # false for punctuation
    quote: Ints  # quotation state: 0 outside, 1 inside, 2 opening mark, 3 closing mark
    line: Ints  # 0 inside a line, 1 first of a line, 2 first after a blank line
    bracket: Ints  # 1 an opening bracket, 2 a closing one

    def pool(self, values: Floats) -> Floats:
        """Mean over the pieces of each word; `values` has pieces on its last axis but one."""
        sums = np.add.reduceat(values, self.first, axis=-2)
        counts = np.diff(np.append(self.first, values.shape[-2])).astype(np.float32)
        return np.asarray(sums / counts[:, None], dtype=np.float32)


def gather_words(pieces: Pieces) -> Words:
    """Group the pieces of a window into words."""
    shape = pieces.marks // (2 * QUOTES * LINES)
    worded = shape != PUNCTUATION
    glued = np.zeros(len(pieces), dtype=bool)
    glued[1:] = (pieces.starts[1:] == pieces.ends[:-1]) & worded[1:] & worded[:-1]
    first = np.flatnonzero(~glued)
    last = np.append(first[1:], len(pieces)) - 1
    mark = pieces.marks[first]
    return Words(
        first,
        pieces.starts[first],
        pieces.ends[last],
        worded[first],
        mark // 2 % QUOTES,
        mark // (2 * QUOTES) % LINES,
        np.where(pieces.ids[first] == OPEN_BRACKET, 1, np.where(pieces.ids[first] == CLOSE_BRACKET, 2, 0)),
    )
