"""Presidents and vice presidents: ``executive.yaml`` of unitedstates/congress-legislators."""

from collections.abc import Iterator
from typing import Any

from quotewire.importers.us_people import read_people
from quotewire.model.entity import Entity

_OFFICES = {"prez": "president", "viceprez": "vice president"}


def read_us_executive(text: str, provenance: str) -> list[Entity]:
    """Presidents and vice presidents of the United States with their terms."""
    return read_people(text, provenance, _offices)


def _offices(term: dict[str, Any]) -> Iterator[tuple[str, str]]:
    title = _OFFICES.get(str(term.get("type")))
    if title:
        yield title, "government-of-the-united-states"
