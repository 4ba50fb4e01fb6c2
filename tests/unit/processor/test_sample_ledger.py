"""The hand reading of the sample coverage, entered in the ledger article by article.

The reading is finer than any scorer: what is held here is that nothing new to the sample's watchlist is folded away, and
that statements are seldom joined to a claim that is not theirs.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from tests.unit.processor.builders import open_state

from quotewire.analysis.text.extract import extract
from quotewire.model import ids
from quotewire.model.article import Article
from quotewire.model.claim import FRESH
from quotewire.model.journey import RecordedStatement
from quotewire.model.span import Span, join_spans
from quotewire.model.statement import Form, Resolution, Speaker, Stance, Statement
from quotewire.processor.ledger import Ledger

ROOT = Path(__file__).parents[3]
PAGES = ROOT / "services" / "quotewire" / "sample"
READING = ROOT / "tests" / "e2e" / "sample"


@dataclass(frozen=True)
class Entered:
    file: str
    claim: str
    recorded: RecordedStatement


def _article(read: dict[str, Any]) -> Article:
    path = PAGES / read["file"]
    media_type = "text/html" if path.suffix == ".html" else "text/plain"
    extraction = extract(path.read_bytes(), media_type, read["url"])
    at = datetime.fromisoformat(read["published"])
    article_id = ids.article_id(read["url"], at)
    return Article(
        id=article_id,
        version_id=f"{article_id}.{read['version']}",
        url=read["url"],
        source_id=path.parts[-2],
        collected_at=at,
        title=read["title"],
        body=extraction.body,
        language="en",
        published=at,
    )


def _statement(article: Article, read: dict[str, Any]) -> Statement:
    text, spans, start = article.text, [], 0 if read["headline"] else len(article.title)
    for part in read["content"]["spans"]:
        found = text.index(part, start)
        spans.append(Span(found, found + len(part)))
    speaker = read["speaker"] or {"key": None, "text": "nobody", "name": None}
    key = speaker["key"] or ids.provisional_key(speaker["text"] or "nobody")
    shown = join_spans(text, spans)
    return Statement(
        id=ids.statement_id(article.id, key, shown, 1),
        speaker=Speaker(key, speaker["name"] or "", None, None, Resolution.FULL_NAME),
        spans=tuple(sorted(spans)),
        text=shown,
        form=Form(read["form"]),
        stance=Stance(read["stance"]),
        confidence=1.0,
        cue=_cue(text, read["cue"], spans[0].start),
        headline=read["headline"],
    )


def _cue(text: str, cue: str | None, near: int) -> Span | None:
    places = [at for at in range(len(text)) if cue and text.startswith(cue, at)]
    start = min(places, key=lambda at: abs(at - near), default=None)
    return None if start is None or cue is None else Span(start, start + len(cue))


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> list[Entered]:
    state, carried, told = open_state(tmp_path_factory.mktemp("state")), {}, []
    for read in json.loads((READING / "expected_statements.json").read_text("utf-8"))["articles"]:
        if read["language"] != "en" or not read["statements"] or not read["file"].startswith("pages/"):
            continue
        article = _article(read)
        pairs = [(_statement(article, one), one["claim"]) for one in read["statements"]]
        pairs.sort(key=lambda pair: pair[0].spans)
        with state.transaction() as tx:
            recorded = Ledger(tx, article, ()).enter([said for said, _ in pairs], carried.get(article.id, {}))
        carried.setdefault(article.id, {}).update({one.statement.id: one for one in recorded})
        told += [Entered(read["file"], claim, one) for one, (_, claim) in zip(recorded, pairs, strict=True)]
    state.close()
    return told


def test_statements_are_seldom_joined_to_a_claim_that_is_not_theirs(entered: list[Entered]) -> None:
    joined = [
        one.claim == other.claim
        for one, other in combinations(entered, 2)
        if one.recorded.claim_id == other.recorded.claim_id
    ]
    assert len(joined) > 100
    assert sum(joined) / len(joined) >= 0.9


def test_most_statements_on_a_claim_meet_there(entered: list[Entered]) -> None:
    due = [
        one.recorded.claim_id == other.recorded.claim_id
        for one, other in combinations(entered, 2)
        if one.claim == other.claim
    ]
    assert sum(due) / len(due) >= 0.9


def test_the_ledger_is_near_to_the_hand_reading(entered: list[Entered]) -> None:
    """B-cubed: of each statement, the share of its claim that is rightly there, and of those due there that are."""
    read, found = defaultdict(set), defaultdict(set)
    for number, one in enumerate(entered):
        read[one.claim].add(number)
        found[one.recorded.claim_id].add(number)
    right = [len(read[one.claim] & found[one.recorded.claim_id]) for one in entered]
    precision = fmean(share / len(found[one.recorded.claim_id]) for share, one in zip(right, entered, strict=True))
    recall = fmean(share / len(read[one.claim]) for share, one in zip(right, entered, strict=True))
    assert 2 * precision * recall / (precision + recall) >= 0.9


def test_nothing_new_to_the_watchlist_is_folded_away(entered: list[Entered]) -> None:
    alerts = json.loads((READING / "expected_alerts.json").read_text("utf-8"))["alerts"]
    due = {(one["file"], ids.fold(one["content"])) for one in alerts if one["kind"] == "statement"}
    found = [one for one in entered if (one.file, ids.fold(one.recorded.statement.text)) in due]
    assert len(found) > 30
    assert [one.recorded.statement.text for one in found if one.recorded.novelty not in FRESH] == []
