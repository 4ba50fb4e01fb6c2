"""Runs stage applications until they are asked to stop, or until they must be ended."""

import asyncio
import logging
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import faust

from quotewire.adapters.kafka import KafkaLog, missing_topics
from quotewire.errors import LogUnavailable, Unavailable
from quotewire.runtime.streaming.stage_app import StageRunner, build_app
from quotewire.runtime.streaming.watchdog import Sight, Watchdog
from quotewire.settings import StreamingSettings
from quotewire.topics import DEAD_LETTERS

_logger = logging.getLogger(__name__)
_LOOK_SECONDS = 5.0
_FAREWELL_SECONDS = 10.0
_STALLED = 70
"""Exit status of a worker that ended itself: EX_SOFTWARE."""


@dataclass
class StageService:
    """Some stages in one process, one Faust application each."""

    runners: Sequence[StageRunner]
    log: KafkaLog
    settings: StreamingSettings
    stop: threading.Event
    tell: Callable[[str, int, str], object]  # of a stage that ends itself, how many records it has done, and why
    _apps: list[faust.App] = field(default_factory=list, init=False)
    _turned_at: float = field(default_factory=time.monotonic, init=False)

    def run(self) -> None:
        """Returns when ``stop`` is set or a signal came, with every record either done or left uncommitted."""
        if not self._wait_for_topics():
            return
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()
        asyncio.run(self._run())
        for runner in self.runners:
            runner.executor.shutdown()  # what is being worked off may need what the service closes next

    def is_ready(self) -> bool:
        """Whether every application has joined its group and none waits for a server."""
        joined = len(self._apps) == len(self.runners) and all(app.started for app in self._apps)
        return joined and not any(runner.waiting for runner in self.runners)

    def _wait_for_topics(self) -> bool:
        topics = [runner.worker.stage.source for runner in self.runners] + [DEAD_LETTERS]
        topics += [sink for runner in self.runners if (sink := runner.worker.stage.sink)]
        while not self.stop.is_set():
            try:
                missing = missing_topics(self.settings.kafka, topics)
            except LogUnavailable as error:
                _logger.warning("waiting: %s", error)
            else:
                if not missing:
                    return True
                _logger.warning("waiting for topics that `quotewire init` makes: %s", ", ".join(missing))
            self.stop.wait(2.0)
        return False

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop.set)
        with tempfile.TemporaryDirectory(prefix="quotewire-") as scratch:
            self._apps = [build_app(runner, self.settings.kafka, Path(scratch)) for runner in self.runners]
            for app in self._apps:
                await app.start()
            while not self.stop.is_set() and not any(app.should_stop for app in self._apps):
                self._turned_at = time.monotonic()
                await asyncio.sleep(0.1)
            self._end_if_crashed()
            for app in self._apps:
                await asyncio.wait_for(app.stop(), 15)

    def _end_if_crashed(self) -> None:
        crashed = [app for app in self._apps if app.crashed]
        if crashed:
            _logger.critical("Faust gave up (%r); ending this worker", crashed[0].crash_reason)
            os._exit(_STALLED)

    def _watch(self) -> None:
        dogs = [(Watchdog(self.settings.stall_seconds), runner) for runner in self.runners]
        while not self.stop.wait(_LOOK_SECONDS):
            for dog, runner in dogs:
                sight = self._sight(runner)
                reason = dog.look(sight)
                runner.meter.stall(runner.name, dog.stalled(sight.now))
                if reason:
                    self._end(runner.name, sight.committed, reason)

    def _end(self, stage: str, done: int, reason: str) -> None:
        _logger.critical("%s: %s; ending this worker", stage, reason)
        # In a thread, as what keeps the stage from working may keep this from being told.
        telling = threading.Thread(target=self.tell, args=(stage, done, reason), daemon=True)
        telling.start()
        telling.join(_FAREWELL_SECONDS)
        os._exit(_STALLED)

    def _sight(self, runner: StageRunner) -> Sight:
        topic = runner.worker.stage.source.name
        try:
            lag, end = self.log.lag(topic, runner.name), self.log.end(topic)
        except Unavailable:
            lag, end = 0, 0  # without a log there is nothing to be worked off
        return Sight(time.monotonic(), self._turned_at, lag, end - lag, bool(runner.waiting))
