"""Stance and speakers' names on the held-out third of the labels (training/labels, PolNeAR train).

Nothing of stance or naming was fitted on these documents. The encoder was trained on most of them, so only the figures
with gold spans as input are of unseen material; the end-to-end figure tells how much is lost on the way.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotewire.analysis.encoder.attribution import Attribution, Reading
from quotewire.analysis.encoder.reader import EncoderReader
from quotewire.analysis.entities.link import link_mentions
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.form import decide_form
from quotewire.analysis.statements.marks import find_quoted
from quotewire.analysis.statements.speakers import Resolver
from quotewire.analysis.statements.stance import StanceReader
from quotewire.evaluation.gold import Document, as_article
from quotewire.model.span import Span
from quotewire.model.statement import Resolution, Speaker, Statement
from quotewire.processor.exchange import shown_name

_MISSED = "missed"
_LEAST_SHARED = 0.5  # words in both over words in either, from which two contents are one statement


@dataclass(frozen=True, slots=True)
class Labelled:
    """A statement with the stance that a person gave it."""

    document: str
    start: int
    end: int
    cue: Span
    stance: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs of the label given by a person and the label found."""

    pairs: tuple[tuple[str, str], ...]

    @property
    def accuracy(self) -> float:
        return sum(gold == found for gold, found in self.pairs) / max(1, len(self.pairs))

    @property
    def by_label(self) -> dict[str, float]:
        """F1 of each label that occurs in gold."""
        gold, found = Counter(one for one, _ in self.pairs), Counter(other for _, other in self.pairs)
        both = Counter(one for one, other in self.pairs if one == other)
        return {label: 2 * both[label] / (gold[label] + found[label]) for label in sorted(gold)}

    @property
    def macro_f1(self) -> float:
        return sum(self.by_label.values()) / max(1, len(self.by_label))

    @property
    def confusions(self) -> list[tuple[tuple[str, str], int]]:
        """What is taken for what, most frequent first."""
        return Counter(pair for pair in self.pairs if pair[0] != pair[1]).most_common()


def read_labels(folder: Path, reading: str = "stance") -> list[Labelled]:
    """The held-out labels of one reading, "stance" or "stance_wide"; ``folder`` is ``training/labels``."""
    sample = _rows(folder / f"{reading}_sample.jsonl", "heldout")
    cues = {_key(row): Span(row["cue_start"], row["cue_end"]) for row in sample}
    return [
        Labelled(row["id"], row["start"], row["end"], cues[_key(row)], row["stance"].replace("_", " "))
        for row in _rows(folder / f"{reading}.jsonl")
        if _key(row) in cues
    ]


def judge_gold_spans(labels: Sequence[Labelled], documents: dict[str, Document], reader: EncoderReader) -> Judged:
    """Stance decided on the cue and content that a person marked."""
    by_document: defaultdict[str, list[Labelled]] = defaultdict(list)
    for label in labels:
        by_document[label.document].append(label)
    return Judged(tuple(pair for name, own in by_document.items() for pair in _decide(own, documents[name], reader)))


def judge_found(
    labels: Sequence[Labelled], documents: dict[str, Document], statements: dict[str, tuple[Statement, ...]]
) -> Judged:
    """Stance of the statement that was found where a person marked one; "missed" where none was."""
    return Judged(
        tuple((label.stance, _find(label, documents[label.document], statements[label.document])) for label in labels)
    )


def judge_speakers(folder: Path, documents: dict[str, Document], reader: EncoderReader, registry: Registry) -> Judged:
    """Names given to pronouns and descriptions that speak, gold spans given: "right", "wrong", or "nobody"."""
    rows = list(_rows(folder / "speakers.jsonl", "heldout"))
    names = dict.fromkeys(row["id"] for row in rows)
    found = {name: _name_speakers(documents[name], reader, registry) for name in names}
    return Judged(
        tuple(_compare(row, found[row["id"]].get((row["speaker_start"], row["speaker_end"]))) for row in rows)
    )


def _decide(labels: Sequence[Labelled], document: Document, reader: EncoderReader) -> Iterator[tuple[str, str]]:
    text = document["text"]
    quoted, stances = find_quoted(text), StanceReader.of(text)
    contents = [_content(label, document) for label in labels]
    known = [((label.cue.start, label.cue.end), _offsets(spans)) for label, spans in zip(labels, contents, strict=True)]
    heard = reader.read_stances(text, known)
    for label, spans, opinion in zip(labels, contents, heard, strict=True):
        stance, _ = stances.decide(label.cue, spans, decide_form(text, spans, quoted), opinion)
        yield label.stance, stance.value


def _offsets(spans: Sequence[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


def _content(label: Labelled, document: Document) -> tuple[Span, ...]:
    place = label.start, label.end
    found = next(q["quote"] for q in document["quotes"] if (q["quote"]["start"], q["quote"]["end"]) == place)
    return tuple(Span(*span) for span in found["spans"])


def _find(label: Labelled, document: Document, statements: Sequence[Statement]) -> str:
    wanted = _characters(_content(label, document))
    shares = [(_shared(wanted, _characters(statement.spans)), statement.stance.value) for statement in statements]
    share, stance = max(shares, default=(0.0, _MISSED))
    return stance if share >= _LEAST_SHARED else _MISSED


def _characters(spans: Sequence[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


def _shared(one: set[int], other: set[int]) -> float:
    return len(one & other) / max(1, len(one | other))


def _name_speakers(document: Document, reader: EncoderReader, registry: Registry) -> dict[tuple[int, int], Speaker]:
    """Every gold speaker mention with the speaker that the resolver makes of it."""
    text, day = document["text"], as_article(document).dated.date()
    attributions = sorted(_attributions(document), key=lambda one: one.content)
    reading = Reading(tuple(attributions), reader.read(text).names)
    mentions = link_mentions(text, reading.names, registry, day)
    found = Resolver(text, mentions, registry, day).resolve(attributions)
    return {one.source: speaker for one, speaker in zip(attributions, found, strict=True) if one.source}


def _attributions(document: Document) -> list[Attribution]:
    return [
        Attribution(
            ((quote["cue"]["start"], quote["cue"]["end"]),) if quote["cue"] else (),
            (quote["speaker"]["start"], quote["speaker"]["end"]) if quote["speaker"] else None,
            tuple((start, end) for start, end in quote["quote"]["spans"]),
            1.0,
        )
        for quote in document["quotes"]
    ]


def _compare(row: dict[str, Any], speaker: Speaker | None) -> tuple[str, str]:
    named = speaker is not None and speaker.resolution is not Resolution.UNRESOLVED
    if row.get("unknown"):
        return "nobody", "wrong" if named else "nobody"
    if speaker is None or not named:
        return "right", "nobody"
    return "right", "right" if any(_same(shown_name(speaker), name) for name in row["resolved"]) else "wrong"


def _same(one: str, other: str) -> bool:
    """One name's words are all in the other: "Clinton" and "Hillary Clinton", not "Bill Clinton" and "Hillary Clinton"."""
    left, right = _words(one), _words(other)
    return bool(left and right) and (left <= right or right <= left)


def _words(name: str) -> set[str]:
    return {word.strip(".,'’").lower() for word in name.split()} - {"the", "of", "a"}


def _rows(path: Path, split: str | None = None) -> list[dict[str, Any]]:
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [row for row in rows if split is None or row["split"] == split]


def _key(row: dict[str, Any]) -> tuple[str, int, int]:
    return row["id"], row["start"], row["end"]
