"""What one worker costs: ``python -m quotewire.evaluation.worker ../shared [--articles N] [--pages]`` prints JSON.

Words per CPU-second of the whole analysis (extract, detect the language, read, link, name, stance) and the peak of the
resident set, in a process of its own with one thread. Words are those that ``str.split`` finds in the texts read.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from quotewire.evaluation.extraction import read_news
from quotewire.evaluation.gold import load_shipped_analyser, read_documents
from quotewire.model.article import CollectedArticle
from quotewire.model.journey import AnalysedArticle
from quotewire.processor.analyse import Analyser

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
MEBIBYTE = 1024

_DAY = datetime(2016, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cost:
    """``words_per_second`` of CPU time of all threads; ``peak_mb`` and ``loaded_mb`` in MiB, at the end and once loaded."""

    articles: int
    words: int
    words_per_second: float
    loaded_mb: float
    peak_mb: float


def measure(shared: Path, articles: int, *, pages: bool = False) -> Cost:
    """Run a worker in a process of its own and return what it cost."""
    command = [sys.executable, "-m", "quotewire.evaluation.worker", str(shared), "--articles", str(articles)]
    options = ["--pages"] if pages else []
    ended = subprocess.run([*command, *options], check=True, capture_output=True, env={**os.environ, **ONE_THREAD})
    return Cost(**json.loads(ended.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--articles", type=int, default=84)
    parser.add_argument("--pages", action="store_true", help="HTML pages of news sites in place of plain texts")
    options = parser.parse_args()
    read = read_pages if options.pages else read_texts
    articles = list(islice(read(options.shared), options.articles))
    analyser = load_shipped_analyser()
    analyser.analyse(_collected("warm", "text/plain", b"Warm words\n\nThe mayor said that it was warm."))
    print(json.dumps(asdict(_cost(analyser, articles))))


def read_texts(shared: Path) -> Iterable[CollectedArticle]:
    """The articles of PolNeAR dev as plain text."""
    for document in read_documents(shared / "gold" / "polnear_dev.jsonl.gz"):
        yield _collected(document["id"], "text/plain", document["text"].encode())


def read_pages(shared: Path) -> Iterable[CollectedArticle]:
    """Pages of news sites as HTML; those that are not in English cost less and are left out of the sum."""
    for page in read_news(shared):
        yield _collected(page.id, "text/html", page.html)


def _collected(name: str, media_type: str, content: bytes) -> CollectedArticle:
    return CollectedArticle(name, f"201606-{name}", "", "gold", _DAY, media_type, content)


def _cost(analyser: Analyser, articles: Sequence[CollectedArticle]) -> Cost:
    loaded, words = _peak(), 0
    spent = 0.0
    for article in articles:
        began = time.process_time()
        found = analyser.analyse(article)
        took = time.process_time() - began
        if isinstance(found, AnalysedArticle) and found.article.language == "en":
            words, spent = words + len(found.article.text.split()), spent + took
    return Cost(len(articles), words, words / max(spent, 1e-9), loaded, _peak())


def _peak() -> float:
    """Of this program alone: what ``getrusage`` tells begins with the peak of the process that started this one."""
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    return float(next(line.split()[1] for line in status if line.startswith("VmHWM"))) / MEBIBYTE


if __name__ == "__main__":
    main()
