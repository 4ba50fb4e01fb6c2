"""One writer of the ledger at a time, whatever the consumer groups believe.

The topic's one partition gives one worker the turn, but a worker that was taken for dead may still be writing, and live
and older material come from two topics. A lock in the database orders them all.
"""

from collections.abc import Sequence
from dataclasses import replace

from quotewire.adapters.state.engine import open_engine, read_url
from quotewire.adapters.state.faults import explained
from quotewire.runtime.flow import Stage

_LOCK = 0x7265636F7264  # "record"


class OneWriter:
    """Gives out the turn. Who waits too long gets ``StateUnavailable`` and tries again."""

    def __init__(self, url: str) -> None:
        self._url = read_url(url)
        self._engine = open_engine(self._url)

    def ordered(self, stage: Stage) -> Stage:
        """The stage, run only while it has the turn."""

        def run(message: object) -> Sequence[object]:
            with explained(self._url), self._engine.begin() as connection:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                return stage.run(message)

        return replace(stage, run=run)

    def close(self) -> None:
        self._engine.dispose()
