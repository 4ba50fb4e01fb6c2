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
    """Names indices and makes them when their first document comes."""

    def __init__(self, client: Elasticsearch, prefix: str, replicas: int) -> None:
        self._client = client
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
                self.make(kind, name, aliased=True)
                generation.known.add(name)
            return name

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

    def _generation(self, kind: IndexKind) -> Generation:
        generation = self._generations.get(kind)
        if generation is None or time.monotonic() - generation.at > REMEMBERED_SECONDS:
            names = self.behind(kind)
            number = max((number_of(name) for name in names), default=VERSION)
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
