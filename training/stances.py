"""Stances as labels of training: which statement of which text has which stance."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotewire.analysis.encoder.attribution import Offsets
from quotewire.model.statement import Stance
from training.data import load_articles
from training.texts import load_texts

LABELS = Path(__file__).parent / "labels"
STANCES = tuple(Stance)  # the order of the network's outputs
READINGS = ("stance.jsonl", "stance_wide.jsonl", "stance_neutral.jsonl", "stance_more.jsonl")  # of PolNeAR train
SAMPLES = ("stance_sample.jsonl", "stance_wide_sample.jsonl")  # where the cues of the first two stand
FOUND = "stance_found.jsonl"  # statements that the reader found in other news
WRITTEN = "stance_written.jsonl"  # made-up statements with their texts, for the stances that news seldom has
EVEN = 0.4  # power of the inverse frequency that weighs a stance
FEW = 5  # added to a count, so that the rarest stances do not rule

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A statement by the characters of its cue and of the spans of its content, with the stance a reader gave it."""

    cue: Offsets
    content: tuple[Offsets, ...]
    stance: Stance


Texts = list[tuple[str, list[Labelled]]]


def read_news(shared: Path) -> dict[str, Texts]:
    """Texts of news with their labelled statements, by split: "train" and "chosen" (a sixth of it).

    Nothing is fitted on "heldout"; "chosen" is kept from the network and chooses how it is weighed against the patterns.
    """
    articles = load_articles(shared / "gold/polnear_train.jsonl.gz")
    texts = {article["id"]: article["text"] for article in articles} | load_texts(shared)
    own = {split: defaultdict[str, list[Labelled]](list) for split in ("train", "chosen")}
    for row in [*_read_polnear(articles), *_lines(FOUND)]:
        if (split := _split_of(row)) in own:
            own[split][row["id"]].append(_labelled(row))
    return {split: [(texts[name], found) for name, found in by_text.items()] for split, by_text in own.items()}


def read_written(split: str) -> Texts:
    """Made-up statements, "train" or "chosen", each in its own text."""
    rows = (row for row in _lines(WRITTEN) if _is_chosen(row["text"]) == (split == "chosen"))
    return [(row["text"], [_labelled(row)]) for row in rows]


def stance_weights(texts: Texts) -> list[float]:
    """What a label of each stance counts in training."""
    counts = Counter(statement.stance for _, statements in texts for statement in statements)
    return [(200 / (counts[stance] + FEW)) ** EVEN for stance in STANCES]


def _read_polnear(articles: list[Row]) -> Iterator[Row]:
    cues = {_key(row): row for name in SAMPLES for row in _lines(name)}
    quotes = {
        (article["id"], q["quote"]["start"], q["quote"]["end"]): q["quote"]
        for article in articles
        for q in article["quotes"]
    }
    for row in (row for name in READINGS for row in _lines(name)):
        place = {**cues.get(_key(row), {}), **row}
        yield {**place, "cue": [place["cue_start"], place["cue_end"]], "content": quotes[_key(row)]["spans"]}


def _labelled(row: Row) -> Labelled:
    first, last = row["cue"]
    return Labelled(
        (first, last), tuple((start, end) for start, end in row["content"]), Stance(row["stance"].replace("_", " "))
    )


def _split_of(row: Row) -> str:
    split = row.get("split", "train")
    return "chosen" if split == "train" and _is_chosen(row["id"]) else str(split)


def _is_chosen(name: str) -> bool:
    return hashlib.sha256(f"chosen:{name}".encode()).digest()[0] % 6 == 0


def _key(row: Row) -> tuple[str, int, int]:
    return row["id"], row["start"], row["end"]


def _lines(name: str) -> Iterator[Row]:
    yield from map(json.loads, (LABELS / name).read_text(encoding="utf-8").splitlines())
