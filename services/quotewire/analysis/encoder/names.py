"""Names of a window: people, organisations and places."""

import numpy as np

from quotewire.analysis.encoder.attribution import NamedSpan
from quotewire.analysis.encoder.words import Floats, Words

KINDS: tuple[str | None, ...] = ("person", "organisation", "place", None)  # the last: miscellaneous, not reported


def find_names(probabilities: Floats, words: Words) -> list[NamedSpan]:
    """Decode pooled name tags (U, 9); a word that continues a name of another kind begins a new one."""
    tags = probabilities.argmax(axis=1)
    spans: list[NamedSpan] = []
    for first, last, kind in _runs(tags.tolist()):
        name = KINDS[kind]
        if name is None or not words.spoken[first:last].any():
            continue
        pair = probabilities[first:last, 1 + 2 * kind : 3 + 2 * kind]
        spans.append(NamedSpan(int(words.starts[first]), int(words.ends[last - 1]), name, _score(pair)))
    return spans


def _runs(tags: list[int]) -> list[tuple[int, int, int]]:
    """(first, last, kind) of each run of begin and inside tags."""
    runs: list[tuple[int, int, int]] = []
    for at, tag in enumerate(tags):
        kind, inside = divmod(tag - 1, 2)
        if tag and inside and runs and runs[-1][1] == at and runs[-1][2] == kind:
            runs[-1] = (runs[-1][0], at + 1, kind)
        elif tag:
            runs.append((at, at + 1, kind))
    return runs


def _score(probabilities: Floats) -> float:
    return float(np.clip(probabilities.sum(axis=1).mean(), 0.0, 1.0))
