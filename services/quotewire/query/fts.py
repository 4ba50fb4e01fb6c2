"""The embedded reading: a query as one SQL condition over FTS5 tables.

What the search adapter provides (``SCHEMA`` creates the token tables, and ``TOKEN_TABLES`` names them):

- a table with a row for each document, which the adapter's own SELECT calls ``d``. It needs the integer columns
  ``d.id`` (the row in the kind's own token table) and, for statements, ``d.article`` (the row of its article in
  ``article_tokens``), ``d.published`` INTEGER (milliseconds) and ``d.confidence`` REAL: ``Document.numbers``;
- for each article a row in ``article_tokens``, for each statement one in ``statement_tokens`` (its own columns only: a
  statement is found by its article's words through ``d.article``), for each claim one in ``claim_tokens``. The values
  are ``Document.indexed()``; a column that is missing there is left NULL.

    SELECT d.* FROM documents d WHERE d.kind = ? AND ({where_sql})      -- with FtsQuery.params

``ranking_sql`` is a subselect of (rowid, rank) over the positive words, smaller ranks first, to LEFT JOIN on
``ranking_key``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quotewire.query.fields import ARTICLE_COLUMNS, CLAIM_COLUMNS, COLUMNS, STATEMENT_COLUMNS
from quotewire.query.tree import (
    And,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Term,
    Wildcard,
    Words,
    positive_leaves,
)

TOKEN_TABLES = {"article_tokens": COLUMNS, "statement_tokens": STATEMENT_COLUMNS, "claim_tokens": CLAIM_COLUMNS}


def _create(table: str, columns: Iterable[str]) -> tuple[str, str]:
    options = "tokenize='ascii', prefix='3 4'"
    return (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5({', '.join(columns)}, {options})",
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_vocabulary USING fts5vocab({table}, instance)",
    )


SCHEMA = tuple(statement for table, columns in TOKEN_TABLES.items() for statement in _create(table, columns))
"""Statements that create the token tables and the vocabularies that wildcards look at."""

_OWN_ARTICLE = ("article_tokens", "d.id")
_LAYOUTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "articles": dict.fromkeys(COLUMNS, _OWN_ARTICLE),
    "statements": {
        **dict.fromkeys(ARTICLE_COLUMNS, ("article_tokens", "d.article")),
        **dict.fromkeys(STATEMENT_COLUMNS, ("statement_tokens", "d.id")),
    },
    "claims": dict.fromkeys(CLAIM_COLUMNS, ("claim_tokens", "d.id")),
}


@dataclass(frozen=True, slots=True)
class FtsQuery:
    """``where_sql`` with its ``params``; ``ranking_sql`` (or None) with its own, joined on ``ranking_key``."""

    where_sql: str
    params: tuple[str | float, ...]
    ranking_sql: str | None
    ranking_params: tuple[str, ...]
    ranking_key: str


@dataclass(frozen=True, slots=True)
class _Match:
    """A part that one token table can answer alone, as an FTS5 expression."""

    table: str
    key: str
    expression: str


@dataclass(frozen=True, slots=True)
class _Sql:
    text: str
    params: tuple[str | float, ...] = ()


_Part = _Match | _Sql
_NEVER = _Sql("0")


def to_fts(query: Query, kind: str) -> FtsQuery:
    """``kind`` is a ``ports.search.Kind`` value. Columns that the kind does not have match nothing."""
    layout = _LAYOUTS[kind]
    where = _as_sql(_part(query.root, layout))
    ranking = _ranking(query, layout)
    if ranking is None:
        return FtsQuery(where.text, where.params, None, (), "d.id")
    sql = f"SELECT rowid, rank FROM {ranking.table} WHERE {ranking.table} MATCH ?"  # noqa: S608 - our own table names
    return FtsQuery(where.text, where.params, sql, (ranking.expression,), ranking.key)


_Layout = Mapping[str, tuple[str, str]]


def _ranking(query: Query, layout: _Layout) -> _Match | None:
    """The positive words of the table that has most of them, as alternatives."""
    by_table: dict[str, list[_Match]] = {}
    for leaf in positive_leaves(query.root):
        for part in _leaf_parts(leaf, layout):
            if isinstance(part, _Match):
                by_table.setdefault(part.table, []).append(part)
    if not by_table:
        return None
    parts = max(by_table.values(), key=len)
    return _merge(parts, "OR")


def _part(node: Node, layout: _Layout) -> _Part:
    if isinstance(node, And):
        return _and(node, layout)
    if isinstance(node, Or):
        return _combine([_part(child, layout) for child in node.children], "OR")
    if isinstance(node, Not):
        inner = _as_sql(_part(node.child, layout))
        return _Sql(f"NOT {inner.text}", inner.params)
    return _combine(_leaf_parts(node, layout), "OR")


def _and(node: And, layout: _Layout) -> _Part:
    """Exclusions go into the FTS5 expression of their own table where it also has something to find."""
    required = [_part(child, layout) for child in node.children if not isinstance(child, Not)]
    excluded = [_part(child.child, layout) for child in node.children if isinstance(child, Not)]
    joined = _combine(required, "AND")
    rest: list[_Part] = []
    for part in excluded:
        if isinstance(joined, _Match) and isinstance(part, _Match) and part.table == joined.table:
            joined = _Match(joined.table, joined.key, f"({joined.expression} NOT {part.expression})")
        else:
            sql = _as_sql(part)
            rest.append(_Sql(f"NOT {sql.text}", sql.params))
    return _combine([joined, *rest], "AND")


def _combine(parts: list[_Part], operator: str) -> _Part:
    """Parts of one table become one expression; what is left is joined in SQL."""
    tables: dict[tuple[str, str], list[_Match]] = {}
    others: list[_Part] = []
    for part in parts:
        if isinstance(part, _Match):
            tables.setdefault((part.table, part.key), []).append(part)
        else:
            others.append(part)
    merged: list[_Part] = [*(_merge(found, operator) for found in tables.values()), *others]
    if len(merged) == 1:
        return merged[0]
    pieces = [_as_sql(part) for part in merged]
    text = f" {operator} ".join(piece.text for piece in pieces)
    return _Sql(f"({text})" if pieces else "0", tuple(value for piece in pieces for value in piece.params))


def _merge(parts: list[_Match], operator: str) -> _Match:
    first = parts[0]
    if len(parts) == 1:
        return first
    return _Match(first.table, first.key, "(" + f" {operator} ".join(part.expression for part in parts) + ")")


def _as_sql(part: _Part) -> _Sql:
    if isinstance(part, _Sql):
        return part
    text = f"{part.key} IN (SELECT rowid FROM {part.table} WHERE {part.table} MATCH ?)"  # noqa: S608 - our own names
    return _Sql(text, (part.expression,))


def _leaf_parts(leaf: Leaf, layout: _Layout) -> list[_Part]:
    """One alternative for each token table that has the leaf's columns."""
    if isinstance(leaf, Range):
        return [_range(leaf)]
    homes: dict[tuple[str, str], list[str]] = {}
    for column in leaf.columns:
        if column in layout:
            homes.setdefault(layout[column], []).append(column)
    if isinstance(leaf, Wildcard):
        return [_wildcard(leaf, home, columns) for home, columns in homes.items()] or [_NEVER]
    return [_match(leaf, home, columns) for home, columns in homes.items()] or [_NEVER]


def _match(leaf: Words, home: tuple[str, str], columns: list[str]) -> _Match:
    return _Match(*home, f"({{{' '.join(columns)}}} : {_EXPRESSIONS[type(leaf)](leaf)})")


def _wildcard(leaf: Wildcard, home: tuple[str, str], columns: list[str]) -> _Sql:
    table, key = home
    marks = ", ".join("?" * len(columns))
    fitting = f"term >= ? AND term < ? AND term GLOB ? AND col IN ({marks})"
    text = f"{key} IN (SELECT doc FROM {table}_vocabulary WHERE {fitting})"  # noqa: S608 - our own names
    return _Sql(text, (leaf.prefix, leaf.prefix + "\U0010ffff", leaf.pattern, *columns))


def _range(leaf: Range) -> _Sql:
    bounds = [(">", leaf.low, leaf.include_low), ("<", leaf.high, leaf.include_high)]
    limits = [(sign + "=" if include else sign, bound) for sign, bound, include in bounds if bound is not None]
    text = " AND ".join(f"d.{leaf.column} {sign} ?" for sign, _ in limits)
    return _Sql(f"coalesce({text}, 0)", tuple(bound for _, bound in limits))


def _quoted(token: str) -> str:
    return f'"{token}"'


def _near(leaf: Near) -> str:
    """FTS5 counts what lies between the first and the last token, the tokens between them included."""
    between = leaf.slop + len(leaf.tokens) - 2
    return f"NEAR({' '.join(map(_quoted, leaf.tokens))}, {between})"


_EXPRESSIONS: dict[type, Callable[..., str]] = {
    Term: lambda leaf: _quoted(leaf.token),
    Phrase: lambda leaf: _quoted(" ".join(leaf.tokens)),
    Near: _near,
    Prefix: lambda leaf: f"{_quoted(leaf.prefix)} *",
}
