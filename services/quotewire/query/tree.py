"""The tree of a query, from which all three readings start.

Leaves hold tokens as ``query.tokens`` makes them and the columns in which they are looked up as alternatives.
``clause`` is the leaf as it was written. ``parse_query`` promises: every ``Or`` has only positive branches, every
``And`` at least one, and what a ``Not`` excludes is itself positive, so that each reading can express the tree.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Term:
    """One token."""

    columns: tuple[str, ...]
    token: str
    clause: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens one after the other, within one column."""

    columns: tuple[str, ...]
    tokens: tuple[str, ...]
    clause: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Different tokens in any order within one column, with at most ``slop`` other tokens among them."""

    columns: tuple[str, ...]
    tokens: tuple[str, ...]
    slop: int
    clause: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any token that begins so."""

    columns: tuple[str, ...]
    prefix: str
    clause: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Any token that fits the pattern: ``?`` is one character, ``*`` any number; it begins with ``prefix``."""

    columns: tuple[str, ...]
    pattern: str
    prefix: str
    clause: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """A number within bounds; None is open. Dates are milliseconds since 1970 UTC."""

    column: str
    low: float | None
    high: float | None
    include_low: bool = True
    include_high: bool = True
    clause: str = field(default="", compare=False)

    def holds(self, value: float | None) -> bool:
        if value is None:
            return False
        above = self.low is None or value > self.low or (self.include_low and value == self.low)
        below = self.high is None or value < self.high or (self.include_high and value == self.high)
        return above and below


@dataclass(frozen=True, slots=True)
class And:
    """All of the children."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the children."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not the child."""

    child: "Node"


Words = Term | Phrase | Near | Prefix | Wildcard
Leaf = Words | Range
Node = Leaf | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A query as written and as understood."""

    text: str
    root: Node


def leaves(node: Node) -> Iterator[Leaf]:
    """Every leaf, also the excluded ones, from left to right."""
    if isinstance(node, And | Or):
        for child in node.children:
            yield from leaves(child)
    elif isinstance(node, Not):
        yield from leaves(node.child)
    else:
        yield node


def positive_leaves(node: Node) -> Iterator[Leaf]:
    """The leaves that a match may rest on."""
    if isinstance(node, And | Or):
        for child in node.children:
            yield from positive_leaves(child)
    elif not isinstance(node, Not):
        yield node


def is_positive(node: Node) -> bool:
    """Whether a match of ``node`` always rests on something that is there, not only on what is absent."""
    if isinstance(node, And):
        return any(map(is_positive, node.children))
    if isinstance(node, Or):
        return all(map(is_positive, node.children))
    return not isinstance(node, Not)


def asks_only(node: Node, columns: Collection[str]) -> bool:
    """Whether every leaf looks at nothing but the columns."""
    return all(
        leaf.column in columns if isinstance(leaf, Range) else all(name in columns for name in leaf.columns)
        for leaf in leaves(node)
    )
