"""Where a listing goes on: the place of its last hit, written so that it fits in a URL."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

from quotewire.errors import QueryError


class Place(NamedTuple):
    """Order of a listing: score (falling), date in milliseconds (falling), id (rising)."""

    score: float
    published: int
    name: str


def write_place(place: Place) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def read_place(after: str) -> Place:
    """Raises ``QueryError`` for what no page gave out."""
    try:
        score, published, name = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return Place(float(score), int(published), str(name))
    except (ValueError, TypeError) as error:
        raise QueryError(f"{after!r} continues no listing: expected the 'after' of the page before") from error
