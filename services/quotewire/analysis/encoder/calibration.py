"""Confidence of an attribution: a logistic model of what the network knew, fitted on held-out training articles."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quotewire.analysis.encoder.words import Floats

FEATURES = ("bias", "cue", "speech", "content", "source", "has source", "length", "edge")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights in the order of FEATURES, and the confidence under which an attribution is not reported."""

    weights: tuple[float, ...]
    minimum: float

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Read the committed weights; raises OSError or ValueError when the package is incomplete."""
        stored = json.loads(path.read_text(encoding="utf8"))["confidence"]
        return cls(tuple(map(float, stored["weights"])), float(stored["minimum"]))

    def confidence(self, features: Floats) -> float:
        """Probability (0..1) for one vector of FEATURES."""
        score = sum(w * float(x) for w, x in zip(self.weights, features, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def describe(cue: float, speech: float, content: Floats, source: Floats) -> Floats:
    """FEATURES of an attribution: log-odds of cue, kind, content words and source words, and simple sizes."""
    return np.array(
        [
            1.0,
            _log_odds(cue),
            _log_odds(speech),
            _log_odds(float(content.mean())),
            _log_odds(float(source.mean())) if len(source) else 0.0,
            float(len(source) > 0),
            math.log(len(content)),
            _log_odds(float(min(content[0], content[-1]))),
        ],
        dtype=np.float32,
    )


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(clipped / (1 - clipped))
