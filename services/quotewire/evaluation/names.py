"""Names against CoNLL-2003 (Tjong Kim Sang and De Meulder, 2003): exact spans and kinds, F1 in %.

The tokens are joined as a newspaper would print them ("U.S. ( AP ) ." becomes "U.S. (AP)."), since that is what the
recogniser meets in use. MISC, which the service has no use for, is neither asked for nor found.
"""

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from quotewire.analysis.encoder.reader import EncoderReader

Token = tuple[str, str]  # a word and its IOB tag
Name = tuple[int, int, str]  # start, end, PER / ORG / LOC

KINDS = {"person": "PER", "organisation": "ORG", "place": "LOC"}

_CLOSES_UP = re.compile(r"[.,;:!?%)\]]|\.\.\.|'s|'|n't|'(?:re|ve|ll|m|d)")
_STOPS = frozenset(",.!?")
_OPENS = re.compile(r"[(\[$£#]")


def read_conll(path: Path) -> list[list[list[Token]]]:
    """Documents of sentences of tokens."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        blocks = lines.read().split("\n\n")
    documents: list[list[list[Token]]] = []
    for block in blocks:
        rows = [line.split() for line in block.splitlines() if line.strip()]
        if rows and rows[0][0] == "-DOCSTART-":
            documents.append([])
            rows = rows[1:]
        if rows:
            documents[-1].append([(row[0], row[-1]) for row in rows])
    return documents


def score_names(reader: EncoderReader, texts: Iterable[Sequence[Sequence[Token]]]) -> dict[str, float]:
    """F1 of all kinds and of each; ``texts`` are runs of sentences, each run read at once, a sentence a line."""
    counts: Counter[tuple[str, str]] = Counter()
    for sentences in texts:
        text, wanted = print_sentences(sentences)
        found = {(name.start, name.end, KINDS[name.kind]) for name in reader.read(text).names}
        for what, names in (("right", found & wanted), ("found", found), ("wanted", wanted)):
            counts.update((what, kind) for _, _, kind in names)
            counts[what, "all"] += len(names)
    return {kind: _f1(counts, kind) for kind in ("all", *KINDS.values())}


def by_document(documents: Sequence[Sequence[Sequence[Token]]], most: int | None) -> list[Sequence[Sequence[Token]]]:
    return list(islice(documents, most))


def by_sentence(documents: Sequence[Sequence[Sequence[Token]]], most: int | None) -> list[Sequence[Sequence[Token]]]:
    return [[sentence] for document in islice(documents, most) for sentence in document]


def print_sentences(sentences: Sequence[Sequence[Token]]) -> tuple[str, set[Name]]:
    """Running text of the sentences, each on a line of its own, and the names in it."""
    text = ""
    names: set[Name] = set()
    for sentence in sentences:
        text += "\n" if text else ""
        places = []
        for blank, word in _spaced([word for word, _ in sentence]):
            text += blank
            places.append((len(text), len(text) + len(word)))
            text += word
        names.update(_names([tag for _, tag in sentence], places))
    return text, names


def _spaced(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each word with the blank that stands before it in print, or none. A mark behind a comma or full stop closes."""
    quoted, glued, before = False, True, ""
    for word in words:
        mark = word == '"'
        closing = mark and (quoted or before in _STOPS)
        yield "" if glued or closing or _CLOSES_UP.fullmatch(word) else " ", word
        glued = bool(_OPENS.fullmatch(word)) or (mark and not closing)
        quoted, before = (not closing if mark else quoted), word


def _names(tags: Sequence[str], places: Sequence[tuple[int, int]]) -> Iterator[Name]:
    """Spans of IOB1 tags (IOB2 reads the same), without MISC."""
    held: Name | None = None
    for tag, (start, end) in zip([*tags, "O"], [*places, (0, 0)], strict=True):
        kind = tag[2:]
        if held and tag.startswith("I-") and kind == held[2]:
            held = held[0], end, kind
            continue
        if held and held[2] != "MISC":
            yield held
        held = (start, end, kind) if kind else None


def _f1(counts: Counter[tuple[str, str]], kind: str) -> float:
    both = counts["found", kind] + counts["wanted", kind]
    return 200 * counts["right", kind] / max(1, both)
