"""The reference article from its text as published, with everything around it, to named statements with their stances."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from quotewire.evaluation.gold import Scored, read_documents, score_statements
from quotewire.model.article import CollectedArticle
from quotewire.model.journey import AnalysedArticle
from quotewire.model.span import Span
from quotewire.model.statement import Statement
from quotewire.processor.analyse import Analyser
from quotewire.processor.exchange import shown_name

_DAY = datetime(2023, 5, 4, 12, tzinfo=UTC)  # the morning after the drones
_NAME = "kremlin-drone-article"
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_GOVERNMENT = "government of "
_LEAST_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Reference:
    """How many of the gold's statements were named right, how many statements were too many, and the stances."""

    asked: int
    named: int
    spurious: int
    scored: Scored
    stances: tuple[tuple[str, str, str], ...]  # of each statement of the hand-made reading: speaker, gold, found

    @property
    def stances_right(self) -> int:
        return sum(gold == found for _, gold, found in self.stances)


def read_reference(analyser: Analyser, shared: Path, scorer: ModuleType) -> Reference:
    raw = (shared / "gold" / f"{_NAME}.txt").read_bytes()
    found = analyser.analyse(CollectedArticle(_NAME, f"202305-{_NAME}", "", "gold", _DAY, "text/plain", raw))
    if not isinstance(found, AnalysedArticle):
        raise TypeError(f"the reference article was not read: {found}")
    documents = read_documents(shared / "gold" / "seed.jsonl")
    placed = tuple(_placed(documents[0]["text"], found))
    scored = score_statements(scorer, documents, {documents[0]["id"]: placed})
    asked = int(scored.figures["gold"])
    spurious = scored.count("spurious") + int(scored.figures["neutral_dropped"])
    named = asked - scored.count("missed") - scored.count("speaker")
    gold = json.loads((shared / "gold" / f"{_NAME}.gold.json").read_text("utf-8"))["statements"]
    stances = tuple(_stance(row, found.statements, scorer) for row in gold)
    return Reference(asked, named, spurious, scored, stances)


def show_reference(reference: Reference) -> Iterator[str]:
    """One line for each statement whose stance, speaker or content was not found as a person reads it."""
    yield from (f"  {who}: {gold} -> {found}" for who, gold, found in reference.stances if gold != found)


def _placed(text: str, found: AnalysedArticle) -> Iterator[Statement]:
    """The statements with offsets of the text as published, where extraction has dropped the lines around them."""
    shifts = list(_shifts(text, found.article.text))
    for statement in found.statements:
        moved = [_move(span, shifts) for span in statement.spans]
        mention = _move(statement.speaker.mention, shifts) if statement.speaker.mention else None
        yield replace(statement, spans=tuple(moved), speaker=replace(statement.speaker, mention=mention))


def _shifts(text: str, extracted: str) -> Iterator[tuple[int, int]]:
    """For each extracted line where it begins, and how far on the same line stands in the published text."""
    reached, start = 0, 0
    for line in extracted.splitlines(keepends=True):
        at = text.find(line.rstrip("\n"), reached) if line.strip() else -1
        if at >= 0:
            yield start, at - start
            reached = at + len(line.rstrip("\n"))
        start += len(line)


def _move(span: Span, shifts: Iterable[tuple[int, int]]) -> Span:
    shift = [shift for start, shift in shifts if start <= span.start][-1]
    return Span(span.start + shift, span.end + shift)


def _stance(row: dict[str, Any], statements: Iterable[Statement], scorer: ModuleType) -> tuple[str, str, str]:
    """The stance found for one statement; in words what was amiss when content or speaker were not found."""
    wanted = _words(row["content"])
    shares = [(len(wanted & held) / len(wanted | held), one) for one in statements if (held := _words(one.text))]
    share, best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    if best is None or share < _LEAST_SHARED:
        return row["entity"], row["stance"], "not found"
    wanted_name = row["entity"].removeprefix(_GOVERNMENT)
    named = scorer.same_name(shown_name(best.speaker), wanted_name)
    found = best.stance.value if named else f"{best.stance.value}, but said by {best.speaker.name or 'nobody'}"
    return row["entity"], row["stance"], found


def _words(text: str) -> set[tuple[str, int]]:
    """Words with the number of their occurrence, so that a repeated word counts as often as it stands there."""
    seen: dict[str, int] = {}
    words = set()
    for word in _WORD.findall(text.lower()):
        seen[word] = seen.get(word, 0) + 1
        words.add((word, seen[word]))
    return words
