"""What is not kept for ever: novelty beyond its windows, records of the embedded log, old months of the index."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.analysis.novelty.syndication import COPY_WINDOW
from quotewire.bootstrap import Ports
from quotewire.ports.state import State
from quotewire.settings import Settings
from quotewire.topics import DEAD_LETTERS, TOPICS, Cleanup

_logger = logging.getLogger(__name__)
_MARGIN = timedelta(days=7)
"""Beyond the window of copies, for what is collected or worked off late."""

RETENTION_PAUSE = 6 * 3600.0
"""Seconds between two rounds of a service that runs."""


def retain(settings: Settings, ports: Ports) -> Iterator[str]:
    """All that the settings no longer keep goes; yields, and logs, what went. May be run at any time, by anybody."""
    now = ports.clock.now()
    for line in forget_novelty(settings, ports.state, now):
        _logger.info("retention: %s", line)
        yield line
    for line in chain(trim_log(settings, ports, now), drop_months(settings, ports)):
        _logger.warning("retention: %s", line)  # what could be looked up before cannot any more
        yield line


def forget_novelty(settings: Settings, state: State, now: datetime) -> Iterator[str]:
    """Fingerprints and utterances that nothing is compared with any more.

    Time is that of the newest article: an archive that is read today is compared as it was collected.
    """
    with state.transaction() as tx:
        newest = min(now, tx.articles.newest() or now)
        copies, heard = newest - COPY_WINDOW - _MARGIN, newest - timedelta(days=settings.novelty_days)
        tx.fingerprints.forget_before(copies)
        tx.utterances.forget_before(heard)
    yield f"state: fingerprints before {copies:%Y-%m-%d} and utterances before {heard:%Y-%m-%d} are forgotten"


def trim_log(settings: Settings, ports: Ports, now: datetime) -> Iterator[str]:
    """Records of the embedded log that every stage has read; Kafka trims its topics itself."""
    if isinstance(ports.log, SqliteLog):
        before = now - timedelta(days=settings.log_days)
        for topic in TOPICS.values():
            if topic.cleanup is Cleanup.DELETE and topic is not DEAD_LETTERS:
                count = ports.log.trim(topic.name, before)
                if count:
                    yield f"log: {count} records of {topic.name} before {before:%Y-%m-%d} dropped"


def drop_months(settings: Settings, ports: Ports) -> Iterator[str]:
    """Months of the index that ``retention_months`` no longer keeps."""
    if settings.retention_months is None:
        return
    yield from ports.index.drop_months(oldest_month(settings.retention_months, ports.clock.now()))


def oldest_month(kept: int, now: datetime) -> str:
    """The first of the months that are kept, this one included: ``YYYYMM``."""
    months = now.year * 12 + now.month - kept
    return f"{months // 12:04}{months % 12 + 1:02}"
