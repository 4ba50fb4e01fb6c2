"""The services: each wires its stages to the ports, shows its figures, and runs until it is asked to stop."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from prometheus_client import CollectorRegistry

from quotewire.adapters.elastic import ElasticIndex
from quotewire.adapters.kafka import KafkaLog
from quotewire.adapters.state.state import SqlState
from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.bootstrap import Ports
from quotewire.collector.poll import Collector
from quotewire.deliverer.deliver import Deliverer
from quotewire.errors import QuotewireError, Unavailable
from quotewire.model.alert import Delivery
from quotewire.model.article import Occasion
from quotewire.ports.state import State
from quotewire.runtime.embedded import DELIVERY_SECONDS, open_operations
from quotewire.runtime.flow import Stage, alert_stage, analyse_stage, beside_news, index_stage, record_stage
from quotewire.runtime.progress import look_at_progress
from quotewire.runtime.provision import provision_watches
from quotewire.runtime.retention import RETENTION_PAUSE, retain
from quotewire.runtime.stopping import stopping_cleanly
from quotewire.runtime.streaming.alert_index import AlertFollower
from quotewire.runtime.streaming.analysis import SharedAnalysis
from quotewire.runtime.streaming.backfill_log import BackfillLog
from quotewire.runtime.streaming.meter import LagCollector, Meter
from quotewire.runtime.streaming.one_writer import OneWriter
from quotewire.runtime.streaming.run_stages import StageService
from quotewire.runtime.streaming.spool import SpooledLog
from quotewire.runtime.streaming.stage_app import StageRunner
from quotewire.runtime.streaming.surface import Checks, Surface
from quotewire.runtime.worker import Worker
from quotewire.settings import Settings
from quotewire.topics import COLLECTED, COLLECTED_BACKFILL

_logger = logging.getLogger(__name__)
_PAUSE = 1.0


@dataclass
class Streaming:
    """What all services of a process share. Each ``run_…`` returns when ``stop`` is set."""

    settings: Settings
    ports: Ports
    stop: threading.Event

    @cached_property
    def meter(self) -> Meter:
        return Meter(CollectorRegistry())

    def run_process(self, stages: Sequence[str] = ("analyse", "record"), occasion: Occasion = Occasion.NEWS) -> None:
        """Read articles, and join them to the ledger; what is no news, beside the news."""
        workers = self.settings.streaming.analysis_workers
        analysis = SharedAnalysis(self.ports.state, self.settings.analysis_seconds, workers, self.meter.read_at_once)
        writer = OneWriter(_database(self.ports))
        choices = {
            "analyse": (analyse_stage(analysis.analyse), workers),
            "record": (record_stage(writer, self.ports.clock, occasion is Occasion.REPROCESSING), 1),
        }
        chosen = [choices[name] for name in stages]
        if "record" in stages:
            self._spawn("retain", self._every(RETENTION_PAUSE, self._retain))
        try:
            self._run_stages([self._runner(beside_news(stage, occasion), most) for stage, most in chosen])
        finally:
            analysis.close()

    def run_index(self) -> None:
        """Keep the search index up to date, alerts included."""
        follower = AlertFollower(self.ports.state, _elastic(self.ports))
        self._spawn("alerts", self._every(_PAUSE, follower.follow))
        self._run_stages([self._runner(index_stage(self.ports.index, self.ports.state, self.ports.clock))])

    def run_alert(self, default_channels: tuple[str, ...]) -> None:
        """Tell the watches what is new; follows the watchlist file if one is set."""
        if self.settings.watches is not None:
            self._spawn("watches", self._every(_PAUSE, WatchFile(self.settings.watches, self.ports).follow))
        matcher = LiveMatcher(default_channels)
        stage = alert_stage(self.ports.state, matcher, self.ports.clock, self.meter.raised)
        self._run_stages([self._runner(stage)])

    def run_deliver(self) -> None:
        """Work off the outbox, which any number of processes share, and tell operators what is unusual."""
        ports = self.ports
        operations = open_operations(self.settings, ports)

        def operate() -> None:
            operations.check(look_at_progress(ports.log), ports.clock.now())

        def tried(delivery: Delivery) -> None:
            self.meter.tried(delivery, ports.channels)

        deliverer = Deliverer(ports.state, ports.channels, tried)
        self.meter.begin_channels(ports.channels)
        self._spawn("operate", self._every(30 * _PAUSE, operate))
        with self._surface({"state": lambda: answers(ports.state)}), stopping_cleanly(self.stop):
            self._every(_PAUSE / 5, lambda: deliverer.begin(ports.clock.now()))()
            self._guarded(lambda: deliverer.close(DELIVERY_SECONDS))

    def run_backfill(self, alert: bool = False) -> None:
        """Look at every source once; what it offers is older material, which alerts nobody unless asked to."""
        ports = self.ports
        collector = Collector(ports.state, BackfillLog(ports.log, alert), ports.clock, ports.fetch)
        self._poll_all(collector)()

    def run_collect(self) -> None:
        """Poll the sources for ever."""
        settings = self.settings
        settings.data.mkdir(parents=True, exist_ok=True)
        topics = (COLLECTED.name, COLLECTED_BACKFILL.name)
        spool = SpooledLog(self.ports.log, settings.data / "spool.db", topics, settings.streaming.spool_bytes)
        collector = Collector(self.ports.state, spool, self.ports.clock, self.ports.fetch)
        self.meter.watch_spool(spool.waiting)
        self._spawn("spool", self._every(_PAUSE, spool.drain))
        with self._surface({"log": lambda: spool.waiting() == 0}), stopping_cleanly(self.stop):
            self._every(settings.poll_seconds, self._poll_all(collector))()

    def _retain(self) -> None:
        for _ in retain(self.settings, self.ports):
            pass  # it logs what went

    def _poll_all(self, collector: Collector) -> Callable[[], None]:
        def poll() -> None:
            for source in self.settings.source_models():
                if self.stop.is_set():
                    return
                self._guarded(lambda source=source: collector.poll(source))  # type: ignore[misc]

        return poll

    def _run_stages(self, runners: Sequence[StageRunner]) -> None:
        log = self.ports.log
        if not isinstance(log, KafkaLog):
            raise TypeError("stages run over Kafka")
        stages = [(runner.name, runner.worker.stage.source.name) for runner in runners]
        self.meter.registry.register(LagCollector(log, stages))
        service = StageService(runners, log, self.settings.streaming, self.stop, self._tell_ended)
        with self._surface({"stages": service.is_ready}):
            service.run()

    def _tell_ended(self, stage: str, done: int, reason: str) -> None:
        operations = open_operations(self.settings, self.ports)
        self._guarded(lambda: operations.tell_ended(stage, done, reason, self.ports.clock.now()))

    def _runner(self, stage: Stage, at_once: int = 1) -> StageRunner:
        worker = Worker(stage, self.ports.log, self.ports.state, self.ports.clock, self.stop)
        return StageRunner(worker, self.meter, at_once)

    @contextmanager
    def _surface(self, checks: Checks) -> Iterator[Surface]:
        streaming = self.settings.streaming
        surface = Surface(streaming.metrics_host, streaming.metrics_port, self.meter.registry, checks)
        try:
            yield surface
        finally:
            surface.close()

    def _spawn(self, name: str, run: Callable[[], None]) -> None:
        threading.Thread(target=run, name=name, daemon=True).start()

    def _every(self, seconds: float, act: Callable[[], object]) -> Callable[[], None]:
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
        except Exception:  # the loop's edge: a thread that ends would take what it does for ever with it
            _logger.exception("%s failed; it is tried again", threading.current_thread().name)


class WatchFile:
    """Takes over changes of the watchlist file while the service runs."""

    def __init__(self, file: Path, ports: Ports) -> None:
        self._file = file
        self._ports = ports
        self._known: int | None = None

    def follow(self) -> None:
        changed_at = self._file.stat().st_mtime_ns
        if changed_at == self._known:
            return
        with self._ports.state.transaction() as tx:
            for problem in provision_watches(self._file, tx, self._ports.clock.now()):
                _logger.error("%s", problem)
        self._known = changed_at


def answers(state: State) -> bool:
    """Whether the database can be asked now."""
    try:
        with state.reading() as tx:
            tx.outbox.waiting()
    except Unavailable:
        return False
    return True


def _database(ports: Ports) -> SqlState:
    if not isinstance(ports.state, SqlState):
        raise TypeError("the record stage takes its turn in the database")
    return ports.state


def _elastic(ports: Ports) -> ElasticIndex:
    if not isinstance(ports.index, ElasticIndex):
        raise TypeError("the index service writes Elasticsearch")
    return ports.index
