"""Claim matching, measured: ``python -m quotewire.evaluation.claims ../shared [--errors]``.

- labelled pairs (packaged): does the decision say "same claim"; opposite stances on one claim count as the same;
- CheckThat! 2020 task 2: rank 10,375 verified claims for each of 199 tweets (P@1, MAP);
- AllSides story triples, development half: which pairs of articles tell one story (best F1 over thresholds).
"""

import argparse
import csv
import gzip
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewire.analysis.claims.likeness import compare, read_wording
from quotewire.analysis.claims.terms import content_terms, load_term_weights
from quotewire.analysis.claims.vectors import load_vectors
from quotewire.evaluation.pairs import read_pairs, score

Matrix = NDArray[np.float32]
_SAME_CLAIM = 0.5
_LINK = re.compile(r"https?://\S+|pic\.twitter\S+")
_SIGNATURE = re.compile(r"—[^—]*$")
_SHARES = (0.0, 0.3, 0.5, 0.7, 1.0)  # of words in the sum with vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder with the public data")
    parser.add_argument("--errors", action="store_true", help="show the development pairs that were misjudged")
    arguments = parser.parse_args()
    for split in ("dev", "held-out"):
        report_pairs(split, arguments.errors and split == "dev")
    data = arguments.shared / "data" / "claims"
    report_ranking(read_checkthat(data / "checkthat2020_task2"))
    report_stories(data / "allsides_dev.json.gz")


def report_pairs(split: str, errors: bool) -> None:
    pairs = read_pairs("claim_pairs.jsonl", split)
    said = [_likeness(pair) >= _SAME_CLAIM for pair in pairs]
    print(f"same claim, {split}, {len(pairs)} pairs: {score(said, [pair['label'] == 'same' for pair in pairs])}")
    table = Counter((pair["label"], same) for pair, same in zip(pairs, said, strict=True))
    print("  judged same: " + ", ".join(f"{label} {table[label, True]}" for label in ("same", "related", "different")))
    for pair, same in zip(pairs, said, strict=True):
        if errors and same != (pair["label"] == "same"):
            print(
                f"  {pair['id']} {pair['label']} {_likeness(pair):.2f}: {pair['one']['text']} | {pair['other']['text']}"
            )


def _likeness(pair: dict[str, Any]) -> float:
    return compare(read_wording(pair["one"]["text"]), read_wording(pair["other"]["text"])).score


@dataclass(frozen=True, slots=True)
class Ranking:
    """Queries, and for each the positions in ``texts`` that answer it."""

    queries: list[str]
    texts: list[str]
    relevant: list[set[int]]


def read_checkthat(folder: Path) -> Ranking:
    documents = _read_table(folder / "v3" / "v3.0" / "verified_claims.docs.tsv")
    place = {row[0]: number for number, row in enumerate(documents)}
    relevant: defaultdict[str, set[int]] = defaultdict(set)
    for line in (folder / "test-input" / "tweet-vclaim-pairs.qrels").read_text("utf-8").splitlines():
        tweet, _, claim, _ = line.split("\t")
        relevant[tweet].add(place[claim])
    tweets = [row for row in _read_table(folder / "test-input" / "tweets.queries.tsv") if row[0] in relevant]
    queries = [_SIGNATURE.sub("", _LINK.sub("", row[1])) for row in tweets]
    return Ranking(queries, [row[1] for row in documents], [relevant[row[0]] for row in tweets])


def _read_table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t"))[1:]


def report_ranking(ranking: Ranking) -> None:
    words, vectors = _word_cosines(ranking.queries, ranking.texts), _vector_cosines(ranking.queries, ranking.texts)
    for share in _SHARES:
        first, mean = rank(share * words + (1 - share) * vectors, ranking.relevant)
        print(f"CheckThat! 2020 test, words {share:.1f} + vectors {1 - share:.1f}: P@1 {first:.3f}  MAP {mean:.3f}")


def rank(scores: Matrix, relevant: Sequence[set[int]]) -> tuple[float, float]:
    """P@1 and mean average precision."""
    first, precisions = 0, []
    for row, answers in zip(scores, relevant, strict=True):
        order = np.argsort(-row, kind="stable")
        ranks = np.flatnonzero(np.isin(order, list(answers))) + 1
        first += int(ranks[0] == 1)
        precisions.append(math.fsum((found + 1) / float(at) for found, at in enumerate(ranks)) / len(answers))
    return first / len(relevant), math.fsum(precisions) / len(relevant)


def report_stories(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = json.load(lines)
    texts = [f"{one['title']}. {one['text'] or ''}" for one in articles]
    stories = np.array([one["story"] for one in articles])
    words, vectors = _word_cosines(texts, texts), _vector_cosines(texts, texts)
    for share in _SHARES:
        best = best_pair_f1(share * words + (1 - share) * vectors, stories)
        print(f"AllSides dev, words {share:.1f} + vectors {1 - share:.1f}: best pair F1 {best:.3f}")


def best_pair_f1(scores: Matrix, stories: NDArray[np.int64]) -> float:
    upper = np.triu_indices(len(stories), 1)
    same = (stories[upper[0]] == stories[upper[1]])[np.argsort(-scores[upper], kind="stable")]
    found = np.cumsum(same)
    return float(np.max(2 * found / (np.arange(1, len(same) + 1) + same.sum())))


def _vector_cosines(some: Sequence[str], others: Sequence[str]) -> Matrix:
    table = load_vectors()
    return np.stack([table.vector(text) for text in some]) @ np.stack([table.vector(text) for text in others]).T


def _word_cosines(some: Sequence[str], others: Sequence[str]) -> Matrix:
    """Cosines of term weights, by way of an inverted index."""
    posting: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, text in enumerate(others):
        for term, weight in _normalised(text).items():
            posting[term].append((number, weight))
    cosines = np.zeros((len(some), len(others)), np.float32)
    for row, text in enumerate(some):
        for term, weight in _normalised(text).items():
            for number, other in posting[term]:
                cosines[row, number] += weight * other
    return cosines


def _normalised(text: str) -> dict[str, float]:
    weights = load_term_weights()
    terms = {term: weights.of(term) for term in sorted(content_terms(text))}
    length = math.sqrt(math.fsum(weight * weight for weight in terms.values())) or 1.0
    return {term: weight / length for term, weight in terms.items()}


if __name__ == "__main__":
    main()
