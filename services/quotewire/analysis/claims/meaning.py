"""What a text means, as a vector: exact and slow, or rough and quick.

Anything that turns a text into a vector of length 1 may be the source of either. The rough ones tell which comparisons
are worth an exact one: of pairs in the sample with an exact cosine over .5, none has a rough one under .2.
"""

from functools import cache, lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from quotewire.analysis.claims.vectors import load_vectors
from quotewire.analysis.encoder.sentences import SentenceEncoder

Vector = NDArray[np.float32]
_REMEMBERED = 16_384  # texts, 768 bytes each


class VectorSource(Protocol):
    """Turns a text into a vector of length 1, or of zeros when it says nothing."""

    def vector(self, text: str) -> Vector: ...


@cache
def load_exact() -> VectorSource:
    """A contextual encoder: about 250 short texts a CPU-second."""
    return SentenceEncoder.load()


@cache
def load_rough() -> VectorSource:
    """Sums of static vectors: about 20,000 short texts a CPU-second."""
    return load_vectors()


@lru_cache(maxsize=_REMEMBERED)
def _exact_vector(text: str) -> NDArray[np.float16]:
    return load_exact().vector(text).astype(np.float16)


def exact_cosine(one: str, other: str) -> float:
    """Of the contextual vectors, which are remembered."""
    return float(np.dot(_exact_vector(one).astype(np.float32), _exact_vector(other).astype(np.float32)))
