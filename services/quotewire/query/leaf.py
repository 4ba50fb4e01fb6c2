"""A word or phrase of a query to a leaf of the tree: analysed as documents are, checked for what would be slow."""

import re

from quotewire.errors import QueryError
from quotewire.query.fields import Field, FieldKind
from quotewire.query.tokens import SEPARATOR, fold_word, keyword, stem, words
from quotewire.query.tree import Near, Node, Or, Phrase, Prefix, Term, Wildcard

SHORTEST_PREFIX = 3
"""Characters before the first wildcard: fewer would have to look at a large share of all words."""

LARGEST_SLOP = 50

_WILD = re.compile(r"\\.|[*?]", re.DOTALL)


def build_words(field: Field, written: str, clause: str, at: int) -> Node:
    """A bare word; several when it is joined by marks ("Jean-Pierre"), a pattern when it has wildcards."""
    if '"' in written:
        raise QueryError("a quotation mark inside a word: expected a blank before it", at + written.index('"'))
    if any(found.group() in "*?" for found in _WILD.finditer(written)):
        return _build_pattern(field, written, clause, at)
    return build_phrase(field, re.sub(r"\\(.)", r"\1", written), 0, clause, at)


def build_phrase(field: Field, text: str, slop: int, clause: str, at: int) -> Node:
    """Words in a row, or near each other. Raises ``QueryError`` when nothing is left of them."""
    if slop > LARGEST_SLOP:
        raise QueryError(f"~{slop} is too far: expected at most ~{LARGEST_SLOP}", at)
    if field.kind is FieldKind.VALUE:
        return Term(field.columns, _value(field, text, at), clause)
    tokens = words(text)
    if not tokens:
        raise QueryError(f"no word in {clause}: expected letters or digits", at)
    different = tuple(dict.fromkeys(tokens))
    if len(different) == 1 and (slop or len(tokens) == 1):
        return Term(field.columns, tokens[0], clause)
    return Near(field.columns, different, slop, clause) if slop else Phrase(field.columns, tokens, clause)


def _value(field: Field, text: str, at: int) -> str:
    token = keyword(text)
    if not token or (field.values and token not in map(keyword, field.values)):
        known = ", ".join(f'"{value}"' if " " in value else value for value in field.values)
        raise QueryError(f"no such {field.name}: expected one of {known}" if known else "expected a value", at)
    return token


def _build_pattern(field: Field, written: str, clause: str, at: int) -> Node:
    pattern = _fold_pattern(written, at)
    prefix = re.split(r"[*?]", pattern, maxsplit=1)[0]
    if len(prefix) < SHORTEST_PREFIX:
        refused = "only * would match everything" if not prefix else f"{clause} would match too many words"
        raise QueryError(f"{refused}: expected at least {SHORTEST_PREFIX} letters before the first wildcard", at)
    return (
        _build_prefix(field, prefix, clause)
        if pattern == prefix + "*"
        else Wildcard(field.columns, pattern, prefix, clause)
    )


def _build_prefix(field: Field, prefix: str, clause: str) -> Node:
    """``allies*`` also means the token of "allies" itself, which is "ally"."""
    found = Prefix(field.columns, prefix, clause)
    if field.kind is FieldKind.VALUE or stem(prefix).startswith(prefix):
        return found
    return Or((found, Term(field.columns, stem(prefix), clause)))


def _fold_pattern(written: str, at: int) -> str:
    """The pattern over folded words. It has to be one word, since it is compared with one token."""
    pieces = re.split(r"([*?])", written.replace("\\", ""))
    if any(SEPARATOR in piece or re.search(r"[^\w'’ʼ＇]", piece) for piece in pieces if piece not in ("*", "?", "")):
        raise QueryError(f"a wildcard stands in a single word: expected {written} without other marks", at)
    folded = "".join(piece if piece in ("*", "?") else _fold_piece(piece) for piece in pieces)
    return re.sub(r"\*+", "*", folded)


def _fold_piece(piece: str) -> str:
    return fold_word(piece).replace("_", "") if piece else ""
