"""What SQLite's full text finds is what the stream finds."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.query.samples import queries, recorded_articles

from quotewire.errors import QueryError
from quotewire.model.journey import RecordedArticle
from quotewire.query.document import Document, read_article
from quotewire.query.evaluate import evaluate
from quotewire.query.fts import SCHEMA, to_fts
from quotewire.query.parse import parse_query


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


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=queries(), articles=st.lists(recorded_articles(), min_size=1, max_size=4))
def test_stream_and_full_text_agree(database: sqlite3.Connection, text: str, articles: list[RecordedArticle]) -> None:
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
        if found.ranking_sql:
            database.execute(found.ranking_sql, found.ranking_params).fetchall()
