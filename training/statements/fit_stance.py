"""Fit the weights of the stance patterns on the hand-read labels.

Usage: fit_stance.py POLNEAR_TRAIN_JSONL_GZ > services/quotewire/analysis/statements/data/stance_weights.json

A multinomial logistic regression over the content patterns, with a Gaussian prior that says that a pattern speaks for the
stance it is listed under. Rows of split "train" only, and only those whose cue names no stance. Prints six-fold macro-F1
of the whole decision to standard error.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from quotewire.analysis.statements.form import decide_form
from quotewire.analysis.statements.marks import find_quoted
from quotewire.analysis.statements.stance import StanceRules, features_of, load_stance_rules, named_by_cue, plain_text
from quotewire.model.span import Span
from quotewire.model.statement import Stance

LABELS = Path(__file__).resolve().parents[1] / "labels"
STANCES = list(Stance)
OWN, OWN_OPEN, OWN_BROAD, OWN_LEANING = 3.5, 4.5, 0.7, 0.5  # prior weight of a pattern for its own stance
RARE, ASSERTS, OPINES = -1.5, 0.3, 0.2  # prior biases
HOLD = 0.03  # strength of the prior
BALANCE = 0.4  # power of the inverse frequency that weighs an example
FOLDS = 6

Floats = npt.NDArray[np.float64]
Example = tuple[Stance, Stance | None, Floats]


def read_rows() -> list[dict[str, Any]]:
    """Labelled rows of split "train", each with the offsets of its cue."""
    sample = {_key(row): row for row in _lines("stance_sample.jsonl")}
    rows = [{**sample[_key(row)], **row} for row in _lines("stance.jsonl")]
    return [row for row in [*rows, *_lines("stance_neutral.jsonl")] if row["split"] == "train"]


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (LABELS / name).read_text(encoding="utf-8").splitlines()]


def _key(row: dict[str, Any]) -> tuple[str, int, int]:
    return row["id"], row["start"], row["end"]


def read_examples(path: str, rules: StanceRules) -> list[Example]:
    """Stance by hand, stance named by the cue if any, and what is observed of the content."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = {document["id"]: document for document in map(json.loads, lines)}
    return [_example(row, documents[row["id"]], rules) for row in read_rows()]


def _example(row: dict[str, Any], document: dict[str, Any], rules: StanceRules) -> Example:
    text = document["text"]
    quote = next(q["quote"] for q in document["quotes"] if (q["quote"]["start"], q["quote"]["end"]) == _key(row)[1:])
    spans, cue = tuple(Span(*pair) for pair in quote["spans"]), Span(row["cue_start"], row["cue_end"])
    plain = plain_text(text)
    named = named_by_cue(plain, cue, spans, rules)
    form = decide_form(text, spans, find_quoted(text))
    stance = Stance(row["stance"].replace("_", " "))
    return stance, named[0] if named else None, np.array(features_of(plain, cue, spans, form, rules))


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
    neutral = [example for example in examples if example[1] is None]
    seen = np.array([features for _, _, features in neutral])
    number = np.array([STANCES.index(stance) for stance, _, _ in neutral])
    share = (1.0 / np.maximum(np.bincount(number, minlength=len(STANCES)), 1)) ** BALANCE
    weight = (share[number] / share[number].mean())[:, None]
    wanted, weights = np.eye(len(STANCES))[number], prior.copy()
    for _ in range(steps):
        score = seen @ weights.T
        chance = np.exp(score - score.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        weights -= rate * (((chance - wanted) * weight).T @ seen / len(seen) + HOLD * (weights - prior))
    return weights


def decide(example: Example, weights: Floats) -> Stance:
    return example[1] or STANCES[int(np.argmax(weights @ example[2]))]


def macro_f1(pairs: list[tuple[Stance, Stance]]) -> float:
    scores = []
    for stance in {gold for gold, _ in pairs}:
        right = sum(gold == found == stance for gold, found in pairs)
        scores.append(2 * right / sum((gold == stance) + (found == stance) for gold, found in pairs))
    return sum(scores) / len(scores)


def cross_validate(examples: list[Example], prior: Floats) -> float:
    order = np.random.RandomState(1).permutation(len(examples))
    pairs = []
    for fold in range(FOLDS):
        weights = fit([examples[i] for at, i in enumerate(order) if at % FOLDS != fold], prior)
        pairs += [(examples[i][0], decide(examples[i], weights)) for i in order[fold::FOLDS]]
    return macro_f1(pairs)


def main(path: str) -> None:
    rules = load_stance_rules()
    examples, prior = read_examples(path, rules), build_prior(rules)
    print(f"{len(examples)} examples, six-fold macro-F1 {cross_validate(examples, prior):.3f}", file=sys.stderr)
    weights = fit(examples, prior)
    rows = {stance.value: [round(float(x), 2) for x in weights[i]] for i, stance in enumerate(STANCES)}
    print("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items()) + "\n}")


if __name__ == "__main__":
    main(sys.argv[1])
