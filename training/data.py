"""Training windows with labels, from PolNeAR (statements) and CoNLL-2003 (names) in ../shared."""

import gzip
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from quotewire.analysis.encoder.network import FIRST, LAST
from quotewire.analysis.encoder.pieces import Pieces
from quotewire.analysis.encoder.windows import cut_windows

KINDS = ("speech", "speech_np", "mental")
NAMES = ("PER", "ORG", "LOC", "MISC")
MASK = 4  # the last of the special pieces
IGNORED = -100
HELD_OUT = 60

Ints = npt.NDArray[np.int64]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CueLabel:
    first: int  # pieces [first, last) of the window, special pieces counted
    last: int
    roles: Ints  # per piece: 0 none, 1 source, 2 content
    kind: int


@dataclass(frozen=True, slots=True)
class Example:
    ids: Ints
    marks: Ints
    cue_tags: Ints  # IGNORED throughout where the data has no cues
    name_tags: Ints
    cues: tuple[CueLabel, ...]


def load_articles(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def split_articles(articles: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return (training, held out): the held-out articles choose thresholds and calibrate, nothing else."""
    order = sorted(articles, key=lambda a: a["id"])
    random.Random(7).shuffle(order)
    return order[HELD_OUT:], order[:HELD_OUT]


def load_sentences(path: Path) -> list[list[list[tuple[str, str]]]]:
    """Return documents of sentences of (token, tag) from a CoNLL-2003 file."""
    documents: list[list[list[tuple[str, str]]]] = []
    with gzip.open(path, "rt", encoding="utf8") as lines:
        for block in lines.read().split("\n\n"):
            rows = [line.split() for line in block.strip().split("\n") if line.strip()]
            if rows and rows[0][0] == "-DOCSTART-":
                documents.append([])
                rows = rows[1:]
            if rows:
                documents[-1].append([(row[0], row[-1]) for row in rows])
    return documents


def statement_examples(
    tokenizer: Tokenizer, article: dict[str, Any], rng: random.Random | None, limit: int = 190
) -> list[Example]:
    """Cut an article into labelled windows; `rng` varies where the packing begins and the case of some lines."""
    text, shift = article["text"], 0
    if rng:
        breaks = [0, *(m.end() for m in re.finditer("\n", text))]
        shift = breaks[min(len(breaks) - 1, rng.randrange(4))]
    shown = _vary_case(text, rng) if rng and rng.random() < 0.15 else text
    parts = ([shown[:shift]] if shift else []) + [shown[shift:]]
    examples, offset = [], 0
    for part in parts:
        windows = cut_windows(tokenizer, part, limit)
        examples += [_statement_example(window.pieces, offset, article["quotes"]) for window in windows]
        offset += len(part)
    return examples


def name_examples(
    tokenizer: Tokenizer, documents: list[list[list[tuple[str, str]]]], rng: random.Random, limit: int = 190
) -> list[Example]:
    """Join sentences into texts of varied length and spacing, and label their pieces."""
    examples = []
    for document in documents:
        at = 0
        while at < len(document):
            size = rng.choice((1, 1, 2, 4, 8, 16))
            text, spans = join_sentences(document[at : at + size], rng)
            examples += [_name_example(w.pieces, spans) for w in cut_windows(tokenizer, text, limit)]
            at += size
    return examples


def join_sentences(
    sentences: list[list[tuple[str, str]]], rng: random.Random
) -> tuple[str, list[tuple[int, int, str]]]:
    """Return running text and its name spans (start, end, type)."""
    separator, spaced = rng.choice(("\n", " ", "\n\n")), rng.random() < 0.5
    text, spans = "", []
    for sentence in sentences:
        text += separator if text else ""
        draw = rng.random()
        recase = str.lower if draw < 0.03 else str.upper if draw < 0.06 else str
        places = []
        for token, _ in sentence:
            glued = not spaced and (re.fullmatch(r"[.,;:!?%)\]]|'s|n't|'[a-z]+", token) or text.endswith(("(", "$")))
            text += "" if glued or not text or text.endswith("\n") else " "
            places.append((len(text), len(text) + len(token)))
            text += recase(token)
        spans += name_spans([tag for _, tag in sentence], places)
    return text, spans


def name_spans(tags: list[str], places: list[Span]) -> list[tuple[int, int, str]]:
    """Spans of IOB1 tags (also reads IOB2)."""
    spans: list[tuple[int, int, str]] = []
    previous = "O"
    for tag, (start, end) in zip(tags, places, strict=True):
        if tag != "O":
            if tag[0] == "B" or previous == "O" or previous[2:] != tag[2:]:
                spans.append((start, end, tag[2:]))
            else:
                spans[-1] = (spans[-1][0], end, tag[2:])
        previous = tag
    return spans


def _vary_case(text: str, rng: random.Random) -> str:
    change = rng.choice((str.upper, str.lower, str.title))
    lines = (change(line) if rng.random() < 0.3 else line for line in text.split("\n"))
    varied = "\n".join(lines)
    return varied if len(varied) == len(text) else text


def _within(pieces: Pieces, offset: int, spans: list[list[int]]) -> npt.NDArray[np.bool_]:
    middle = (pieces.starts + pieces.ends) / 2 + offset
    inside = np.zeros(len(pieces) + 2, dtype=bool)
    for start, end in spans:
        inside[1:-1] |= (middle > start) & (middle < end)
    return inside


def pieces_within(pieces: Pieces, spans: list[list[int]]) -> Ints:
    """Numbers of the pieces of a window, special pieces counted, that lie in the spans."""
    return np.flatnonzero(_within(pieces, 0, spans))


def _framed(values: Ints, first: int, last: int) -> Ints:
    return np.concatenate([[first], values, [last]]).astype(np.int64)


def _statement_example(pieces: Pieces, offset: int, quotes: list[dict[str, Any]]) -> Example:
    tags = np.zeros(len(pieces) + 2, dtype=np.int64)
    cues = []
    for quote in quotes:
        if not quote["cue"]:
            continue
        at = np.flatnonzero(_within(pieces, offset, [[quote["cue"]["start"], quote["cue"]["end"]]]))
        if not len(at):
            continue
        tags[at], tags[at[0]] = 2, 1
        roles = np.zeros(len(tags), dtype=np.int64)
        if quote["speaker"]:
            speaker = quote["speaker"]
            roles[_within(pieces, offset, speaker.get("spans") or [[speaker["start"], speaker["end"]]])] = 1
        roles[_within(pieces, offset, quote["quote"]["spans"])] = 2
        cues.append(CueLabel(int(at[0]), int(at[-1]) + 1, roles, KINDS.index(quote["kind"])))
    nothing = np.full(len(tags), IGNORED, dtype=np.int64)
    return Example(_framed(pieces.ids, FIRST, LAST), _framed(pieces.marks, 0, 0), tags, nothing, tuple(cues))


def _name_example(pieces: Pieces, spans: list[tuple[int, int, str]]) -> Example:
    tags = np.zeros(len(pieces) + 2, dtype=np.int64)
    for start, end, kind in spans:
        at = np.flatnonzero(_within(pieces, 0, [[start, end]]))
        if len(at):
            tags[at] = 2 + 2 * NAMES.index(kind)
            tags[at[0]] -= 1
    nothing = np.full(len(tags), IGNORED, dtype=np.int64)
    return Example(_framed(pieces.ids, FIRST, LAST), _framed(pieces.marks, 0, 0), nothing, tags, ())
