"""The gender that a given name nearly always has; used only to follow pronouns."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def load_given_names() -> Mapping[str, str]:
    """Folded given name to "f" or "m"; names borne by both are absent. The second call returns the same object."""
    text = resources.files(__package__).joinpath("data", "given_names.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return MappingProxyType({name: gender for gender, names in rows for name in names.split()})
