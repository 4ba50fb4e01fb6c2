"""From text to tokens: the one analysis that watches, the embedded index and Elasticsearch share.

All three readings of a query compare the tokens made here, so that words, positions and phrases agree by construction.
A token is folded (NFKC, case, accents), loses its apostrophes and possessive, and its English plural. It holds no
blank and no ASCII punctuation, so that SQLite's ``ascii`` tokenizer and Elasticsearch's ``whitespace`` analyzer take
it as it is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

SEPARATOR = "¶"
"""The token between two values of one field; no word folds to it, so no phrase reaches across it."""

LONGEST = 60
"""Characters of a token; what is longer is cut (Elasticsearch would split at 255)."""

_MARKS = "".join(map(re.escape, (chr(c) for c in range(0x300, 0x10000) if unicodedata.category(chr(c))[0] == "M")))
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # kana and Han: written without blanks
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])"
_WORD = re.compile(
    r"[A-Za-z]{2,}(?=[\s,])"  # most words of most texts, found sooner than by the general rule below
    rf"|[{_UNSPACED}]"  # each sign is a token, so a word of several is a phrase
    r"|(?<!\w)(?:[^\W\d_]\.){2,}(?!\w)"  # U.S.
    r"|(?<!\w)\d{1,3}(?:,\d{3})+(?!\w)"  # 1,000
    rf"|{_LETTER}+(?:['’ʼ＇]{_LETTER}+)*"
)
_APOSTROPHE = re.compile("['’ʼ＇]")
_POSSESSIVE = re.compile("['’ʼ＇][sS]$")
_PLURAL_ES = ("ches", "shes", "sses", "xes")
_SILENT_E = ("che", "she", "xe")


class Token(NamedTuple):
    """A folded word and the characters ``[start, end)`` of the text it stands for."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of ``text`` in order; a word that folds to nothing (a lone accent) gives none."""
    for found in _WORD.finditer(text):
        if token := _token_of(found.group()):
            yield Token(token, found.start(), found.end())


def words(text: str) -> tuple[str, ...]:
    """Only the tokens' texts."""
    return tuple(token for found in _WORD.finditer(text) if (token := _token_of(found.group())))


def folded_words(text: str) -> tuple[str, ...]:
    """Folded but not stemmed: for names and exact values."""
    return tuple(word for found in _WORD.finditer(text) if (word := fold_word(found.group())))


def keyword(value: str) -> str:
    """A whole value as one token: "neither confirms nor denies" is not found by "denies"."""
    return "·".join(folded_words(value))


def join_values(values: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The tokens of several values of one field in a row, ``SEPARATOR`` between them."""
    joined: list[str] = []
    for value in values:
        joined += [SEPARATOR, *value] if joined else value
    return tuple(joined)


@lru_cache(maxsize=1 << 16)
def _token_of(word: str) -> str:
    return stem(fold_word(word))


@lru_cache(maxsize=1 << 12)
def fold_word(word: str) -> str:
    """One word without case, accents, apostrophes and possessive; letters, digits and marks remain."""
    word = _APOSTROPHE.sub("", _POSSESSIVE.sub("", word))
    if word.isascii():
        return "".join(filter(str.isalnum, word.lower()))[:LONGEST]
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    bare = (c for c in unicodedata.normalize("NFD", folded) if not "\u0300" <= c <= "\u036f")
    return "".join(filter(_belongs, unicodedata.normalize("NFC", "".join(bare))))[:LONGEST]


def _belongs(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def stem(word: str) -> str:
    """The singular: Harman's S-stemmer (JASIS 42(1), 1991) in the form of Lucene's EnglishMinimalStemmer.

    Added to it: "speeches", "taxes" lose "es", and "cache", "axe" their "e", so that both stay joined to their plurals.
    """
    if word.endswith(_PLURAL_ES) and len(word) > 4:
        return word[:-2]
    if word.endswith(_SILENT_E) and len(word) > 3:
        return word[:-1]
    if len(word) < 3 or word[-1] != "s" or word[-2] in "us" or word == "news":
        return word
    return _without_s(word)


def _without_s(word: str) -> str:
    if word[-2] != "e":
        return word[:-1]
    if len(word) > 3 and word[-3] == "i" and word[-4] not in "ae":
        return word[:-3] + "y"
    return word if word[-3] in "iaoe" else word[:-1]
