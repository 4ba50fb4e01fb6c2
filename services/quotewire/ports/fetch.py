"""Pages from the outside."""

from dataclasses import dataclass
from typing import Protocol

from quotewire.errors import QuotewireError


class FetchError(QuotewireError):
    """A page that could not be had; the message says why."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. ``url`` is where the redirects ended; ``content`` is decoded."""

    url: str
    media_type: str
    content: bytes


class Fetch(Protocol):
    """Promises bounds in size and time, and that nothing inside a private network is reached unless that was allowed."""

    def get(self, url: str) -> Response:
        """Raises ``FetchError`` for everything that keeps the page from being had."""
        ...
