"""What a streaming service tells Prometheus of its work. Labels are stages and results: bounded by the code."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from typing_extensions import override

from quotewire.errors import Unavailable
from quotewire.model.alert import Alert, Delivery, DeliveryStatus
from quotewire.model.journey import RecordedArticle
from quotewire.ports.log import Log

_WORK_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_AT_ONCE = (1, 2, 4, 8, 16, 32)
_LATENCY_SECONDS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 6 * 3600, 86400)


class Meter:
    """All figures of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self._records = Counter(
            "quotewire_records", "Records that a stage worked off.", ["stage", "result"], registry=registry
        )
        self._seconds = Histogram(
            "quotewire_stage_seconds",
            "Seconds of work on one record.",
            ["stage"],
            buckets=_WORK_SECONDS,
            registry=registry,
        )
        self._queued = Histogram(
            "quotewire_queue_seconds",
            "Seconds that a record lay on the log before a stage took it.",
            ["stage"],
            buckets=_LATENCY_SECONDS,
            registry=registry,
        )
        self._waiting = Gauge(
            "quotewire_stage_waiting", "1 while a server that the stage needs is absent.", ["stage"], registry=registry
        )
        self._latency = Histogram(
            "quotewire_alert_latency_seconds",
            "Seconds until an alert was raised, since the article was published, collected, or its statement recorded.",
            ["since"],
            buckets=_LATENCY_SECONDS,
            registry=registry,
        )
        self._at_once = Histogram(
            "quotewire_model_batch_articles",
            "Articles that the model reads at once, counted as each is taken.",
            buckets=_AT_ONCE,
            registry=registry,
        )
        self._at_work = Gauge(
            "quotewire_stage_at_work", "Records that the stage has taken and not done.", ["stage"], registry=registry
        )
        self._stalled = Gauge(
            "quotewire_stage_stalled_seconds",
            "Seconds for which records wait and none was committed.",
            ["stage"],
            registry=registry,
        )
        self._deliveries = Counter(
            "quotewire_deliveries", "Attempts to deliver an alert.", ["channel", "result"], registry=registry
        )

    def begin(self, stage: str) -> None:
        """Show a stage's figures before there is anything to count: an increase is only seen of what was shown before."""
        for result in ("done", "dead-letter"):
            self._records.labels(stage, result)
        self.wait(stage, False)
        self.stall(stage, 0.0)

    def begin_channels(self, channels: Iterable[str]) -> None:
        for channel in channels:
            for result in ("sent", "again", "failed", "parked"):
                self._deliveries.labels(channel, result)

    @contextmanager
    def working(self, stage: str, appended_at: datetime, now: datetime) -> Iterator[None]:
        """Time the work on one record."""
        self._queued.labels(stage).observe(max(0.0, (now - appended_at).total_seconds()))
        began = time.monotonic()
        try:
            with self._at_work.labels(stage).track_inprogress():
                yield
        finally:
            self._seconds.labels(stage).observe(time.monotonic() - began)

    def count(self, stage: str, result: str) -> None:
        """``result`` is ``done`` or ``dead-letter``."""
        self._records.labels(stage, result).inc()

    def wait(self, stage: str, waiting: bool) -> None:
        self._waiting.labels(stage).set(waiting)

    def read_at_once(self, articles: int) -> None:
        self._at_once.observe(articles)

    def stall(self, stage: str, seconds: float) -> None:
        self._stalled.labels(stage).set(seconds)

    def tried(self, delivery: Delivery, channels: Collection[str]) -> None:
        """A channel that is not among the configured ones is told as ``unknown``, as anything may be named in a watch."""
        channel = delivery.channel if delivery.channel in channels else "unknown"
        result = "again" if delivery.status is DeliveryStatus.PENDING else delivery.status.value
        self._deliveries.labels(channel, result).inc()

    def watch_spool(self, count: Callable[[], int]) -> None:
        """Show how much the collector keeps on disk."""
        gauge = Gauge("quotewire_spool_messages", "Collected articles that wait on disk.", registry=self.registry)
        gauge.set_function(count)

    def raised(self, recorded: RecordedArticle, alerts: Iterable[Alert]) -> None:
        """How long it took from each beginning to each alert."""
        article = recorded.article
        beginnings = {
            "published": article.published,
            "collected": article.collected_at,
            "recorded": recorded.outcome.at,
        }
        for alert in alerts:
            for since, at in beginnings.items():
                if at is not None:
                    self._latency.labels(since).observe(max(0.0, (alert.created_at - at).total_seconds()))


class LagCollector(Collector):
    """Records that wait for each stage, asked of the log at every scrape; silent while the log is absent."""

    def __init__(self, log: Log, stages: Iterable[tuple[str, str]]) -> None:
        self._log = log
        self._stages = tuple(stages)  # (name of the stage, name of its topic)

    @override
    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily("quotewire_stage_lag", "Records that wait for the stage.", labels=["stage"])
        for stage, topic in self._stages:
            try:
                family.add_metric([stage], self._log.lag(topic, stage))
            except Unavailable:
                continue
        yield family
