"""Lucene syntax to the tree.

``AND`` binds tighter than ``OR``; words side by side must all hold and bind loosest, as in web search engines:
``drone OR UAV Kremlin`` is ``(drone OR UAV) AND Kremlin``. ``+x`` is ``x``; ``-x`` and ``NOT x`` exclude; boosts are
read and ignored. ``"a b"~3`` is any order with at most three other words among them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import DecimalException

from luqum import tree as lucene
from luqum.exceptions import ParseError
from luqum.thread import parse as parse_lucene

from quotewire.errors import QueryError
from quotewire.query.bounds import build_day, build_range
from quotewire.query.fields import FIELDS, Field, FieldKind
from quotewire.query.leaf import build_phrase, build_words
from quotewire.query.refuse import refuse_unbounded
from quotewire.query.tree import And, Node, Not, Or, Query, is_positive

LONGEST_TEXT = 4096
MOST_CLAUSES = 200
DEEPEST = 40

_CURLY = str.maketrans("“”„«»", '"""""')
_AT = re.compile(r"position (\d+)")
_UNEXPECTED = re.compile(r"unexpected\s+'(.*?)' at", re.DOTALL)
_ILLEGAL = re.compile(r"Illegal character '(.)", re.DOTALL)


def parse_query(text: str, fields: Mapping[str, Field] = FIELDS) -> Query:
    """The tree of ``text``. Raises ``QueryError`` that points at a character and says what was expected there."""
    if len(text) > LONGEST_TEXT:
        raise QueryError(f"the query has {len(text)} characters; at most {LONGEST_TEXT} are taken", LONGEST_TEXT)
    if not text.strip():
        raise QueryError("the query is empty: expected a word, a phrase or field:value", 0)
    root = _Reading(text, fields).node(_parse(text), fields["text"], 0)
    if not is_positive(root):
        raise QueryError("the query only excludes: expected at least one word that must be there", 0)
    refuse_unbounded(root)
    return Query(text, root)


def _parse(text: str) -> lucene.Item:
    straight = text.translate(_CURLY)
    try:
        return parse_lucene(straight)
    except ParseError as error:
        raise _explain(straight, str(error)) from error
    except (ValueError, DecimalException) as error:  # what luqum lets through for "x y"~1.5 and x^1.2.3
        at = next((found.start() for found in re.finditer(r"[~^][\d.]*\.[\d.]*", straight)), 0)
        raise QueryError("expected a whole number after ~ and a decimal one after ^", at) from error


def _explain(text: str, message: str) -> QueryError:
    """luqum's complaint in words that help: where, what stood there, what was expected."""
    found = _AT.search(message)
    at = int(found.group(1)) if found else len(text)
    if illegal := _ILLEGAL.match(message):
        return _explain_illegal(illegal.group(1), at)
    if (opened := _unclosed(text)) is not None and at == len(text):
        return QueryError("this parenthesis is never closed: expected ) before the end", opened)
    if stood := _UNEXPECTED.search(message):
        return QueryError(f"unexpected {stood.group(1)}: expected a word, a phrase or an opening parenthesis", at)
    return QueryError("the query ends too early: expected a word, a phrase or an opening parenthesis", at)


def _explain_illegal(character: str, at: int) -> QueryError:
    if character == '"':
        return QueryError('this quotation mark is never closed: expected another "', at)
    return QueryError(f"unexpected {character}: put it after \\ or the words in quotation marks", at)


def _unclosed(text: str) -> int | None:
    """Where the innermost parenthesis stands that nothing closes."""
    bare = re.sub(r'\\.|"(?:[^"\\]|\\.)*"', lambda found: " " * len(found.group()), text)
    opened: list[int] = []
    for at, character in enumerate(bare):
        if character == "(":
            opened.append(at)
        elif character == ")" and opened:
            opened.pop()
    return opened[-1] if opened else None


class _Reading:
    """Turns luqum's tree into ours, counting clauses as it goes."""

    def __init__(self, text: str, fields: Mapping[str, Field]) -> None:
        self._text = text
        self._fields = fields
        self._clauses = 0
        self._readers: dict[type[lucene.Item], Callable[[lucene.Item, Field, int], Node]] = {
            lucene.AndOperation: self._and,
            lucene.UnknownOperation: self._and,
            lucene.OrOperation: self._or,
            lucene.Group: self._inner,
            lucene.FieldGroup: self._inner,
            lucene.Plus: self._inner,
            lucene.Boost: self._inner,
            lucene.Not: self._not,
            lucene.Prohibit: self._not,
            lucene.SearchField: self._field,
        }

    def node(self, item: lucene.Item, field: Field, depth: int) -> Node:
        if depth > DEEPEST:
            raise QueryError(f"nested too deeply: at most {DEEPEST} levels are taken", _at(item))
        reader = self._readers.get(type(item))
        return reader(item, field, depth + 1) if reader else self._leaf(item, field)

    def _leaf(self, item: lucene.Item, field: Field) -> Node:
        self._clauses += 1
        if self._clauses > MOST_CLAUSES:
            raise QueryError(f"too many clauses: at most {MOST_CLAUSES} are taken", _at(item))
        clause = self._written(item, field)
        if field.kind in (FieldKind.DATE, FieldKind.NUMBER):
            return _read_bounds(item, field, clause)
        return _read_words(item, field, clause)

    def _written(self, item: lucene.Item, field: Field) -> str:
        bare = str(item).strip()
        return bare if field.name == "text" else f"{field.name}:{bare}"

    def _and(self, item: lucene.Item, field: Field, depth: int) -> Node:
        return And(_flat(And, (self.node(child, field, depth) for child in item.children)))

    def _or(self, item: lucene.Item, field: Field, depth: int) -> Node:
        children = [(self.node(child, field, depth), child) for child in item.children]
        for child, written in children:
            if not is_positive(child):
                raise QueryError("this branch of OR only excludes and would match nearly everything", _at(written))
        return Or(_flat(Or, (child for child, _ in children)))

    def _inner(self, item: lucene.Item, field: Field, depth: int) -> Node:
        return self.node(item.children[0], field, depth)

    def _not(self, item: lucene.Item, field: Field, depth: int) -> Node:
        child = self.node(item.children[0], field, depth)
        if isinstance(child, Not):
            return child.child
        if not is_positive(child):
            raise QueryError("what is excluded only excludes itself: expected a word in it", _at(item))
        return Not(child)

    def _field(self, item: lucene.Item, field: Field, depth: int) -> Node:
        at = _at(item)
        if field.name != "text":
            raise QueryError(f"field {item.name} inside field {field.name}: expected words here", at)
        if item.name not in self._fields:
            raise QueryError(f"unknown field {item.name}: expected one of {', '.join(sorted(self._fields))}", at)
        return self.node(item.children[0], self._fields[item.name], depth)


def _flat(kind: type[And] | type[Or], children: Iterable[Node]) -> tuple[Node, ...]:
    """Children, those of the same operator taken in."""
    flat: list[Node] = []
    for child in children:
        flat += child.children if isinstance(child, kind) else (child,)
    return tuple(flat)


def _read_bounds(item: lucene.Item, field: Field, clause: str) -> Node:
    at = _at(item)
    if isinstance(item, lucene.Range):
        bounds = (_bound(item.low), _bound(item.high))
        return build_range(field, bounds, (item.include_low, item.include_high), clause, at)
    if isinstance(item, lucene.From):
        return build_range(field, (_bound(item.a), "*"), (item.include, True), clause, at)
    if isinstance(item, lucene.To):
        return build_range(field, ("*", _bound(item.a)), (True, item.include), clause, at)
    if isinstance(item, lucene.Word | lucene.Phrase) and field.kind is FieldKind.DATE:
        return build_day(field, _bound(item), clause, at)
    example = "[2023-05-01 TO 2023-05-31]" if field.kind is FieldKind.DATE else "[0.7 TO 1]"
    raise QueryError(f"{field.name} takes a range: expected {field.name}:{example} or {field.name}:>=…", at)


def _bound(item: lucene.Item) -> str:
    return str(item).strip().strip('"').replace("\\", "")


def _read_words(item: lucene.Item, field: Field, clause: str) -> Node:
    at = _at(item)
    if isinstance(item, lucene.Word):
        return build_words(field, item.value, clause, at)
    if isinstance(item, lucene.Phrase):
        return build_phrase(field, _unquote(item), 0, clause, at)
    if isinstance(item, lucene.Proximity):
        if clause.endswith("~"):
            raise QueryError("expected a whole number after ~", at + len(str(item).strip()) - 1)
        return build_phrase(field, _unquote(item.term), item.degree, clause, at)
    if isinstance(item, lucene.Fuzzy):
        raise QueryError("words are not matched fuzzily: expected the spellings, joined by OR", at)
    if isinstance(item, lucene.Regex):
        raise QueryError("regular expressions are not taken: expected words, or put the text in quotation marks", at)
    raise QueryError(f"{field.name} holds words and has no order: expected a word or a phrase", at)


def _unquote(phrase: lucene.Phrase) -> str:
    return re.sub(r"\\(.)", r"\1", phrase.value[1:-1])


def _at(item: lucene.Item) -> int:
    return int(item.pos or 0)
