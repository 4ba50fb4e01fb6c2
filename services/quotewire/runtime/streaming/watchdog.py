"""Notices a worker that lives and does nothing, which no supervisor can see from outside.

Consumers of the Faust family are known to stall after hours without an error (faust-streaming#175, #640, #523): records
wait, heartbeats go on, and nothing is committed. Ending the process is the cure; its supervisor starts it again.
"""

from dataclasses import dataclass, field

LOOP_SECONDS = 60.0
"""An event loop that did not turn for so long sends no heartbeats either."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One look at a worker. ``committed`` only grows; ``waiting`` is waiting on purpose, for an absent server."""

    now: float
    loop_turned_at: float
    lag: int
    committed: int
    waiting: bool


@dataclass(slots=True)
class Watchdog:
    """Give it a ``Sight`` now and then; it says when to end the process, and why."""

    stall_seconds: float
    _committed: int = field(default=-1, init=False)
    _progress_at: float = field(default=0.0, init=False)

    def stalled(self, now: float) -> float:
        """Seconds since the last progress."""
        return now - self._progress_at

    def look(self, sight: Sight) -> str | None:
        """None while all is well."""
        if sight.now - sight.loop_turned_at > LOOP_SECONDS:
            return f"the event loop has not turned for {sight.now - sight.loop_turned_at:.0f} s"
        if self._moved(sight):
            self._committed, self._progress_at = sight.committed, sight.now
            return None
        stalled = self.stalled(sight.now)
        if stalled > self.stall_seconds:
            return f"{sight.lag} records wait and nothing was committed for {stalled:.0f} s"
        return None

    def _moved(self, sight: Sight) -> bool:
        return sight.committed != self._committed or sight.lag == 0 or sight.waiting
