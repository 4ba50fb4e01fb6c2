"""Labelled pairs, and statements and claims made from them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from quotewire.model.span import Span
from quotewire.model.statement import Form, Resolution, Speaker, Stance, Statement


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of a yes-or-no question."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


def read_pairs(name: str, split: str) -> list[dict[str, Any]]:
    """The pairs of a packaged file that lie in one half."""
    lines = resources.files("quotewire.evaluation").joinpath("data", name).read_text("utf-8").splitlines()
    return [pair for line in lines if (pair := json.loads(line))["split"] == split]


def score(said: Sequence[bool], true: Sequence[bool]) -> Score:
    both = sum(one and other for one, other in zip(said, true, strict=True))
    return Score(both / max(1, sum(said)), both / max(1, sum(true)))


def make_statement(number: str, text: str, stance: str) -> Statement:
    """A statement without an article, of a speaker who is always the same."""
    speaker = Speaker("x-somebody", "Somebody", None, None, Resolution.FULL_NAME)
    return Statement(number, speaker, (Span(0, len(text)),), text, Form.INDIRECT, Stance(stance), 1.0)
