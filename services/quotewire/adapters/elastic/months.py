"""Which index a document lies in: ``<prefix><kind>-v<version>-<month>``, behind the alias ``<prefix><kind>``.

The month is the one in the id, in which the thing was first seen: it never changes, so a document never lies in two.
"""

import re
import threading
import time
from typing import NamedTuple

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from quotewire.adapters.elastic.mapping import VERSION, IndexKind, mapping_of, settings_of
from quotewire.model import ids

REMEMBERED_SECONDS = 5.0
"""How long a writer may go on writing to indices that ``reindex`` has replaced."""

_NAME = re.compile(r"-v(\d+)-(\d{6})$")


class Generation(NamedTuple):
    """The indices that a kind's documents go to now."""

    number: int
    known: set[str]
    at: float


class Months:
    """Names indices and makes them when their first document comes.

    ``pinned`` keeps to one generation, which no alias leads to yet.
    """

    def __init__(self, client: Elasticsearch, prefix: str, replicas: int, pinned: int | None = None) -> None:
        self._client = client
        self._pinned = pinned
        self._prefix = prefix
        self._replicas = replicas
        self._lock = threading.Lock()
        self._generations: dict[IndexKind, Generation] = {}

    def alias(self, kind: IndexKind) -> str:
        return f"{self._prefix}{kind}"

    def index_of(self, kind: IndexKind, identifier: str) -> str:
        """The index for an id; it exists when this returns."""
        with self._lock:
            generation = self._generation(kind)
            name = f"{self._prefix}{kind}-v{generation.number}-{month_of(identifier)}"
            if name not in generation.known:
                self.make(kind, name, aliased=self._pinned is None)
                generation.known.add(name)
            return name

    def has(self, kind: IndexKind, identifier: str) -> bool:
        """Whether there is an index of the id's month."""
        with self._lock:
            return any(month_in(name) == month_of(identifier) for name in self._generation(kind).known)

    def make(self, kind: IndexKind, name: str, aliased: bool) -> None:
        """Create the index unless it is there."""
        try:
            self._client.indices.create(
                index=name,
                mappings=mapping_of(kind),
                settings=settings_of(self._replicas),
                aliases={self.alias(kind): {}} if aliased else None,
            )
        except BadRequestError as error:
            if "resource_already_exists_exception" not in str(error):
                raise

    def behind(self, kind: IndexKind) -> list[str]:
        """Names of the indices that the alias leads to, oldest month first."""
        try:
            return sorted(self._client.indices.get_alias(name=self.alias(kind)).body)
        except NotFoundError:
            return []

    def of_generation(self, kind: IndexKind, number: int) -> list[str]:
        """Names of a generation's indices, whether an alias leads there or not."""
        pattern = f"{self._prefix}{kind}-v{number}-*"
        return sorted(self._client.indices.get(index=pattern, allow_no_indices=True).body)

    def _generation(self, kind: IndexKind) -> Generation:
        generation = self._generations.get(kind)
        if generation is None or time.monotonic() - generation.at > REMEMBERED_SECONDS:
            names = self.behind(kind) if self._pinned is None else self.of_generation(kind, self._pinned)
            number = self._pinned or max((number_of(name) for name in names), default=VERSION)
            generation = self._generations[kind] = Generation(number, set(names), time.monotonic())
        return generation


def number_of(name: str) -> int:
    """The generation of an index, from its name; 0 for a foreign one."""
    found = _NAME.search(name)
    return int(found[1]) if found else 0


def month_in(name: str) -> str:
    """The month of an index, from its name; empty for a foreign one."""
    found = _NAME.search(name)
    return found[2] if found else ""


def month_of(identifier: str) -> str:
    return ids.month_of(identifier)
