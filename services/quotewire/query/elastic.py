"""The Elasticsearch reading: a query as query DSL over fields that hold our own tokens.

What the search adapter provides: an index for each kind whose mapping contains ``PROPERTIES`` (and, where it likes, fields
of its own), and whose documents contain ``fields_of(document)``. A statement's document holds its article's words too.
"""

from collections.abc import Callable, Mapping
from typing import Any

from quotewire.query.document import Document
from quotewire.query.fields import COLUMNS
from quotewire.query.tree import And, Leaf, Near, Node, Not, Or, Phrase, Prefix, Query, Range, Term, Wildcard

Dsl = dict[str, Any]

_TOKENS: Dsl = {"type": "text", "analyzer": "whitespace", "index_options": "positions"}

PROPERTIES: Mapping[str, Dsl] = {
    "tokens": {"properties": dict.fromkeys(COLUMNS, _TOKENS)},
    "published": {"type": "date", "format": "epoch_millis||strict_date_optional_time"},
    "confidence": {"type": "double"},
}
"""``confidence`` is a double, since a rounded one would fall on the other side of a bound."""


def fields_of(document: Document) -> Dsl:
    """The part of an Elasticsearch document that queries look at."""
    numbers = {name: value for name, value in document.numbers.items() if value is not None}
    return {"tokens": document.indexed(), **numbers}


def to_elastic(query: Query) -> Dsl:
    """The value of a search's ``query``."""
    return _node(query.root)


def _node(node: Node) -> Dsl:
    if isinstance(node, And):
        required = [_node(child) for child in node.children if not isinstance(child, Not)]
        excluded = [_node(child.child) for child in node.children if isinstance(child, Not)]
        return {"bool": {"must": required, "must_not": excluded}}
    if isinstance(node, Or):
        return _any([_node(child) for child in node.children])
    if isinstance(node, Not):
        return {"bool": {"must_not": [_node(node.child)]}}
    return _leaf(node)


def _any(alternatives: list[Dsl]) -> Dsl:
    if len(alternatives) == 1:
        return alternatives[0]
    return {"bool": {"should": alternatives, "minimum_should_match": 1}}


def _leaf(leaf: Leaf) -> Dsl:
    if isinstance(leaf, Range):
        return _range(leaf)
    build = _BUILDERS[type(leaf)]
    return _any([build(leaf, f"tokens.{name}") for name in leaf.columns])


def _range(leaf: Range) -> Dsl:
    bounds: Dsl = {}
    if leaf.low is not None:
        bounds["gte" if leaf.include_low else "gt"] = leaf.low
    if leaf.high is not None:
        bounds["lte" if leaf.include_high else "lt"] = leaf.high
    if leaf.column == "published":
        bounds["format"] = "epoch_millis"
    return {"range": {leaf.column: bounds}}


def _near(leaf: Near, name: str) -> Dsl:
    """Intervals, because a sloppy phrase counts moves and not words between, and wants more of them out of order."""
    words = [{"match": {"query": token}} for token in leaf.tokens]
    return {"intervals": {name: {"all_of": {"ordered": False, "max_gaps": leaf.slop, "intervals": words}}}}


_BUILDERS: dict[type, Callable[..., Dsl]] = {
    Term: lambda leaf, name: {"term": {name: {"value": leaf.token}}},
    Phrase: lambda leaf, name: {"match_phrase": {name: {"query": " ".join(leaf.tokens)}}},
    Near: _near,
    Prefix: lambda leaf, name: {"prefix": {name: {"value": leaf.prefix}}},
    Wildcard: lambda leaf, name: {"wildcard": {name: {"value": leaf.pattern}}},
}
