"""Names of a window: people, organisations and places."""

import numpy as np

from quotewire.analysis.encoder.attribution import NamedSpan
from quotewire.analysis.encoder.words import Floats, Words

KINDS: tuple[str | None, ...] = ("person", "organisation", "place", None)  # the last: miscellaneous, not reported


def find_names(probabilities: Floats, words: Words) -> list[NamedSpan]:
    """Decode pooled name tags (U, 9): where names begin and end is read over all kinds, the kind over all words."""
    spans: list[NamedSpan] = []
    for first, last in _runs(probabilities):
        part = probabilities[first:last]
        kinds = (part[:, 1::2] + part[:, 2::2]).mean(axis=0)
        name = KINDS[best := int(kinds.argmax())]
        if name is not None and words.spoken[first:last].any():
            score = float(np.clip(kinds[best], 0.0, 1.0))
            spans.append(NamedSpan(int(words.starts[first]), int(words.ends[last - 1]), name, score))
    return spans


def _runs(probabilities: Floats) -> list[tuple[int, int]]:
    """Words [first, last) of each name of whatever kind."""
    steps = np.stack(
        [probabilities[:, 0], probabilities[:, 1::2].sum(axis=1), probabilities[:, 2::2].sum(axis=1)], axis=1
    ).argmax(axis=1)
    runs: list[tuple[int, int]] = []
    for at in np.flatnonzero(steps).tolist():
        if steps[at] == 2 and runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs
