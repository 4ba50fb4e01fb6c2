"""Fit the weights of the stance patterns on the read labels, and what the network counts beside them.

Usage: python -m training.statements.fit_stance SHARED [--refit] > …/analysis/statements/data/stance_weights.json

A multinomial logistic regression over the content patterns, with a Gaussian prior that says that a pattern speaks for the
stance it is listed under: rows of split "train" only, and only those whose cue names no stance. They stay as they are unless
`--refit` is given. The network was trained on these rows, so its part is fitted on news kept aside ("chosen"). Figures go to
standard error.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from quotewire.analysis.encoder.reader import EncoderReader
from quotewire.analysis.statements.form import decide_form
from quotewire.analysis.statements.marks import find_quoted
from quotewire.analysis.statements.stance import (
    StanceReader,
    StanceRules,
    features_of,
    load_stance_rules,
    named_by_cue,
    plain_text,
)
from quotewire.model.span import Span
from quotewire.model.statement import Form, Stance
from training.stances import STANCES, Labelled, Texts, read_news, read_written

OWN, OWN_OPEN, OWN_BROAD, OWN_LEANING = 3.5, 4.5, 0.7, 0.5  # prior weight of a pattern for its own stance
RARE, ASSERTS, OPINES = -1.5, 0.3, 0.2  # prior biases
HOLD = 0.12  # strength of the prior
BALANCE = 0.8  # power of the inverse frequency that weighs an example
COUNTS = tuple(round(0.05 * step, 2) for step in range(61))

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """A statement in its text."""

    plain: str
    cue: Span
    spans: tuple[Span, ...]
    form: Form


@dataclass(frozen=True, slots=True)
class Example:
    """Stance as read, stance named by the cue if any, what is observed of the content, and the network's opinion."""

    stance: Stance
    place: Place
    named: Stance | None
    features: Floats
    heard: Floats


def read_examples(texts: Texts, rules: StanceRules, reader: EncoderReader | None) -> list[Example]:
    """Without a reader the network's opinions are all zero."""
    return [example for text, statements in texts for example in _look(text, statements, rules, reader)]


def _look(text: str, statements: list[Labelled], rules: StanceRules, reader: EncoderReader | None) -> Iterator[Example]:
    plain, quoted = plain_text(text), find_quoted(text)
    places = [(one.cue, one.content) for one in statements]
    heard = reader.read_stances(text, places) if reader else [()] * len(places)
    for one, opinion in zip(statements, heard, strict=True):
        cue, spans = Span(*one.cue), tuple(Span(*pair) for pair in one.content)
        place = Place(plain, cue, spans, decide_form(text, spans, quoted))
        named = named_by_cue(plain, cue, spans, rules)
        yield Example(
            one.stance,
            place,
            named[0] if named else None,
            np.array(features_of(plain, cue, spans, place.form, rules)),
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


def fit_heard(examples: list[Example], patterns: Floats) -> float:
    """What the network's log-probabilities count beside the patterns, in steps of .05: the likeliest."""
    seen, heard, number = _neutral(examples)
    return max(COUNTS, key=lambda counts: _likelihood(seen @ patterns.T + counts * heard, number))


def _likelihood(score: Floats, number: Ints) -> float:
    return float(np.log(_chances(score)[np.arange(len(number)), number]).mean())


def _neutral(examples: list[Example]) -> tuple[Floats, Floats, Ints]:
    """Features, network's opinions and numbers of the stances, of those whose cue names none."""
    left = [example for example in examples if example.named is None]
    stances = np.array([STANCES.index(example.stance) for example in left])
    return np.array([example.features for example in left]), np.array([example.heard for example in left]), stances


def _chances(score: Floats) -> Floats:
    chance = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(chance / chance.sum(axis=1, keepdims=True))


def decide(example: Example, rules: StanceRules) -> Stance:
    """As in use."""
    place = example.place
    stance, _ = StanceReader(place.plain, rules).decide(place.cue, place.spans, place.form, tuple(example.heard))
    return stance


def macro_f1(pairs: list[tuple[Stance, Stance]]) -> float:
    scores = []
    for stance in {gold for gold, _ in pairs}:
        right = sum(gold == found == stance for gold, found in pairs)
        scores.append(2 * right / sum((gold == stance) + (found == stance) for gold, found in pairs))
    return sum(scores) / len(scores)


def main(shared: Path, refit: bool) -> None:
    rules, reader = load_stance_rules(), EncoderReader.load(threads=2)
    patterns = np.array([rules.weights[stance] for stance in STANCES])
    news = read_news(shared)
    if refit:
        patterns = fit(read_examples(news["train"], rules, None), build_prior(rules))
    aside = {"news": news["chosen"], "made-up": read_written("chosen")}
    parts = {name: read_examples(texts, rules, reader) for name, texts in aside.items()}
    heard = fit_heard(parts["news"], patterns)
    weights = {stance: tuple(row) for stance, row in zip(STANCES, patterns.tolist(), strict=True)}
    fitted = replace(rules, weights=weights, heard=heard)
    for name, part in parts.items():
        judged = macro_f1([(example.stance, decide(example, fitted)) for example in part])
        print(f"{name}: {len(part)} kept aside, macro-F1 {judged:.3f}", file=sys.stderr)
    rows = {stance.value: [round(float(x), 2) for x in patterns[i]] for i, stance in enumerate(STANCES)}
    shown = ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    print(f'{{"heard": {round(heard, 2)}, "patterns": {{\n{shown}\n}}}}')


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument(
        "--refit", action="store_true", help="fit the patterns' weights, too (needed when patterns change)"
    )
    a = parser.parse_args()
    main(a.shared, a.refit)
