"""What a query cannot do without, so that only watches are looked at whose requirements an article meets.

A *cover* is a set of keys of which a matching document has at least one. A word of the text is its own key; a token of
another column is ``column:token``; a prefix is a key that ends in ``*``.
"""

from collections.abc import Iterable, Iterator

from quotewire.query.document import Document
from quotewire.query.refuse import COMMON
from quotewire.query.tokens import SEPARATOR
from quotewire.query.tree import And, Near, Node, Or, Phrase, Prefix, Term, Wildcard, Words

Cover = frozenset[str]

_TEXT = frozenset(("title", "body", "quote"))
_BROAD = ("stance:", "form:", "language:", "source:", "outlet:", "section:")


def find_covers(node: Node) -> list[Cover]:
    """Every cover that the tree shows; none for what rests on absence or on ranges alone."""
    if isinstance(node, And):
        return [cover for child in node.children for cover in find_covers(child)]
    if isinstance(node, Or):
        return _cover_all([find_covers(child) for child in node.children])
    if isinstance(node, Term | Phrase | Near | Prefix | Wildcard):
        return [_keys(node.columns, stem) for stem in _stems(node)]
    return []


def find_keys(document: Document, columns: Iterable[str]) -> Iterator[str]:
    """The keys that the document has in the columns."""
    for name in columns:
        tokens = document.column(name).postings
        yield from tokens if name in _TEXT else (f"{name}:{token}" for token in tokens if token != SEPARATOR)


def is_broad(key: str) -> bool:
    """Whether most articles have the key."""
    return key in COMMON or key.startswith(_BROAD)


def weigh(cover: Cover) -> int:
    """How badly a cover tells articles apart: broad keys and many keys are bad."""
    return sum(100 if is_broad(key) else 2 if key.endswith("*") else 1 for key in cover)


def _cover_all(alternatives: list[list[Cover]]) -> list[Cover]:
    """One cover for all branches: the best of each together."""
    if not all(alternatives):
        return []
    return [frozenset().union(*(min(covers, key=weigh) for covers in alternatives))]


def _stems(leaf: Words) -> Iterable[str]:
    if isinstance(leaf, Term):
        return (leaf.token,)
    if isinstance(leaf, Phrase | Near):
        return dict.fromkeys(leaf.tokens)
    return (f"{leaf.prefix}*",)


def _keys(columns: Iterable[str], stem: str) -> Cover:
    return frozenset(stem if name in _TEXT else f"{name}:{stem}" for name in columns)
