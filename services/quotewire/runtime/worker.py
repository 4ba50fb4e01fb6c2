"""Drives one stage over the log: read, decode, run, send on, commit."""

import logging
import threading
from dataclasses import dataclass

from quotewire.codec import VERSION_HEADER
from quotewire.errors import Unavailable
from quotewire.model.outcome import Outcome, OutcomeKind
from quotewire.ports.clock import Clock
from quotewire.ports.log import Log, Record
from quotewire.ports.state import State
from quotewire.runtime.flow import Stage
from quotewire.runtime.messages import bury, read_message, to_messages
from quotewire.topics import DEAD_LETTERS

_logger = logging.getLogger(__name__)
_BATCH = 32
_IDLE_SECONDS = 0.05
_LONGEST_PAUSE = 30.0


@dataclass(frozen=True, slots=True)
class Worker:
    """One stage's loop. Several loops in one process share log and state, which are safe for threads."""

    stage: Stage
    log: Log
    state: State
    clock: Clock
    stop: threading.Event

    def run(self) -> None:
        """Until ``stop`` is set. What is absent for now is waited for; nothing is skipped."""
        pause = _IDLE_SECONDS
        while not self.stop.is_set():
            try:
                idle = not self.step()
                pause = _IDLE_SECONDS
            except Unavailable as error:
                pause = min(pause * 2, _LONGEST_PAUSE)
                idle = True
                _logger.warning("%s waits %.1f s: %s", self.stage.name, pause, error)
            if idle:
                self.stop.wait(pause)

    def step(self) -> int:
        """One batch; returns how many records were worked off."""
        records = self.log.read(self.stage.source.name, self.stage.name, _BATCH)
        for record in records:
            if self.stop.is_set():
                break
            self.handle(record)
            self.log.commit(self.stage.name, [record])
        return len(records)

    def handle(self, record: Record) -> bool:
        """Work off one record: what follows from it lies on the log when this returns. False when it was buried.

        Raises ``Unavailable`` when it should be tried again.
        """
        try:
            outputs = self.stage.run(read_message(record))
            if outputs and self.stage.sink:
                self.log.append(self.stage.sink.name, to_messages(outputs))
        except Unavailable:
            raise
        except Exception as error:  # the loop's edge: whatever one record does, the others go on
            told = _logger.isEnabledFor(logging.INFO)  # --verbose shows where it happened
            _logger.log(logging.ERROR, "%s: dead letter for %s: %r", self.stage.name, record.key, error, exc_info=told)
            self._bury(record, error)
            return False
        return True

    def _bury(self, record: Record, error: Exception) -> None:
        letter, message = bury(record, self.stage.name, error, self.clock.now())
        self.log.append(DEAD_LETTERS.name, [message])
        outcome = Outcome(
            version_id=record.headers.get(VERSION_HEADER, record.key),
            article_id=record.key,
            kind=OutcomeKind.DEAD_LETTER,
            at=letter.at,
            reason=f"{letter.error}: {letter.reason}",
            stage=self.stage.name,
            attempt=letter.attempt,
        )
        with self.state.transaction() as tx:
            tx.outcomes.settle(outcome)
