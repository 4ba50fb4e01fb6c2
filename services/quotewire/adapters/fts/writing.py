"""Documents and their tokens.

``documents`` has a row for each article, statement and claim; its ``id`` is the row of its tokens (``query.fts``).
``article`` is the row of a statement's article; the statement itself lies in that article's payload.
"""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import NamedTuple

from quotewire.codec import encode
from quotewire.model.claim import Claim
from quotewire.model.journey import RecordedArticle
from quotewire.ports.search import Kind
from quotewire.query.bounds import milliseconds
from quotewire.query.document import Document, build_claim_document, read_article
from quotewire.query.fts import SCHEMA as TOKEN_SCHEMA
from quotewire.query.fts import TOKEN_TABLES

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS documents (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, article INTEGER, edition INTEGER NOT NULL,
        published INTEGER NOT NULL, confidence REAL, payload TEXT
    )""",
    "CREATE UNIQUE INDEX IF NOT EXISTS documents_by_name ON documents (kind, name)",
    "CREATE INDEX IF NOT EXISTS documents_by_article ON documents (article)",
    *TOKEN_SCHEMA,
)

_UPSERT = """
    INSERT INTO documents (kind, name, article, edition, published, confidence, payload)
    VALUES (:kind, :name, :article, :edition, :published, :confidence, :payload)
    ON CONFLICT DO UPDATE SET article = :article, edition = :edition, published = :published,
    confidence = :confidence, payload = :payload RETURNING id"""
_TABLES = {Kind.ARTICLES: "article_tokens", Kind.STATEMENTS: "statement_tokens", Kind.CLAIMS: "claim_tokens"}


class _Entry(NamedTuple):
    kind: Kind
    name: str
    edition: int
    article: int | None = None
    payload: str | None = None


def put_article(connection: Connection, recorded: RecordedArticle) -> None:
    """With its statements, in place of an earlier version's; a version older than the indexed one is passed over."""
    name, edition = recorded.article.id, recorded.version
    if _is_outdated(connection, Kind.ARTICLES, name, edition):
        return
    reading = read_article(recorded)
    payload = encode(recorded).decode()
    row = _put(connection, _Entry(Kind.ARTICLES, name, edition, payload=payload), reading.of_article())
    _remove_statements(connection, row)
    for statement in recorded.statements:
        entry = _Entry(Kind.STATEMENTS, statement.statement.id, edition, article=row)
        _put(connection, entry, reading.of_statement(statement))


def put_claim(connection: Connection, claim: Claim) -> None:
    """A claim as it was before what is indexed of it is passed over."""
    edition = milliseconds(claim.last_seen)
    if not _is_outdated(connection, Kind.CLAIMS, claim.id, edition):
        entry = _Entry(Kind.CLAIMS, claim.id, edition, payload=encode(claim).decode())
        _put(connection, entry, build_claim_document(claim))


def remove_claim(connection: Connection, claim_id: str) -> None:
    name = (Kind.CLAIMS, claim_id)
    connection.execute(
        "DELETE FROM claim_tokens WHERE rowid IN (SELECT id FROM documents WHERE kind = ? AND name = ?)", name
    )
    connection.execute("DELETE FROM documents WHERE kind = ? AND name = ?", name)


def remove_before(connection: Connection, month: str) -> int:
    """Everything whose id begins with an earlier month; returns how many documents that were."""
    old = "SELECT id FROM documents WHERE name < ? AND name GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]-*'"
    for table in TOKEN_TABLES:
        connection.execute(f"DELETE FROM {table} WHERE rowid IN ({old})", (month,))  # noqa: S608 - our own table names
    return connection.execute(f"DELETE FROM documents WHERE id IN ({old})", (month,)).rowcount  # noqa: S608 - as above


def _is_outdated(connection: Connection, kind: Kind, name: str, edition: int) -> bool:
    query = "SELECT 1 FROM documents WHERE kind = ? AND name = ? AND edition > ?"
    return connection.execute(query, (kind, name, edition)).fetchone() is not None


def _put(connection: Connection, entry: _Entry, document: Document) -> int:
    """The document's row; on its old place when there is one."""
    (row,) = connection.execute(_UPSERT, entry._asdict() | dict(document.numbers)).fetchone()
    _put_tokens(connection, _TABLES[entry.kind], row, document.indexed())
    return int(row)


def _put_tokens(connection: Connection, table: str, row: int, tokens: Mapping[str, str]) -> None:
    connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608 - our own table names
    columns = TOKEN_TABLES[table]
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT INTO {table} (rowid, {', '.join(columns)}) VALUES (?, {marks})"  # noqa: S608 - our own names
    connection.execute(insert, (row, *map(tokens.get, columns)))


def _remove_statements(connection: Connection, article: int) -> None:
    connection.execute(
        "DELETE FROM statement_tokens WHERE rowid IN (SELECT id FROM documents WHERE article = ?)", (article,)
    )
    connection.execute("DELETE FROM documents WHERE article = ?", (article,))
