"""Which countries a wording speaks of: two that differ in them seldom say the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from types import MappingProxyType

from quotewire.analysis.claims.terms import content_terms

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_LONGEST = 4  # words of a name


@cache
def load_countries() -> Mapping[str, str]:
    """Each packaged name to its country's code; the second call returns the same object."""
    lines = resources.files(__package__).joinpath("data", "countries.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return MappingProxyType({name: code for code, name in rows})


@cache
def own_names() -> Mapping[str, str]:
    """Each code to the name that the country itself goes by: the first of its names."""
    return MappingProxyType({code: name for name, code in reversed([*load_countries().items()])})


@cache
def country_terms() -> frozenset[str]:
    """The content terms of all those names."""
    return content_terms(" , ".join(load_countries()))


def find_countries(text: str) -> frozenset[str]:
    """Codes of the countries named, by themselves, their capital, their people or their seat of power."""
    return frozenset(code for _, _, code in _find_names(text))


def call_by_own_names(text: str) -> str:
    """The text with each country by its own name: who says "Kyiv" or "Ukrainians" mostly speaks of Ukraine."""
    parts, at = [], 0
    for start, end, code in _find_names(text):
        if start >= at:
            parts += [text[at:start], own_names()[code]]
            at = end
    return "".join([*parts, text[at:]])


def _find_names(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a country is named; of names that begin at one word the longest first."""
    words = list(_WORD.finditer(text))
    for at, word in enumerate(words):
        if word.group()[0].isupper():
            for length in range(_LONGEST, 0, -1):
                run = words[at : at + length]
                if len(run) == length and (code := _code_of(run)):
                    yield word.start(), run[-1].end(), code


def _code_of(run: Sequence[re.Match[str]]) -> str | None:
    names, shown = load_countries(), " ".join(word.group() for word in run)
    return names.get(shown) or names.get(shown.removesuffix("s"))
