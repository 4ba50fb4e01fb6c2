"""The reference article as plain text; the text belongs to its publisher and is not part of the project."""

import json
from pathlib import Path
from typing import Any

import pytest

from quotewire.analysis.text.extract import extract
from quotewire.model.article import Extraction


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, Any]:
    return dict(json.loads((shared / "gold" / "kremlin-drone-article.gold.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def source(shared: Path) -> str:
    return (shared / "gold" / "kremlin-drone-article.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found(source: str) -> Extraction:
    return extract(source.encode(), "text/plain")


def test_masthead(gold: dict[str, Any], found: Extraction) -> None:
    expected = gold["article"]
    assert found.title == expected["title"]
    assert list(found.authors) == expected["authors"]
    assert (found.outlet, found.section) == (expected["outlet"], expected["section"])


def test_no_chrome_and_no_caption_in_the_body(gold: dict[str, Any], found: Extraction) -> None:
    foreign = [*gold["chrome_never_in_body"], *gold["captions_never_statements"]]
    assert [line for line in foreign if line in found.body] == []


def test_no_sentence_of_the_body_is_lost(gold: dict[str, Any], source: str, found: Extraction) -> None:
    begin = source.index(gold["article"]["first_body_words"])
    end = source.index(gold["article"]["last_body_words"]) + len(gold["article"]["last_body_words"])
    paragraphs = [
        line for line in source[begin:end].split("\n") if line and line not in gold["captions_never_statements"]
    ]
    assert found.body.split("\n\n") == paragraphs
