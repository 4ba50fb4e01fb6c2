"""Queries that are refused because they would match nearly everything."""

from quotewire.errors import QueryError
from quotewire.query.tree import And, Node, Not, Or, Term

_COMMON_WORDS = (
    "a about after all also an and any are as at be been before but by can could did do for from had has have he her "
    "his how i if in into is it its more new no not of on one or other out over said say she so some than that the "
    "their them then there they thi this to two up was we were what when which who will with would you"
)
COMMON = frozenset(_COMMON_WORDS.split())
"""English words (as tokens) found in most articles; "us" is missing because it is also a country."""

_NAMES_AND_TEXT = frozenset(("title", "body", "quote"))


def refuse_unbounded(root: Node) -> None:
    """Raises ``QueryError`` when nothing in the query narrows it down."""
    if not _narrows(root):
        raise QueryError("the query would match nearly everything: expected a rarer word, a name or a source", 0)


def _narrows(node: Node) -> bool:
    if isinstance(node, And):
        return any(map(_narrows, node.children))
    if isinstance(node, Or):
        return all(map(_narrows, node.children))
    return not isinstance(node, Not) and not _is_common(node)


def _is_common(node: Node) -> bool:
    if not isinstance(node, Term):
        return False
    return node.columns == ("language",) or (node.token in COMMON and not _NAMES_AND_TEXT.isdisjoint(node.columns))
