"""Hand-read stances as labels of training: which statement of which article has which stance."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quotewire.model.statement import Stance

LABELS = Path(__file__).parent / "labels"
STANCES = tuple(Stance)  # the order of the network's outputs
READINGS = ("stance.jsonl", "stance_wide.jsonl", "stance_neutral.jsonl", "stance_more.jsonl")
SAMPLES = ("stance_sample.jsonl", "stance_wide_sample.jsonl")
WRITTEN = "stance_written.jsonl"  # made-up statements with their texts, for the stances that news seldom has
EVEN = 0.4  # power of the inverse frequency that weighs a stance
FEW = 5  # added to a count, so that the rarest stances do not rule

Place = tuple[int, int]


def read_rows(split: str) -> list[dict[str, Any]]:
    """Labelled statements of one split, with the offsets of their cues: "train", "chosen" (a sixth of it) or "heldout".

    Nothing is fitted on "heldout"; "chosen" is kept from the network and chooses how it is weighed against the patterns.
    """
    sample = {key(row): row for name in SAMPLES for row in _lines(name)}
    rows = [{**sample.get(key(row), {}), **row} for name in READINGS for row in _lines(name)]
    return [row for row in rows if split_of(row) == split]


def read_written(split: str) -> list[dict[str, Any]]:
    """Made-up statements, "train" or "chosen": `text`, offsets of `cue` and of the spans of `content`, `stance`."""
    return [row for row in _lines(WRITTEN) if _is_chosen(row["text"]) == (split == "chosen")]


def split_of(row: dict[str, Any]) -> str:
    return "chosen" if row["split"] == "train" and _is_chosen(row["id"]) else str(row["split"])


def _is_chosen(name: str) -> bool:
    return hashlib.sha256(f"chosen:{name}".encode()).digest()[0] % 6 == 0


def key(row: dict[str, Any]) -> tuple[str, int, int]:
    return row["id"], row["start"], row["end"]


def stance_of(row: dict[str, Any]) -> Stance:
    return Stance(row["stance"].replace("_", " "))


def labels_by_article() -> dict[str, dict[Place, int]]:
    """For each article, the number of the stance of each statement, by the first and last character of its content."""
    found: dict[str, dict[Place, int]] = {}
    for row in read_rows("train"):
        found.setdefault(row["id"], {})[row["start"], row["end"]] = STANCES.index(stance_of(row))
    return found


def stance_weights() -> list[float]:
    """What a label of each stance counts in training."""
    counts = Counter(map(stance_of, [*read_rows("train"), *read_written("train")]))
    return [(200 / (counts[stance] + FEW)) ** EVEN for stance in STANCES]


def _lines(name: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (LABELS / name).read_text(encoding="utf-8").splitlines())
