"""Time as an argument."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The present, with time zone UTC."""
        ...

    def sleep(self, seconds: float) -> None: ...
