"""One writer of the ledger at a time, whatever the consumer groups believe.

The topic's one partition gives one worker the turn, but a worker that was taken for dead may still be writing, and live
and older material come from two topics. A lock in the database orders them all.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from quotewire.adapters.state.state import SqlState
from quotewire.ports.state import Transaction

_TURN = 0x7265636F7264  # "record"


class OneWriter:
    """``ports.state.State`` whose transactions take turns with those of every other one writer of the database.

    Who waits too long gets ``StateUnavailable`` and tries again.
    """

    def __init__(self, state: SqlState) -> None:
        self._state = state

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self._state.transaction() as tx:
            tx.take_turn(_TURN)
            yield tx

    def reading(self) -> AbstractContextManager[Transaction]:
        return self._state.reading()

    def close(self) -> None:
        self._state.close()
