"""Fit the weights of the stance patterns on the hand-read labels, and what the network counts beside them.

Usage: python -m training.statements.fit_stance POLNEAR_TRAIN_JSONL_GZ > …/analysis/statements/data/stance_weights.json

A multinomial logistic regression over the content patterns, with a Gaussian prior that says that a pattern speaks for the
stance it is listed under: rows of split "train" only, and only those whose cue names no stance. Then what the network says
joins in. It was trained on these rows, so its part is fitted, and the patterns' weights again from where they are, on the
"chosen" rows and on made-up statements kept aside. Figures go to standard error.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from quotewire.analysis.encoder.reader import EncoderReader
from quotewire.analysis.statements.form import decide_form
from quotewire.analysis.statements.marks import find_quoted
from quotewire.analysis.statements.stance import StanceRules, features_of, load_stance_rules, named_by_cue, plain_text
from quotewire.model.span import Span
from quotewire.model.statement import Stance
from training.stances import STANCES, key, read_rows, read_written, stance_of

OWN, OWN_OPEN, OWN_BROAD, OWN_LEANING = 3.5, 4.5, 0.7, 0.5  # prior weight of a pattern for its own stance
RARE, ASSERTS, OPINES = -1.5, 0.3, 0.2  # prior biases
HOLD = 0.12  # strength of the prior
BALANCE = 0.8  # power of the inverse frequency that weighs an example
HEARD, HOLD_AGAIN = 1.2, 0.05  # where the network's part begins; the strength that then holds the patterns' weights

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """Stance by hand, stance named by the cue if any, what is observed of the content, and the network's opinion."""

    stance: Stance
    named: Stance | None
    features: Floats
    heard: Floats


def read_examples(path: str, split: str, rules: StanceRules, reader: EncoderReader) -> list[Example]:
    """Statements of one split in the order of their articles."""
    rows = read_rows(split)
    wanted = {row["id"] for row in rows}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = {document["id"]: document for document in map(json.loads, lines) if document["id"] in wanted}
    return [
        example
        for name, document in documents.items()
        for example in _examples(document, [row for row in rows if row["id"] == name], rules, reader)
    ]


def read_made_up(split: str, rules: StanceRules, reader: EncoderReader) -> list[Example]:
    return [
        example
        for row in read_written(split)
        for example in _look(row["text"], [(Span(*row["cue"]), row["content"])], [stance_of(row)], rules, reader)
    ]


def _examples(
    document: dict[str, Any], rows: list[dict[str, Any]], rules: StanceRules, reader: EncoderReader
) -> Iterator[Example]:
    contents = {(q["quote"]["start"], q["quote"]["end"]): q["quote"]["spans"] for q in document["quotes"]}
    pairs = [(Span(row["cue_start"], row["cue_end"]), contents[key(row)[1:]]) for row in rows]
    yield from _look(document["text"], pairs, [stance_of(row) for row in rows], rules, reader)


def _look(
    text: str, pairs: list[tuple[Span, Any]], stances: list[Stance], rules: StanceRules, reader: EncoderReader
) -> Iterator[Example]:
    plain, quoted = plain_text(text), find_quoted(text)
    heard = reader.read_stances(text, [((cue.start, cue.end), spans) for cue, spans in pairs])
    for stance, (cue, pieces), opinion in zip(stances, pairs, heard, strict=True):
        spans = tuple(Span(*pair) for pair in pieces)
        named = named_by_cue(plain, cue, spans, rules)
        features = features_of(plain, cue, spans, decide_form(text, spans, quoted), rules)
        yield Example(
            stance,
            named[0] if named else None,
            np.array(features),
            np.array(opinion or [0.0] * len(STANCES)),
        )


def build_prior(rules: StanceRules) -> Floats:
    own = [*(_own_weight(pattern.stance) for pattern in rules.content), *(OWN_LEANING for _ in rules.leaning)]
    prior = np.zeros((len(STANCES), len(own) + 3))
    for number, (pattern, weight) in enumerate(zip([*rules.content, *rules.leaning], own, strict=True)):
        prior[STANCES.index(pattern.stance), number] = weight
    prior[:, -1] = RARE
    prior[STANCES.index(Stance.ASSERTS), -1], prior[STANCES.index(Stance.OPINES), -1] = ASSERTS, OPINES
    return prior


def _own_weight(stance: Stance) -> float:
    if stance in {Stance.OPINES, Stance.ASSERTS}:
        return OWN_BROAD
    return OWN_OPEN if stance in {Stance.NEITHER, Stance.DECLINES} else OWN


def fit(examples: list[Example], prior: Floats, steps: int = 800, rate: float = 0.5) -> Floats:
    """Weights (stances, features) by plain gradient descent."""
    seen, _, number = _neutral(examples)
    share = (1.0 / np.maximum(np.bincount(number, minlength=len(STANCES)), 1)) ** BALANCE
    weight = (share[number] / share[number].mean())[:, None]
    wanted, weights = np.eye(len(STANCES))[number], prior.copy()
    for _ in range(steps):
        miss = (_chances(seen @ weights.T) - wanted) * weight
        weights -= rate * (miss.T @ seen / len(seen) + HOLD * (weights - prior))
    return weights


def fit_together(
    examples: list[Example], patterns: Floats, steps: int = 600, rate: float = 0.5, part: float = 0.02
) -> tuple[Floats, float]:
    """The patterns' weights, held near what they are, and what the network's log-probabilities count beside them."""
    seen, heard, number = _neutral(examples)
    wanted, weights, counts = np.eye(len(STANCES))[number], patterns.copy(), HEARD
    for _ in range(steps):
        miss = _chances(seen @ weights.T + counts * heard) - wanted
        weights -= rate * (miss.T @ seen / len(seen) + HOLD_AGAIN * (weights - patterns))
        counts -= part * float((miss * heard).sum()) / len(seen)
    return weights, counts


def _neutral(examples: list[Example]) -> tuple[Floats, Floats, Ints]:
    """Features, network's opinions and numbers of the stances, of those whose cue names none."""
    left = [example for example in examples if example.named is None]
    stances = np.array([STANCES.index(example.stance) for example in left])
    return np.array([example.features for example in left]), np.array([example.heard for example in left]), stances


def _chances(score: Floats) -> Floats:
    chance = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(chance / chance.sum(axis=1, keepdims=True))


def decide(example: Example, weights: Floats, heard: float) -> Stance:
    return example.named or STANCES[int(np.argmax(weights @ example.features + heard * example.heard))]


def macro_f1(pairs: list[tuple[Stance, Stance]]) -> float:
    scores = []
    for stance in {gold for gold, _ in pairs}:
        right = sum(gold == found == stance for gold, found in pairs)
        scores.append(2 * right / sum((gold == stance) + (found == stance) for gold, found in pairs))
    return sum(scores) / len(scores)


def judge_apart(parts: list[list[Example]], patterns: Floats) -> list[float]:
    """Macro-F1 of each part, each half of it decided by a fit on the other halves."""
    pairs: list[list[tuple[Stance, Stance]]] = [[] for _ in parts]
    for half in (0, 1):
        weights, heard = fit_together([example for part in parts for example in part[half::2]], patterns)
        for found, part in zip(pairs, parts, strict=True):
            found += [(example.stance, decide(example, weights, heard)) for example in part[1 - half :: 2]]
    return [round(macro_f1(found), 3) for found in pairs]


def main(path: str) -> None:
    rules, reader = load_stance_rules(), EncoderReader.load(threads=2)
    patterns = fit(read_examples(path, "train", rules, reader), build_prior(rules))
    parts = [read_examples(path, "chosen", rules, reader), read_made_up("chosen", rules, reader)]
    weights, heard = fit_together([example for part in parts for example in part], patterns)
    print(f"{[*map(len, parts)]} kept aside, macro-F1 by halves {judge_apart(parts, patterns)}", file=sys.stderr)
    rows = {stance.value: [round(float(x), 2) for x in weights[i]] for i, stance in enumerate(STANCES)}
    shown = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    print(f'{{"heard": {round(heard, 2)}, "patterns": {{\n{shown}\n}}}}')


if __name__ == "__main__":
    main(sys.argv[1])
