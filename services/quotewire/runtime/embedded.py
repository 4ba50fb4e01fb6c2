"""All services in one process, joined by the log as they would be apart."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.bootstrap import Ports, load_analyser
from quotewire.collector.poll import Collector
from quotewire.deliverer.deliver import Deliverer
from quotewire.deliverer.operate import Operations
from quotewire.errors import ConfigurationError, QuotewireError, Unavailable
from quotewire.model.article import CollectedArticle
from quotewire.model.journey import AnalysedArticle, RejectedArticle
from quotewire.runtime.flow import STAGE_TOPICS, Stage, alert_stage, analyse_stage, index_stage, record_stage
from quotewire.runtime.pool import AnalysisPool
from quotewire.runtime.progress import look_at_progress
from quotewire.runtime.provision import provision_watches
from quotewire.runtime.retention import RETENTION_PAUSE, retain
from quotewire.runtime.worker import Worker
from quotewire.settings import Settings

_logger = logging.getLogger(__name__)
_DELIVERY_PAUSE = 0.2
DELIVERY_SECONDS = 20.0
"""For the messages in hand when the service stops: longer than a webhook may take."""
_WATCHFILE_PAUSE = 1.0
_OPERATIONS_PAUSE = 30.0
CONSOLE = "console"


class LiveAnalysis:
    """An analysis pool that is replaced when the known entities have changed."""

    def __init__(self, ports: Ports, seconds: float, workers: int = 1) -> None:
        self._ports = ports
        self._seconds = seconds
        self._workers = workers
        self._revision: int | None = None
        self._pool: AnalysisPool | None = None

    def analyse(self, collected: CollectedArticle) -> AnalysedArticle | RejectedArticle:
        with self._ports.state.transaction() as tx:
            revision = tx.entities.revision()
            entities = list(tx.entities.all()) if revision != self._revision else []
        if self._pool is None or revision != self._revision:
            self.close()
            self._pool = AnalysisPool(load_analyser, entities, self._workers, self._seconds)
            self._revision = revision
        return self._pool.analyse(collected)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()
            self._pool = None


def open_operations(settings: Settings, ports: Ports) -> Operations:
    """What watches over the sources and stages. Raises ConfigurationError for a channel that is not configured."""
    channel = settings.operations_channel
    if channel is not None and channel not in ports.channels:
        raise ConfigurationError(f"operations_channel: there is no channel {channel!r} under channels")
    beat = timedelta(minutes=settings.heartbeat_minutes) if settings.heartbeat_minutes else None
    return Operations(ports.state, tuple(source.id for source in settings.sources), channel, beat)


@dataclass
class Embedded:
    """The running service. ``start`` returns at once; ``close`` waits until every part has put down its work."""

    settings: Settings
    ports: Ports
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._analysis = LiveAnalysis(self.ports, self.settings.analysis_seconds)
        self._operations = open_operations(self.settings, self.ports)
        self._deliverer = Deliverer(self.ports.state, self.ports.channels)
        self._threads: list[threading.Thread] = []
        self._first_poll = threading.Event()

    @property
    def stages(self) -> tuple[Stage, ...]:
        ports = self.ports
        return (
            analyse_stage(self._analysis.analyse),
            record_stage(ports.state, ports.clock),
            index_stage(ports.index, ports.state, ports.clock),
            alert_stage(ports.state, LiveMatcher((CONSOLE,)), ports.clock),
        )

    def start(self) -> None:
        if self.settings.watches is not None:
            follow = self._follow(self.settings.watches)
            self._guarded(follow)  # before the first article is matched
            self._spawn("watches", self._every(_WATCHFILE_PAUSE, follow))
        for stage in self.stages:
            worker = Worker(stage, self.ports.log, self.ports.state, self.ports.clock, self.stop)
            self._spawn(stage.name, worker.run)
        self._spawn("collect", self._collect)

    def start_delivery(self) -> None:
        """Apart from ``start``, so that copies in the backlog are folded before the first alerts go out."""
        self._spawn("deliver", self._every(_DELIVERY_PAUSE, self._deliver))
        self._spawn("operate", self._every(_OPERATIONS_PAUSE, self._operate))
        self._spawn("retain", self._every(RETENTION_PAUSE, self._retain))

    def working(self) -> dict[str, Callable[[], bool]]:
        """A check for each part, for the health report."""
        return {thread.name: thread.is_alive for thread in self._threads}

    def has_polled(self) -> bool:
        """Whether every source was looked at once."""
        return self._first_poll.is_set()

    def is_idle(self) -> bool:
        """Whether everything that was collected has gone all the way."""
        log = self.ports.log
        return self.has_polled() and not any(log.lag(topic, stage) for stage, topic in STAGE_TOPICS)

    def close(self) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(timeout=self.settings.analysis_seconds)
        self._guarded(lambda: self._deliverer.close(DELIVERY_SECONDS))
        self._analysis.close()

    def _spawn(self, name: str, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _collect(self) -> None:
        settings = self.settings
        collector = Collector(self.ports.state, self.ports.log, self.ports.clock, self.ports.fetch)
        while not self.stop.is_set():
            for source in settings.source_models():
                self._guarded(lambda source=source: collector.poll(source))  # type: ignore[misc]
            self._first_poll.set()
            self.stop.wait(settings.poll_seconds)

    def _deliver(self) -> None:
        self._deliverer.begin(self.ports.clock.now())

    def _retain(self) -> None:
        for _ in retain(self.settings, self.ports):
            pass  # it logs what went

    def _operate(self) -> None:
        for notice in self._operations.check(look_at_progress(self.ports.log), self.ports.clock.now()):
            _logger.warning("%s: %s: %s", notice.kind.value, notice.subject, notice.text)

    def _follow(self, file: Path) -> Callable[[], None]:
        """Take over changes of the watchlist file while the service runs; what is wrong with it is told once."""
        known: list[int] = []

        def look() -> None:
            changed_at = file.stat().st_mtime_ns if file.exists() else 0
            if known == [changed_at]:
                return
            try:
                with self.ports.state.transaction() as tx:
                    problems = provision_watches(file, tx, self.ports.clock.now())
            except ConfigurationError as error:
                problems = [str(error)]
            known[:] = [changed_at]  # only now: a state that was absent must not lose the change
            for problem in problems:
                _logger.error("%s", problem)

        return look

    def _every(self, seconds: float, act: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            while not self.stop.is_set():
                self._guarded(act)
                self.stop.wait(seconds)

        return run

    def _guarded(self, act: Callable[[], object]) -> None:
        """What fails now is tried again on the next round."""
        try:
            act()
        except Unavailable as error:
            _logger.warning("waiting: %s", error)
        except (QuotewireError, OSError) as error:
            _logger.error("%s", error)  # noqa: TRY400  # the message says what to do; a traceback would not
        except Exception:  # the loop's edge: a thread that ends would take every other source with it
            _logger.exception("%s failed; it is tried again", threading.current_thread().name)
