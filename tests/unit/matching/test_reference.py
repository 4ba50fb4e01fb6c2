"""The reference article's example watch finds the statements that the hand-made reading lists, and no others."""

import json
import re
from pathlib import Path

import pytest
from tests.unit.query.samples import build_article, build_statement, record

from quotewire.matching.matcher import Matcher
from quotewire.matching.speaker import NoNames
from quotewire.model.journey import RecordedArticle
from quotewire.model.span import Span
from quotewire.model.watch import SaidBy, Watch


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict:
    return json.loads((shared / "gold" / "kremlin-drone-article.gold.json").read_text())


@pytest.fixture(scope="module")
def article(gold: dict, shared: Path) -> RecordedArticle:
    text = (shared / "gold" / "kremlin-drone-article.txt").read_text()
    title, body = gold["article"]["title"], text[text.index(gold["article"]["first_body_words"]) :]
    page = build_article(title, body)
    statements = []
    for of in gold["statements"]:
        found = re.search(r"\s+".join(map(re.escape, of["content"].split())), page.text)
        assert found, of["content"]
        statements.append(build_statement(page, (Span(*found.span()),), of["entity"], ordinal=of["n"]))
    return record(page, tuple(statements))


def test_example_watch_finds_exactly_the_listed_statements(gold: dict, article: RecordedArticle) -> None:
    example = gold["watchlist_example"]
    watch = Watch("example", tuple(SaidBy(name=name) for name in example["people"]), about=example["topic"])
    found = Matcher.build([watch], NoNames()).match(article)
    assert [int(match.statement_id.rpartition("-")[2]) for match in found] == example["alerts_expected_for_statements"]
    for match in found:
        for reason in match.reasons:
            assert all(span.of(article.article.text).strip() for span in reason.spans)
