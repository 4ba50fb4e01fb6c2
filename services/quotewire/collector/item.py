"""One thing that a source offers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Item:
    """``key`` names the item within its source.

    ``collected_at`` is set when the source knows when it was collected, ``source_id`` when it is an archive of others.
    ``problem`` says why an item could not be read; it is then counted as rejected, and the others go on.
    """

    key: str
    url: str
    media_type: str
    content: bytes
    title: str | None = None
    published: datetime | None = None
    outlet: str | None = None
    collected_at: datetime | None = None
    source_id: str | None = None
    problem: str = ""
    country: str | None = None
