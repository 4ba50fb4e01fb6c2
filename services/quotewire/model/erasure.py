"""People who were erased on request: known again when they return, without their names being kept."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Erasure:
    """One entry of the erasure ledger. Names and ids are there as keyed digests only (``keyed_digest``).

    ``names`` stand for the person anywhere, ``surnames`` only beside one of the names, ``keys`` are the ids under which
    the person spoke, ``words`` single words of the names; ``longest`` counts the words of the longest name. ``counts``
    tells what was erased, as pairs of kind and number, and is empty until the erasure is done.
    """

    id: str
    at: datetime
    author: str
    salt: str
    names: tuple[str, ...]
    surnames: tuple[str, ...]
    keys: tuple[str, ...]
    words: tuple[str, ...]
    longest: int
    counts: tuple[tuple[str, int], ...] = ()


def keyed_digest(text: str, salt: str) -> str:
    """Twenty hex digits that cannot be looked up in a list of digested names without the ledger's salt."""
    return blake2b(text.encode("utf-8", "surrogatepass"), key=salt.encode(), digest_size=10).hexdigest()
