"""The reference article's hand reading, entered in the ledger."""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from tests.unit.processor.builders import open_state, say, write_article

from quotewire.model import ids
from quotewire.model.article import Article
from quotewire.model.claim import Claim
from quotewire.model.statement import Attitude, Stance, Statement, attitude_of
from quotewire.processor.ledger import Ledger, claims_of

GOLD = Path(__file__).parents[4] / "shared" / "gold"


@pytest.fixture
def gold() -> dict[str, Any]:
    path = GOLD / "kremlin-drone-article.gold.json"
    if not path.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"no gold reading at {path}")
    return dict(json.loads(path.read_text("utf-8")))


def _article(gold: dict[str, Any]) -> Article:
    text = (GOLD / gold["document"]).read_text("utf-8")
    start, end = text.index(gold["article"]["first_body_words"]), text.index(gold["article"]["last_body_words"])
    paragraphs = text[start : end + len(gold["article"]["last_body_words"])].split("\n\n")
    return write_article(
        gold["article"]["title"], *(one for one in paragraphs if one not in gold["captions_never_statements"])
    )


def _statements(gold: dict[str, Any], article: Article) -> list[Statement]:
    headline = gold["headline_claim"]
    of_title = article.title.split(f" {headline['cue']} ")[1]
    read = [("government of Russia", headline["stance"], headline["cue"], of_title)]
    read += [(one["entity"], one["stance"], one["cue"], one["content"]) for one in gold["statements"]]
    statements = [say(article, who, Stance(stance), cue, content) for who, stance, cue, content in read]
    return sorted(statements, key=lambda statement: statement.spans)


def _main_claim(claims: tuple[Claim, ...], counts: dict[str, int]) -> Claim:
    return max(claims, key=lambda claim: counts[claim.id])


def test_one_claim_with_those_who_assert_dispute_and_will_not_say(tmp_path: Path, gold: dict[str, Any]) -> None:
    article = _article(gold)
    with open_state(tmp_path).transaction() as tx:
        recorded = Ledger(tx, article, ()).enter(_statements(gold, article), {})
        claims, _ = claims_of(recorded, tx)
        counts = {claim.id: sum(one.claim_id == claim.id for one in recorded) for claim in claims}
        claim = _main_claim(claims, counts)
        sides: dict[Attitude, set[str]] = defaultdict(set)
        for position in tx.claims.positions(claim.id):
            sides[attitude_of(position.stance)].add(position.speaker_name)
    expected = gold["claim"]
    assert sides[Attitude.SUPPORTS] == set(expected["asserted_by"])
    assert sides[Attitude.DISPUTES] == set(expected["disputed_by"])
    assert sides[Attitude.UNCOMMITTED] == set(expected["neither_confirmed_nor_denied_by"])
    assert claim.id == ids.claim_id(recorded[0].statement.id)
    assert "Putin" in claim.text
    assert "United States" in claim.text
