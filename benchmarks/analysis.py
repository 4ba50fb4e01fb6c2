# ruff: noqa: INP001 - a script, run by make
"""Words per CPU-second and memory of the whole analysis, beside spaCy's small pipeline and textacy's quotations.

    python benchmarks/analysis.py ../shared [--baselines PYTHON] [--articles N] [--rounds N]

The same texts (PolNeAR dev), each system in a process of its own with one thread, in turns; the best round of each counts,
and loading is left out. A ratio is quotewire's figure to that of the system. The systems do different work: spaCy tags,
parses and names; textacy finds quotations in marks with a speaker mention; quotewire extracts, finds all statements, names
their speakers, reads stance and links names.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from quotewire.evaluation.gold import read_documents
from quotewire.evaluation.worker import ONE_THREAD, Cost, measure

BASELINES = {"spacy": "spaCy en_core_web_sm: tag, parse, name", "textacy": "textacy: quotations in marks"}
OURS = "quotewire: whole analysis"

console = Console()


def main() -> None:
    options = parse()
    texts = [document["text"] for document in islice(read_texts(options.shared), options.articles)]
    words = sum(len(text.split()) for text in texts)
    console.print(f"{len(texts)} articles, {words:,} words, best of {options.rounds} rounds, one thread each")
    costs = {name: best(rounds, words) for name, rounds in run_rounds(options, texts).items()}
    console.print(table(costs))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--baselines", type=Path, help="the Python that has benchmarks/requirements.lock installed")
    parser.add_argument("--articles", type=int, default=84)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def read_texts(shared: Path) -> list[dict[str, str]]:
    return read_documents(shared / "gold" / "polnear_dev.jsonl.gz")


def run_rounds(options: argparse.Namespace, texts: list[str]) -> dict[str, list[Cost]]:
    """Every system once in each round, so that a busy moment of the machine meets them all."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "texts.jsonl")
        file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
        runs: dict[str, Callable[[], Cost]] = {OURS: lambda: measure(options.shared, len(texts))}
        for name, shown in BASELINES.items() if options.baselines else ():
            runs[shown] = lambda name=name: run_baseline(options.baselines, name, file)  # type: ignore[misc]
        costs: dict[str, list[Cost]] = {name: [] for name in runs}
        for _ in range(options.rounds):
            for name, run in runs.items():
                costs[name].append(run())
        return costs


def run_baseline(python: Path, name: str, texts: Path) -> Cost:
    command = [python, Path(__file__).with_name("baselines.py"), name, texts]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, **ONE_THREAD})  # noqa: S603
    row = json.loads(ended.stdout)
    row.pop("found")
    return Cost(**row)


def best(rounds: list[Cost], words: int) -> Cost:
    """The fastest round, its rate in words of the input for every system alike."""
    fastest = max(rounds, key=lambda cost: cost.words_per_second)
    seconds = fastest.words / fastest.words_per_second
    return Cost(fastest.articles, words, words / seconds, fastest.loaded_mb, max(cost.peak_mb for cost in rounds))


def table(costs: dict[str, Cost]) -> Table:
    ours = costs[OURS]
    made = Table("system", "words per CPU-second", "ratio", "loaded MB", "peak MB", "ratio")
    for name, cost in costs.items():
        rate, peak = ours.words_per_second / cost.words_per_second, ours.peak_mb / cost.peak_mb
        made.add_row(
            name,
            f"{cost.words_per_second:,.0f}",
            f"{rate:.2f}",
            f"{cost.loaded_mb:.0f}",
            f"{cost.peak_mb:.0f}",
            f"{peak:.2f}",
        )
    return made


if __name__ == "__main__":
    main()
