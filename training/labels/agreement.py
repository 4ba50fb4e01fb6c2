"""Agreement of the two readings of stance, on the statements that both read.

Usage: agreement.py [POLNEAR_TRAIN_JSONL_GZ]
Raw agreement with its 95% interval, Cohen's kappa and macro-F1, per split and, given PolNeAR train, per half of the sample
(drawn at random, enriched by keywords); then per label, and the commonest disagreements (first reading > second reading).
"""

import json
import sys
from collections import Counter
from math import sqrt
from pathlib import Path

from draw_stance_sample import RANDOM_HALF, STRATA, draw, read_candidates

HERE = Path(__file__).resolve().parent
Key = tuple[str, int, int]
Pair = tuple[str, str]


def column(path: Path, name: str) -> dict[Key, str]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {(row["id"], row["start"], row["end"]): row[name] for row in rows}


def raw(pairs: list[Pair]) -> float:
    return sum(one == other for one, other in pairs) / len(pairs)


def interval(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95% score interval of a share of `count` statements."""
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return middle - half, middle + half


def kappa(pairs: list[Pair]) -> float:
    """Cohen's kappa (1960): agreement beyond what the two readers' label frequencies give by chance."""
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return (raw(pairs) - chance) / (1 - chance)


def f1(pairs: list[Pair]) -> dict[str, float]:
    """F1 per label that either reader used; it does not matter which reading counts as the truth."""
    used = Counter(label for pair in pairs for label in pair)
    both = Counter(one for one, other in pairs if one == other)
    return {label: 2 * both[label] / used[label] for label in sorted(used)}


def summary(name: str, pairs: list[Pair]) -> str:
    low, high = interval(raw(pairs), len(pairs))
    scores = f1(pairs)
    macro = sum(scores.values()) / len(scores)
    return (
        f"{name:8} n={len(pairs):3} agreement={raw(pairs):.3f} [{low:.2f}, {high:.2f}]"
        f" kappa={kappa(pairs):.3f} macro-F1={macro:.3f} over {len(scores)} labels"
    )


def details(pairs: list[Pair]) -> list[str]:
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    labels = [
        f"{label:28} first={first[label]:3} second={second[label]:3} F1={score:.2f}"
        for label, score in f1(pairs).items()
    ]
    apart = Counter(pair for pair in pairs if pair[0] != pair[1])
    return ["", *labels, "", *(f"{count:3} {one} > {other}" for (one, other), count in apart.most_common())]


def halves(polnear: str) -> dict[Key, str]:
    """Which part of the sample drew a statement: the strata come first, then the random half, then the supplements."""
    start = sum(quota for _, quota, *_ in STRATA)
    drawn = [(quote["id"], quote["quote"]["start"], quote["quote"]["end"]) for quote in draw(read_candidates(polnear))]
    return dict.fromkeys(drawn, "enriched") | dict.fromkeys(drawn[start : start + RANDOM_HALF], "random")


def parts(of: dict[Key, str], pairs: dict[Key, Pair]) -> list[str]:
    names = sorted({of[key] for key in pairs})
    return [summary(name, [pair for key, pair in pairs.items() if of[key] == name]) for name in names]


def main(polnear: str = "") -> None:
    one, other = column(HERE / "stance.jsonl", "stance"), column(HERE / "stance_second.jsonl", "stance")
    pairs = {key: (one[key], other[key]) for key in other if key in one}
    lines = parts(column(HERE / "stance_sample.jsonl", "split"), pairs)
    lines += parts(halves(polnear), pairs) if polnear else []
    both = list(pairs.values())
    print("\n".join([*lines, summary("all", both), *details(both)]))


if __name__ == "__main__":
    main(*sys.argv[1:2])
