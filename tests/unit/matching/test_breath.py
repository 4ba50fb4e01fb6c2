"""What is said in one breath is told once, by its words."""

import pytest
from tests.unit.query.samples import build_article, build_statement, record

from quotewire.matching.matcher import Matcher
from quotewire.matching.speaker import NoNames
from quotewire.model.span import Span
from quotewire.model.statement import Stance
from quotewire.model.watch import SaidBy, Watch

WATCH = Watch("w", (SaidBy(name="Ada Roth"),))


@pytest.mark.parametrize(
    ("body", "contents", "told"),
    [
        ("Roth denied the claims, saying “We sold nothing.”", ("the claims", "We sold nothing."), ["We sold nothing."]),
        (
            "Roth denied the claims. She said “We sold it.”",
            ("the claims", "We sold it."),
            ["the claims", "We sold it."],
        ),
        ("Roth denied theft, saying “We sold it.”", ("theft", "We sold it."), ["theft", "We sold it."]),
        ("Roth denied the claims.", ("the claims",), ["the claims"]),
        ("Roth denied the claims and the report.", ("the claims", "the report"), ["the claims", "the report"]),
    ],
)
def test_a_bare_name_of_what_follows(body: str, contents: tuple[str, ...], told: list[str]) -> None:
    article = build_article("Ferry", body)
    statements = tuple(
        build_statement(
            article, (Span(at, at + len(content)),), "Ada Roth", Stance.DENIES, ordinal=number, key="x-ada-roth"
        )
        for number, content in enumerate(contents)
        if (at := article.text.index(content))
    )
    found = Matcher.build([WATCH], NoNames()).match(record(article, statements))
    by_id = {one.statement.id: one.statement.text for one in statements}
    assert [by_id[match.statement_id] for match in found] == told
