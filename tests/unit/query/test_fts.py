"""What SQLite's full text finds is what the stream finds."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.query.samples import build_claim, close_words, coloured_articles, queries, recorded_articles

from quotewire.errors import QueryError
from quotewire.model.journey import RecordedArticle
from quotewire.query.document import Document, build_claim_document, read_article
from quotewire.query.evaluate import evaluate
from quotewire.query.fts import SCHEMA, to_fts
from quotewire.query.parse import parse_query
from quotewire.query.tree import Query, Range, Wildcard, positive_leaves


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    for statement in SCHEMA:
        connection.execute(statement)
    connection.execute("CREATE TABLE d (kind, id INTEGER, article INTEGER, published INTEGER, confidence REAL)")
    yield connection
    connection.close()


def put(database: sqlite3.Connection, document: Document, kind: str, row: int, article: int) -> None:
    table = "article_tokens" if kind == "articles" else "statement_tokens"
    known = {name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")}
    columns = {name: text for name, text in document.indexed().items() if name in known}
    names, marks = ", ".join(["rowid", *columns]), ", ".join("?" * (len(columns) + 1))
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", (row, *columns.values()))
    numbers = (document.numbers["published"], document.numbers["confidence"])
    database.execute("INSERT INTO d VALUES (?, ?, ?, ?, ?)", (kind, row, article, *numbers))


def fill(database: sqlite3.Connection, articles: list[RecordedArticle]) -> dict[tuple[str, int], Document]:
    for table in ("d", "article_tokens", "statement_tokens"):
        database.execute(f"DELETE FROM {table}")
    documents: dict[tuple[str, int], Document] = {}
    for number, recorded in enumerate(articles):
        reading = read_article(recorded)
        documents["articles", number] = reading.of_article()
        for statement in recorded.statements:
            documents["statements", len(documents) + 1000 * number] = reading.of_statement(statement)
    for (kind, row), document in documents.items():
        put(database, document, kind, row, row // 1000 if kind == "statements" else row)
    return documents


def check(database: sqlite3.Connection, text: str, articles: list[RecordedArticle]) -> None:
    try:
        query = parse_query(text)
    except QueryError:
        assume(False)
    documents = fill(database, articles)
    for kind in ("articles", "statements"):
        found = to_fts(query, kind)
        rows = database.execute(f"SELECT id FROM d WHERE kind = ? AND ({found.where_sql})", (kind, *found.params))
        expected = {row for (of, row), document in documents.items() if of == kind and evaluate(query, document)}
        assert {row for (row,) in rows} == expected
        if found.ranking_sql and kind == "articles" and not _is_found_without_words(query):
            ranked = {row for row, _ in database.execute(found.ranking_sql, found.ranking_params)}
            assert expected <= ranked


def _is_found_without_words(query: Query) -> bool:
    """Ranking goes by words; what only a wildcard or a range finds is listed behind them, unranked."""
    return any(isinstance(leaf, Wildcard | Range) for leaf in positive_leaves(query.root))


SLOW = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(text=queries(), articles=st.lists(recorded_articles(), min_size=1, max_size=4))
def test_stream_and_full_text_agree(database: sqlite3.Connection, text: str, articles: list[RecordedArticle]) -> None:
    check(database, text, articles)


@SLOW
@given(text=close_words(), articles=st.lists(coloured_articles(), min_size=1, max_size=4))
def test_they_agree_on_distance(database: sqlite3.Connection, text: str, articles: list[RecordedArticle]) -> None:
    check(database, text, articles)


def test_a_field_that_claims_do_not_have_finds_none(database: sqlite3.Connection) -> None:
    database.execute("DELETE FROM d")
    document = build_claim_document(build_claim("The parade would go on"))
    columns = document.indexed()
    database.execute(
        f"INSERT INTO claim_tokens (rowid, {', '.join(columns)}) VALUES (1, {', '.join('?' * len(columns))})",
        tuple(columns.values()),
    )
    database.execute("INSERT INTO d VALUES ('claims', 1, NULL, ?, NULL)", (document.numbers["published"],))
    for text, hits in (("parades", 1), ("parade -speaker:peskov", 1), ("title:parade", 0), ("speaker:peskov", 0)):
        found = to_fts(parse_query(text), "claims")
        rows = database.execute(f"SELECT id FROM d WHERE {found.where_sql}", found.params).fetchall()
        assert len(rows) == hits, text
