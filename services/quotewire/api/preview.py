"""Watches tried on what was collected, with the code that matches live articles."""

from datetime import datetime, timedelta

from quotewire.analysis.entities.registry import Registry
from quotewire.matching.preview import Preview, preview_watch
from quotewire.model.watch import Watch
from quotewire.ports.state import State

MOST_PER_DAY = 50.0
"""Alerts a day above which a preview warns."""


def preview_past(
    watch: Watch, state: State, period: timedelta, now: datetime, most_per_day: float = MOST_PER_DAY
) -> Preview:
    """What the watch would have done in the period that ends with the newest article."""
    with state.reading() as tx:
        newest = tx.articles.newest()
        registry = Registry.build(tx.entities.all())
        recorded = tx.articles.since((newest or now) - period)
        return preview_watch(watch, recorded, registry, period / timedelta(days=1), most_per_day)
