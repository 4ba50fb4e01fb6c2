"""How far each stage has come."""

from quotewire.errors import Unavailable
from quotewire.ports.log import Log
from quotewire.runtime.flow import STAGE_TOPICS


def look_at_progress(log: Log) -> dict[str, tuple[int, int]]:
    """For each stage, how many records it has done and how many wait for it; empty while the log is absent."""
    try:
        return {stage: _of(log, stage, topic) for stage, topic in STAGE_TOPICS}
    except Unavailable:
        return {}  # without a log there is nothing to be worked off


def _of(log: Log, stage: str, topic: str) -> tuple[int, int]:
    waiting = log.lag(topic, stage)
    return log.end(topic) - waiting, waiting
