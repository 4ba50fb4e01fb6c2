"""The machine's own time."""

import time
from datetime import UTC, datetime


class SystemClock:
    """``ports.clock.Clock`` on the system's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
