"""The texts beside PolNeAR that labels point into: Reuters of CoNLL-2003, AllSides excerpts, bodies of news pages."""

import gzip
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from training.data import load_sentences

_CLOSING = re.compile(r"[.,;:!?%)\]]|'s|n't|'[a-z]+|'")


def load_texts(shared: Path) -> dict[str, str]:
    """By id, which begins with the set's name and a colon."""
    texts = {}
    for number, sentences in enumerate(load_sentences(shared / "data/ner/conll2003.train.gz")):
        lines = (_join([token for token, _ in sentence]) for sentence in sentences)
        texts[f"conll2003.train:{number}"] = "\n".join(lines)
    return texts | dict(_read_excerpts(shared)) | dict(_read_pages(shared))


def _read_excerpts(shared: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(shared / "data/claims/allsides_dev.json.gz", "rt", encoding="utf-8") as excerpts:
        for number, excerpt in enumerate(json.load(excerpts)):
            yield f"allsides_dev:{number}", excerpt["text"]


def _read_pages(shared: Path) -> Iterator[tuple[str, str]]:
    """Bodies as a person cut them out of the pages of two sets."""
    with gzip.open(shared / "data/extraction/news_pages.jsonl.gz", "rt", encoding="utf-8") as pages:
        yield from ((f"news_pages:{page['id']}", page["body"]) for page in map(json.loads, pages))
    with tarfile.open(shared / "data/extraction/aeb/aeb.tar.gz") as archive:
        truth = archive.extractfile("ground-truth.json")
        if truth is None:
            raise FileNotFoundError("aeb.tar.gz holds no ground-truth.json")
        yield from ((f"aeb:{name}", page["articleBody"]) for name, page in json.load(truth).items())


def _join(tokens: list[str]) -> str:
    """A sentence as it may have stood before it was cut into tokens; quotation marks open and close in turn."""
    text, inside, glued = "", False, True
    for token in tokens:
        closing = inside if token == '"' else bool(_CLOSING.fullmatch(token))
        text += ("" if glued or closing else " ") + token
        if token == '"':
            inside = not inside
        glued = token in {"(", "$", "["} or (token == '"' and inside)
    return text
