"""The parts of a person's name, and whether two names may be one person's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from quotewire.analysis.entities.tokens import fold_name

_WORD = re.compile(r"[^\W_][\w.’'\-]*")
_NOT_OPENING = frozenset({"al", "el", "van", "abu", "st", "af"})  # particles that are given names or words too
_ARABIC_ARTICLE = re.compile(r"\b(al|el)[-‑](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class NameWords:
    """Titles (those that say a gender apart), suffixes, particles of surnames, and short given names with the full one."""

    female: frozenset[str]
    male: frozenset[str]
    titles: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    nicknames: Mapping[str, str]


@cache
def load_name_words() -> NameWords:
    """Read the packaged words; the second call returns the same object."""
    text = resources.files(__package__).joinpath("data", "name_words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    words = {kind: frozenset(listed.split()) for kind, listed in rows}
    nicknames = dict(pair.split(":") for pair in words["nickname"])
    titles = words["title"] | words["f"] | words["m"]
    return NameWords(words["f"], words["m"], titles, words["suffix"], words["particle"], MappingProxyType(nicknames))


@dataclass(frozen=True, slots=True)
class PersonName:
    """Folded parts; ``given`` is empty when only a surname stands. ``surname`` holds particles: "de la cruz"."""

    given: tuple[str, ...]
    surname: str
    titles: tuple[str, ...] = ()
    suffix: str = ""

    @property
    def full(self) -> bool:
        return bool(self.given)


def parse_name(text: str) -> PersonName | None:
    """Titles before, suffix behind and possessive removed; None when no name is left."""
    words = [_POSSESSIVE.sub("", word) for word in _WORD.findall(_ARABIC_ARTICLE.sub(r"\1 ", text.strip()))]
    folded = ["".join(fold_name(word)) for word in words]
    pairs = [word for word in folded if word]
    titles, rest = _split_titles(pairs)
    suffix = rest.pop() if len(rest) > 1 and rest[-1] in load_name_words().suffixes else ""
    if not rest:
        return None
    cut = 0 if _is_surname(rest) or _ARABIC_ARTICLE.match(text.strip()) else _surname_start(rest)
    return PersonName(tuple(rest[:cut]), " ".join(rest[cut:]), tuple(titles), suffix)


def strip_titles(text: str) -> tuple[int, int]:
    """Where the bare name stands in ``text``: titles before and a possessive behind left out; suffixes stay."""
    words = list(_WORD.finditer(text))
    first = 0
    while first < len(words) - 1 and "".join(fold_name(words[first].group())) in load_name_words().titles:
        first += 1
    if not words:
        return 0, len(text)
    last = words[-1]
    bare = _POSSESSIVE.sub("", last.group())
    return words[first].start(), last.start() + len(bare)


def same_person(one: PersonName, other: PersonName) -> bool:
    """Whether the two names may be one person's: surnames agree, and given names do where both have any."""
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return False
    if one.full and other.full:
        return _same_surname(one, other) and _same_given(one.given, other.given)
    if one.full or other.full:
        full, short = (one, other) if one.full else (other, one)
        return _same_surname(full, short) or (not short.titles and short.surname == full.given[0])
    return one.surname == other.surname


def _same_surname(one: PersonName, other: PersonName) -> bool:
    if one.surname == other.surname:
        return True
    return one.surname.split()[-1] == other.surname.split()[-1] and " " in one.surname + other.surname


def _same_given(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    first, second = one[0], other[0]
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    short, long = sorted((first, second), key=len)
    return (
        first == second
        or long.startswith(short)
        or second in one
        or first in other
        or load_name_words().nicknames.get(short) == long
    )


def _split_titles(words: list[str]) -> tuple[list[str], list[str]]:
    first, titles = 0, load_name_words().titles
    while first < len(words) - 1 and words[first] in titles:
        first += 1
    return words[:first], words[first:]


def _surname_start(words: list[str]) -> int:
    start = len(words) - 1
    while start > 1 and words[start - 1] in load_name_words().particles:
        start -= 1
    return start


def _is_surname(words: list[str]) -> bool:
    """Whether no given name stands before the particles: "von der Leyen", "Le Pen", "bin Salman"."""
    particles = load_name_words().particles
    return words[0] in particles - _NOT_OPENING and all(word in particles for word in words[:-1])
