"""The in-stream reading: one query asked of one document, with the evidence."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from quotewire.model.span import Span
from quotewire.query.document import Column, Document
from quotewire.query.tree import And, Leaf, Near, Node, Not, Or, Phrase, Prefix, Query, Range, Term, Wildcard, Words

MOST_SPANS = 20
"""Places that one clause points at; a frequent word is not marked everywhere."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A leaf that held, as it was written, and where it is in the article's text."""

    clause: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Why a document matches: every positive clause that held."""

    clauses: tuple[Clause, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """All places, in order, each once."""
        return tuple(sorted({span for clause in self.clauses for span in clause.spans}))


def evaluate(query: Query, document: Document) -> Evaluation | None:
    """None when the document does not match."""
    if not holds(query.root, document):
        return None
    return Evaluation(tuple(dict.fromkeys(_clauses(query.root, document))))


def holds(node: Node, document: Document) -> bool:
    """Whether ``node`` is true of the document; stops as soon as that is known."""
    if isinstance(node, Term):  # most nodes are
        return _term_holds(node, document)
    if isinstance(node, And):
        return all(holds(child, document) for child in node.children)
    if isinstance(node, Or):
        return any(holds(child, document) for child in node.children)
    if isinstance(node, Not):
        return not holds(node.child, document)
    return _leaf_holds(node, document)


def _leaf_holds(leaf: Leaf, document: Document) -> bool:
    if isinstance(leaf, Range):
        return leaf.holds(document.numbers.get(leaf.column))
    if isinstance(leaf, Term):
        return _term_holds(leaf, document)
    return any(next(_places(leaf, document.column(name)), None) is not None for name in leaf.columns)


def _term_holds(leaf: Term, document: Document) -> bool:
    """A loop, since it is asked some thousand times of an article."""
    columns = document.columns
    for name in leaf.columns:  # noqa: SIM110
        if name in columns and leaf.token in columns[name].postings:
            return True
    return False


def _clauses(node: Node, document: Document) -> Iterator[Clause]:
    """The clauses of every true branch; what is excluded is no evidence."""
    if isinstance(node, And | Or):
        for child in node.children:
            if isinstance(node, And) or holds(child, document):
                yield from _clauses(child, document)
    elif not isinstance(node, Not) and _leaf_holds(node, document):
        yield Clause(node.clause, () if isinstance(node, Range) else _spans(node, document))


def _spans(leaf: Words, document: Document) -> tuple[Span, ...]:
    columns = [document.column(name) for name in leaf.columns]
    found = (column.span(*place) for column in columns for place in _places(leaf, column))
    return tuple(islice(dict.fromkeys(span for span in found if span), MOST_SPANS))


def _places(leaf: Words, column: Column) -> Iterator[tuple[int, int]]:
    """First and last position of each place where the leaf holds in the column."""
    return _FINDERS[type(leaf)](leaf, column)


def _find_term(leaf: Term, column: Column) -> Iterator[tuple[int, int]]:
    return ((at, at) for at in column.postings.get(leaf.token, ()))


def _find_phrase(leaf: Phrase, column: Column) -> Iterator[tuple[int, int]]:
    """From the rarest token outward."""
    postings = [column.postings.get(token, ()) for token in leaf.tokens]
    rarest = min(range(len(postings)), key=lambda index: len(postings[index]))
    for at in postings[rarest]:
        start = at - rarest
        if start >= 0 and column.tokens[start : start + len(leaf.tokens)] == leaf.tokens:
            yield start, start + len(leaf.tokens) - 1


def _find_near(leaf: Near, column: Column) -> Iterator[tuple[int, int]]:
    """Windows that hold every token: the nearest earlier place of each, seen from each place of any."""
    if any(token not in column.postings for token in leaf.tokens):
        return
    merged = sorted((at, token) for token in leaf.tokens for at in column.postings[token])
    latest: dict[str, int] = {}
    for at, token in merged:
        latest[token] = at
        if len(latest) == len(leaf.tokens):
            first = min(latest.values())
            if at - first + 1 - len(leaf.tokens) <= leaf.slop:
                yield first, at


def _find_prefix(leaf: Prefix, column: Column) -> Iterator[tuple[int, int]]:
    return _each(column, column.beginning(leaf.prefix))


def _find_wildcard(leaf: Wildcard, column: Column) -> Iterator[tuple[int, int]]:
    fits = _pattern(leaf.pattern)
    return _each(column, (token for token in column.beginning(leaf.prefix) if fits.fullmatch(token)))


def _each(column: Column, tokens: Iterator[str]) -> Iterator[tuple[int, int]]:
    return ((at, at) for token in tokens for at in column.postings[token])


@lru_cache(maxsize=4096)
def _pattern(pattern: str) -> re.Pattern[str]:
    parts = (
        ".*" if piece == "*" else "." if piece == "?" else re.escape(piece) for piece in re.split("([*?])", pattern)
    )
    return re.compile("".join(parts), re.DOTALL)


_FINDERS: dict[type, Callable[..., Iterator[tuple[int, int]]]] = {
    Term: _find_term,
    Phrase: _find_phrase,
    Near: _find_near,
    Prefix: _find_prefix,
    Wildcard: _find_wildcard,
}
