"""Figures for Prometheus, read from the state and the log whenever they are asked for.

Nothing is counted in memory, so a restart or a second delivery of a record never makes a figure wrong.
"""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector, CollectorRegistry
from typing_extensions import override

from quotewire.errors import QuotewireError
from quotewire.model.outcome import OutcomeKind
from quotewire.ports.log import Log
from quotewire.ports.state import State

OpenLetters = Callable[[], Mapping[str, int]]
"""How many dead letters of each stage were neither replayed nor discarded."""


class FlowCollector(Collector):
    """Outcomes, lag of each stage, open dead letters, the health of the sources and what waits in the outbox."""

    def __init__(self, state: State, log: Log, stages: Iterable[tuple[str, str]], open_letters: OpenLetters) -> None:
        self._state = state
        self._log = log
        self._stages = tuple(stages)  # (name of the stage, name of its topic)
        self._open_letters = open_letters

    @override
    def collect(self) -> Iterable[Metric]:
        for look in (self._outcomes, self._lag, self._letters, self._sources, self._outbox):
            try:
                yield look()
            except QuotewireError:
                continue  # a server is absent, or a letter cannot be read; the others are told all the same

    def _outcomes(self) -> Metric:
        family = GaugeMetricFamily("quotewire_articles", "Collected versions by outcome.", labels=["outcome"])
        with self._state.reading() as tx:
            counts = tx.outcomes.counts()
        for kind in OutcomeKind:
            family.add_metric([kind.value], counts.get(kind.value, 0))
        return family

    def _lag(self) -> Metric:
        family = GaugeMetricFamily("quotewire_stage_lag", "Records that wait for the stage.", labels=["stage"])
        for name, topic in self._stages:
            family.add_metric([name], self._log.lag(topic, name))
        return family

    def _letters(self) -> Metric:
        family = GaugeMetricFamily("quotewire_dead_letters_open", "Letters to be settled.", labels=["stage"])
        counts = self._open_letters()
        for name, _ in self._stages:
            family.add_metric([name], counts.get(name, 0))
        return family

    def _sources(self) -> Metric:
        family = GaugeMetricFamily("quotewire_source_up", "Whether the last poll worked.", labels=["source"])
        with self._state.reading() as tx:
            health = tx.sources.health()
        for source_id, status, _, _ in health:
            family.add_metric([source_id], float(status == "ok"))
        return family

    def _outbox(self) -> Metric:
        family = GaugeMetricFamily("quotewire_outbox_waiting", "Deliveries still to be made.", labels=["channel"])
        with self._state.reading() as tx:
            waiting = tx.outbox.waiting()
        for channel, count in waiting.items():
            family.add_metric([channel], count)
        return family


def build_registry(
    state: State, log: Log, stages: Iterable[tuple[str, str]], open_letters: OpenLetters
) -> CollectorRegistry:
    """A registry with everything that the embedded service can tell."""
    registry = CollectorRegistry()
    registry.register(FlowCollector(state, log, stages, open_letters))
    return registry
