"""Figures of text extraction on public pages: ``python -m quotewire.evaluation.extraction ../shared [pages]``.

Body: token F1 per page (words as multisets), averaged. Title, authors, date: equal after case and punctuation are set
aside. Foreign lines: left in the body and not in the true one. A number limits the pages per set.
"""

import gzip
import json
import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import fmean
from typing import IO

from quotewire.analysis.text.extract import extract
from quotewire.errors import RejectedInput
from quotewire.model.article import Extraction

_NOTHING = Extraction(title="", body="")
_REFERENCE = "gold/kremlin-drone-article"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page with what a person says is on it; ``None`` where the set does not say."""

    id: str
    html: bytes
    body: str
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] | None = None
    date: str | None = None


def read_aeb(shared: Path) -> Iterator[Page]:
    """Article Extraction Benchmark (Scrapinghub): 181 pages, body only."""
    with tarfile.open(shared / "data/extraction/aeb/aeb.tar.gz") as archive:
        truth = json.load(_member(archive, "ground-truth.json"))
        for page_id, expected in sorted(truth.items()):
            html = gzip.decompress(_member(archive, f"html/{page_id}.html.gz").read())
            yield Page(page_id, html, expected["articleBody"], expected.get("url"))


def read_news(shared: Path) -> Iterator[Page]:
    """News pages with body, title, authors and date."""
    with gzip.open(shared / "data/extraction/news_pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            names = tuple(row["authors"])
            yield Page(row["id"], row["html"].encode(), row["body"], row["url"], row["title"], names, row["date"])


def token_f1(found: str, expected: str) -> float:
    """Harmonic mean of precision and recall over the words of two texts, each word counted as often as it occurs."""
    left, right = Counter(_words(found)), Counter(_words(expected))
    common = sum((left & right).values())
    if not left or not right:
        return float(not left and not right)
    return 2 * common / (sum(left.values()) + sum(right.values()))


def foreign_lines(found: str, expected: str) -> list[str]:
    """Paragraphs that are not in the expected text, nor share three words in a row with it."""
    known, whole = set(_triples(expected)), f" {' '.join(_words(expected))} "
    lines = [line for line in found.split("\n\n") if line]
    return [line for line in lines if f" {' '.join(_words(line))} " not in whole and not known & set(_triples(line))]


def extract_page(page: Page) -> Extraction:
    try:
        return extract(page.html, "text/html", page.url)
    except RejectedInput:
        return _NOTHING


def print_body(name: str, pairs: list[tuple[Page, Extraction]], seconds: float) -> None:
    scores = [token_f1(found.body, page.body) for page, found in pairs]
    left = [len(foreign_lines(found.body, page.body)) for page, found in pairs]
    print(f"{name}: {len(pairs)} pages, body F1 {fmean(scores):.4f}, {len(pairs) / seconds:.1f} pages/s")
    print(f"{name}: foreign lines per page {fmean(left):.3f}, on {sum(map(bool, left))} pages")


def print_fields(pairs: list[tuple[Page, Extraction]]) -> None:
    titled = [(page, found) for page, found in pairs if page.title]
    dated = [(page, found) for page, found in pairs if page.date]
    signed = [(page, found) for page, found in pairs if page.authors]
    any_title = [any(_same(title.text, page.title) for title in found.titles) for page, found in titled]
    print(
        f"title {fmean(_same(found.title, page.title) for page, found in titled):.3f}, in titles {fmean(any_title):.3f}"
    )
    print(
        f"authors {fmean(_same_names(found.authors, page.authors or ()) for page, found in signed):.3f} of {len(signed)}"
    )
    print(f"date {fmean(_same_day(found, page) for page, found in dated):.3f} of {len(dated)}")


def print_reference(shared: Path) -> None:
    """The reference article as plain text: parts told, chrome lines and captions kept."""
    gold = json.loads((shared / f"{_REFERENCE}.gold.json").read_text(encoding="utf-8"))
    found = extract((shared / f"{_REFERENCE}.txt").read_bytes(), "text/plain")
    expected = gold["article"]
    for part in ("title", "authors", "outlet", "section"):
        told = getattr(found, part)
        print(f"reference {part}: {'right' if (list(told) if part == 'authors' else told) == expected[part] else told}")
    kept = [line for line in gold["chrome_never_in_body"] + gold["captions_never_statements"] if line in found.body]
    lost = [row["content"] for row in gold["statements"] if row["content"] not in found.body]
    print(f"reference: chrome and captions kept {len(kept)}, statements lost {len(lost)}")


def main(arguments: list[str]) -> None:
    shared = Path(arguments[0])
    most = int(arguments[1]) if len(arguments) > 1 else None
    for name, pages in (("AEB", read_aeb(shared)), ("news", read_news(shared))):
        chosen = list(islice(pages, most))
        began = time.process_time()
        pairs = [(page, extract_page(page)) for page in chosen]
        print_body(name, pairs, time.process_time() - began)
        if name == "news":
            print_fields(pairs)
    print_reference(shared)


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _triples(text: str) -> Iterator[tuple[str, ...]]:
    words = _words(text)
    return zip(words, words[1:], words[2:], strict=False)


def _same(found: str | None, expected: str | None) -> bool:
    return _words(found or "") == _words(expected or "")


def _same_names(found: tuple[str, ...], expected: tuple[str, ...]) -> bool:
    return {tuple(_words(name)) for name in found} == {tuple(_words(name)) for name in expected}


def _same_day(found: Extraction, page: Page) -> bool:
    return found.published is not None and found.published.date().isoformat() == (page.date or "")[:10]


if __name__ == "__main__":
    main(sys.argv[1:])
