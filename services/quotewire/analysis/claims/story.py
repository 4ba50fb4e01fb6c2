"""Which articles tell one story: words weighed by how rare they are among the articles at hand, beside vectors.

Cosines are corrected for how near an article is to everything: what counts is by how much two are nearer to each other than
either is to its neighbours (cross-domain similarity local scaling, A. Conneau et al. 2018).
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quotewire.analysis.claims.meaning import VectorSource
from quotewire.analysis.claims.terms import list_terms

Matrix = NDArray[np.float32]
_NEIGHBOURS = 10
_RARITY = 1.5  # power of the inverse document frequency
_WORDS = 0.7  # share of words, beside vectors


def compare_stories(texts: Sequence[str], vectors: VectorSource) -> Matrix:
    """A score for each pair of texts, the higher the likelier one story; only its order has a meaning."""
    by_words, by_vectors = word_cosines(texts, texts), vector_cosines(texts, texts, vectors)
    return _WORDS * scale_locally(by_words) + (1 - _WORDS) * scale_locally(by_vectors)


def scale_locally(cosines: Matrix) -> Matrix:
    """Cosines of texts with each other, less the mean of each text's nearest neighbours."""
    others = cosines.copy()
    np.fill_diagonal(others, -1.0)
    count = max(1, min(_NEIGHBOURS, len(cosines) - 1))
    nearest = np.sort(others, axis=1)[:, -count:].mean(axis=1)
    return np.asarray(2 * cosines - nearest[:, None] - nearest[None], dtype=np.float32)


def vector_cosines(some: Sequence[str], others: Sequence[str], vectors: VectorSource) -> Matrix:
    of = {text: vectors.vector(text) for text in {*some, *others}}
    return np.asarray(np.stack([of[text] for text in some]) @ np.stack([of[text] for text in others]).T)


def word_cosines(some: Sequence[str], others: Sequence[str], rarity: float = _RARITY) -> Matrix:
    """Cosines of term frequencies (logarithmic) times inverse document frequencies among ``others``."""
    counted = [Counter(_words(text)) for text in others]
    documents = Counter(word for words in counted for word in words)
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, words in enumerate(counted):
        for word, weight in _weigh(words, documents, len(others), rarity).items():
            postings.setdefault(word, []).append((number, weight))
    columns = {word: tuple(map(np.array, zip(*places, strict=True))) for word, places in postings.items()}
    cosines = np.zeros((len(some), len(others)), np.float32)
    for row, text in enumerate(some):
        for word, weight in _weigh(Counter(_words(text)), documents, len(others), rarity).items():
            if word in columns:
                numbers, weights = columns[word]
                cosines[row, numbers] += weight * weights
    return cosines


def _weigh(words: Counter[str], documents: Counter[str], count: int, rarity: float) -> dict[str, float]:
    weights = {
        word: (1 + math.log(times)) * (1 + math.log((1 + count) / (1 + documents[word]))) ** rarity
        for word, times in words.items()
    }
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def _words(text: str) -> list[str]:
    """Stems, and pairs of neighbours, which are often names."""
    terms = list_terms(text)
    return terms + [f"{one} {other}" for one, other in pairwise(terms)]
