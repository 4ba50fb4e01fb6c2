"""Which countries a wording speaks of: two that differ in them seldom say the same."""

import re
from collections.abc import Mapping
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
def country_terms() -> frozenset[str]:
    """The content terms of all those names."""
    return content_terms(" , ".join(load_countries()))


def find_countries(text: str) -> frozenset[str]:
    """Codes of the countries named, by themselves, their capital, their people or their seat of power."""
    names, words = load_countries(), _WORD.findall(text)
    starts = [at for at, word in enumerate(words) if word[0].isupper()]
    runs = (" ".join(words[at : at + length]) for at in starts for length in range(1, _LONGEST + 1))
    found = (names.get(run) or names.get(run.removesuffix("s")) for run in runs)
    return frozenset(code for code in found if code)
