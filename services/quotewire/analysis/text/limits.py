"""What extraction is willing to look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one input.

    ``max_bytes``: size after any transfer encoding was undone; more is rejected. ``max_elements``: HTML elements that the
    page-wide search for the article may cost; a page with more is read line by line, which is linear. ``max_lines``: lines or
    blocks with text in them; more is rejected.
    """

    max_bytes: int = 10_000_000
    max_elements: int = 15_000
    max_lines: int = 20_000


DEFAULT = Limits()
