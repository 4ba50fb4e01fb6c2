"""Statements against gold: ``python -m quotewire.evaluation.statements ../shared [--reader NAME] [--ids FILE]``.

By any reader, beside ``make eval``, which knows the shipped one alone: ``rules``, ``encoder``, or ``gold`` for naming alone.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from quotewire.analysis.encoder.attribution import Attribution, Reading
from quotewire.analysis.encoder.reader import EncoderReader
from quotewire.analysis.entities.link import link_mentions
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.read import read_statements
from quotewire.analysis.statements.rules import RulesReader
from quotewire.model.statement import Statement
from quotewire.seed import seed_entities

_DAY = date(2016, 6, 1)  # PolNeAR's articles are of 2015 and 2016


class Reader(Protocol):
    def read(self, text: str) -> Reading: ...


def read_gold(path: Path) -> list[dict[str, Any]]:
    """Documents of a gold file, one JSON object a line, gzip if so named."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def predict(document: dict[str, Any], reading: Reading, registry: Registry) -> dict[str, Any]:
    """One document's statements in the scorer's form."""
    text = document["text"]
    mentions = link_mentions(text, reading.names, registry, _DAY)
    statements = read_statements("201606-gold", text, 0, reading, mentions, registry, _DAY)
    return {"id": document["id"], "quotes": [_quote(text, statement) for statement in statements]}


def gold_reading(document: dict[str, Any], names: Reading) -> Reading:
    """The gold attributions with another reader's names: measures naming alone."""
    return Reading(tuple(_gold_attributions(document)), names.names)


def _gold_attributions(document: dict[str, Any]) -> Iterator[Attribution]:
    for quote in document["quotes"]:
        speaker, cue = quote["speaker"], quote["cue"]
        yield Attribution(
            ((cue["start"], cue["end"]),) if cue else (),
            (speaker["start"], speaker["end"]) if speaker else None,
            tuple((start, end) for start, end in quote["quote"]["spans"]),
            1.0,
        )


def _quote(text: str, statement: Statement) -> dict[str, Any]:
    spans = [[span.start, span.end] for span in statement.spans]
    speaker = statement.speaker
    mention = speaker.mention
    named = (
        {"start": mention.start, "end": mention.end, "text": mention.of(text)} if mention else {"text": speaker.name}
    )
    return {
        "quote": {"start": spans[0][0], "end": spans[-1][1], "text": statement.text, "spans": spans},
        "speaker": {**named, "resolved": speaker.name} if speaker.name else None,
        "cue": {"text": statement.cue_text},
        "stance": statement.stance.value,
    }


def run_scorer(shared: Path, gold: Path, predictions: Iterable[dict[str, Any]], options: list[str]) -> dict[str, Any]:
    """Run ``gold/score.py`` of the shared folder; prints its table and returns its figures."""
    with tempfile.TemporaryDirectory() as folder:
        predicted, figures, plain = Path(folder, "pred.jsonl"), Path(folder, "figures.json"), Path(folder, "gold.jsonl")
        plain.write_text("\n".join(map(json.dumps, read_gold(gold))), encoding="utf-8")
        predicted.write_text("\n".join(map(json.dumps, predictions)), encoding="utf-8")
        command = [
            sys.executable,
            str(shared / "gold" / "score.py"),
            str(plain),
            str(predicted),
            "--json",
            str(figures),
        ]
        subprocess.run([*command, *options], check=True)
        return dict(json.loads(figures.read_text(encoding="utf-8")))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--reader", choices=("rules", "encoder", "gold"), default="encoder")
    parser.add_argument("--ids", type=Path, help="file with the ids of the documents to score")
    parser.add_argument("--errors", default="0", help="examples of each class of error")
    options = parser.parse_args(arguments)
    gold = options.shared / "gold" / "polnear_dev.jsonl.gz"
    read, registry = _choose_reader(options.reader), Registry.build(seed_entities())
    predictions = [predict(document, read(document), registry) for document in read_gold(gold)]
    chosen = ["--ids", str(options.ids)] if options.ids else []
    run_scorer(options.shared, gold, predictions, ["--name", options.reader, "--errors", options.errors, *chosen])


def _choose_reader(name: str) -> Callable[[dict[str, Any]], Reading]:
    """Reads a gold document; ``gold`` takes its attributions as given, so that naming alone is measured."""
    reader: Reader = RulesReader.load() if name == "rules" else EncoderReader.load()
    if name == "gold":
        return lambda document: gold_reading(document, reader.read(document["text"]))
    return lambda document: reader.read(document["text"])


if __name__ == "__main__":
    main()
