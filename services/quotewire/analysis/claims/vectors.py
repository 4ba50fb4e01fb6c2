"""Static sentence vectors: a text's vector is the sum of the vectors of its word pieces.

The table was distilled from a MiniLM sentence encoder: pieces start at the encoder's vectors for them alone, reduced and
weighted by inverse frequency (model2vec, S. Tulkens and T. van Dongen 2024; SIF, S. Arora et al. 2017), then fitted so
that sums of them point where the encoder points for whole sentences. ``data/README.md`` says from what, and how well.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
_TOKEN = re.compile(r"[^\W_]+")
_LONGEST_WORD = 40  # characters; longer runs are no words
_MOST_WORDS = 120  # of a text; later ones hardly turn its vector


@dataclass(frozen=True, slots=True)
class StaticVectors:
    """``rows`` (pieces, dimensions); a piece that continues a word begins with "##"."""

    pieces: Mapping[str, int]
    rows: Vector

    def vector(self, text: str) -> Vector:
        """Of length 1, or all zeros when no piece of the text is known."""
        numbers = [number for word in _TOKEN.findall(_plain(text))[:_MOST_WORDS] for number in self._split(word)]
        total: Vector = self.rows[numbers].sum(axis=0, dtype=np.float32)
        length = float(np.linalg.norm(total))
        return total / np.float32(length or 1.0)

    def _split(self, word: str) -> list[int]:
        """Longest known piece first, as WordPiece does; nothing when a rest is not known."""
        if (whole := self.pieces.get(word)) is not None:
            return [whole]
        numbers, start = [], 0
        while start < min(len(word), _LONGEST_WORD):
            found = self._longest(word, start)
            if found is None:
                return []
            number, start = found
            numbers.append(number)
        return numbers

    def _longest(self, word: str, start: int) -> tuple[int, int] | None:
        for end in range(len(word), start, -1):
            number = self.pieces.get(("##" if start else "") + word[start:end])
            if number is not None:
                return number, end
        return None


@cache
def load_vectors() -> StaticVectors:
    """Read the packaged table; the second call returns the same object."""
    with (
        resources.as_file(resources.files(__package__).joinpath("data", "vectors.npz")) as path,
        np.load(path) as packed,
    ):
        pieces = bytes(packed["pieces"]).decode("utf-8").split("\n")
        rows = packed["rows"].astype(np.float32) * packed["scales"].astype(np.float32)[:, None]
    return StaticVectors(MappingProxyType({piece: number for number, piece in enumerate(pieces)}), rows)


def _plain(text: str) -> str:
    """Lower case without accents, as the encoder's tokenizer has it."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
