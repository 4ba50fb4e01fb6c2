"""Gold readings, the shipped analysis run over them, and the gold data's own scorer."""

import gzip
import importlib.util
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from quotewire.analysis.encoder.reader import EncoderReader
from quotewire.analysis.entities.registry import Registry
from quotewire.model.article import Article
from quotewire.model.statement import Statement
from quotewire.processor.analyse import Analyser
from quotewire.processor.exchange import to_quote
from quotewire.seed import seed_entities

Document = dict[str, Any]
Errors = dict[str, list[tuple[Any, ...]]]

_DAY_IN_ID = re.compile(r"_(\d{4}-\d\d-\d\d)_")
_UNDATED = datetime(2016, 6, 1, tzinfo=UTC)  # PolNeAR's articles are of 2015 and 2016


@dataclass(frozen=True, slots=True)
class Scored:
    """What the scorer says of one set of documents: its figures, and every error under the name of its class."""

    figures: dict[str, Any]
    errors: Errors

    def f1(self, *path: str) -> float:
        found: Any = self.figures
        for key in path:
            found = found[key]
        return float(found["f1"])

    def count(self, beginning: str) -> int:
        """Errors of the classes whose name begins so."""
        return sum(len(found) for name, found in self.errors.items() if name.startswith(beginning))


def read_documents(path: Path) -> list[Document]:
    """Documents of a gold file, one JSON object a line, gzip if so named."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_ids(path: Path) -> set[str]:
    return {line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()}


def load_scorer(shared: Path) -> ModuleType:
    """``gold/score.py`` of the shared folder as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "gold" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_shipped_analyser() -> Analyser:
    """The analysis as it ships: the packaged weights, and the known people and institutions of the seed."""
    registry = Registry.build(seed_entities())
    return Analyser({"en": EncoderReader.load()}, lambda: registry)


def as_article(document: Document) -> Article:
    """The document with its first paragraph as the title, so that its offsets and the article's are the same."""
    title, _, body = document["text"].partition("\n\n")
    found = _DAY_IN_ID.search(document["id"])
    day = datetime.fromisoformat(found.group(1)).replace(tzinfo=UTC) if found else _UNDATED
    name = document["id"]
    return Article(f"{day:%Y%m}-{name}", name, f"https://example.org/{name}", "gold", day, title, body, "en")


def predict(analyser: Analyser, documents: Iterable[Document]) -> dict[str, tuple[Statement, ...]]:
    """Statements of each document, by its id."""
    return {document["id"]: analyser.read(as_article(document)).statements for document in documents}


def score_statements(
    scorer: ModuleType, documents: Sequence[Document], statements: dict[str, tuple[Statement, ...]]
) -> Scored:
    predicted = {
        doc["id"]: {"id": doc["id"], "quotes": [to_quote(doc["text"], one) for one in statements[doc["id"]]]}
        for doc in documents
    }
    figures, errors = scorer.score(documents, predicted, want_errors=1)
    return Scored(figures, errors)
