"""Claim matching, measured: ``python -m quotewire.evaluation.claims ../shared [--errors]``.

- labelled pairs (packaged): does the decision say "same claim"; opposite stances on one claim count as the same;
- CheckThat! 2020 task 2: rank 10,375 verified claims for each of 199 tweets (P@1, MAP), by the claim alone and by the
  better of its two wordings (the collection has a claim and a title for each); weights were chosen on the training tweets;
- AllSides story triples, development half: which pairs of articles tell one story (best F1 over thresholds; the
  threshold and the share of words were chosen on these same articles).
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
from quotewire.analysis.claims.meaning import load_exact, load_rough
from quotewire.analysis.claims.story import compare_stories, scale_locally, vector_cosines, word_cosines
from quotewire.evaluation.pairs import read_pairs, score

Matrix = NDArray[np.float32]
_SAME_CLAIM = 0.5
_LINK = re.compile(r"https?://\S+|pic\.twitter\S+")
_SIGNATURE = re.compile(r"—[^—]*$")
_WORDS = 0.4  # share of words in the sum with vectors; chosen on the training tweets


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
    """Queries, and for each the positions in ``texts`` that answer it; ``titles`` are other wordings of the texts."""

    queries: list[str]
    texts: list[str]
    titles: list[str]
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
    texts, titles = [row[1] for row in documents], [row[2] for row in documents]
    return Ranking(queries, texts, titles, [relevant[row[0]] for row in tweets])


def _read_table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t"))[1:]


def report_ranking(ranking: Ranking) -> None:
    queries, texts = ranking.queries, ranking.texts
    exact = vector_cosines(queries, texts, load_exact())
    either = np.maximum(exact, vector_cosines(queries, ranking.titles, load_exact()))
    words = word_cosines(queries, texts, 1.0)
    both = word_cosines(queries, [" ".join(pair) for pair in zip(texts, ranking.titles, strict=True)], 1.0)
    rows = {
        "static vectors": vector_cosines(queries, texts, load_rough()),
        "vectors": exact,
        "words": words,
        "vectors and words": (1 - _WORDS) * exact + _WORDS * words,
        "vectors, either wording": either,
        "vectors and words, either wording": (1 - _WORDS) * either + _WORDS * both,
    }
    for name, scores in rows.items():
        first, mean = rank(scores, ranking.relevant)
        print(f"CheckThat! 2020 test, {name}: P@1 {first:.3f}  MAP {mean:.3f}")


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
    words, exact = word_cosines(texts, texts), vector_cosines(texts, texts, load_exact())
    rows = {
        "vectors": exact,
        "words": words,
        "words less neighbours": scale_locally(words),
        "words and vectors less neighbours": compare_stories(texts, load_exact()),
    }
    for name, scores in rows.items():
        print(f"AllSides dev, {name}: best pair F1 {best_pair_f1(scores, stories):.3f}")


def best_pair_f1(scores: Matrix, stories: NDArray[np.int64]) -> float:
    upper = np.triu_indices(len(stories), 1)
    same = (stories[upper[0]] == stories[upper[1]])[np.argsort(-scores[upper], kind="stable")]
    found = np.cumsum(same)
    return float(np.max(2 * found / (np.arange(1, len(same) + 1) + same.sum())))


if __name__ == "__main__":
    main()
