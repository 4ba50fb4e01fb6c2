"""SentenceEncoder: what a sentence means, as a vector.  Pure at call time; weights are loaded once.

MiniLM-L6 trained for sentence likeness (N. Reimers and I. Gurevych 2019; W. Wang et al. 2020), 4 bits a weight.
"""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from quotewire.analysis.encoder.network import open_graph, quiet_options
from quotewire.analysis.encoder.reader import WEIGHTS
from quotewire.analysis.encoder.words import Floats

_MOST_PIECES = 80
_WIDTH = 384
_LONGEST = 2000  # characters; more cannot fill the pieces that are read


class SentenceEncoder:
    """Turns short texts into vectors; one instance serves many threads."""

    def __init__(self, tokenizer: Tokenizer, session: ort.InferenceSession) -> None:
        self._tokenizer, self._session = tokenizer, session

    @classmethod
    @cache
    def load(cls, threads: int = 1, folder: Path = WEIGHTS) -> "SentenceEncoder":
        """Load the packaged weights; the second call with the same arguments returns the same object."""
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        return cls(tokenizer, open_graph(folder / "sentences.onnx", quiet_options(threads)))

    def vector(self, text: str) -> Floats:
        """Of 384 dimensions and length 1; all zeros for a text without a word. Only the first 80 pieces count."""
        shown = text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")  # halves of surrogate pairs have no pieces
        pieces = self._tokenizer.encode(shown).ids
        if len(pieces) <= 2:
            return np.zeros(_WIDTH, dtype=np.float32)
        ids = np.array([[*pieces[: _MOST_PIECES - 1], pieces[-1]]] if len(pieces) > _MOST_PIECES else [pieces])
        (mean,) = self._session.run(None, {"ids": ids, "places": np.arange(ids.shape[1])[None]})
        return np.asarray(mean[0] / np.linalg.norm(mean[0]), dtype=np.float32)
