"""A message that a stage could not handle, kept with everything needed to understand and replay it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Where the message lay, who gave up on it and why, and the message itself, unchanged.

    ``error`` is the class of the error and ``reason`` its message; ``attempt`` counts from 1. Replaying appends
    ``payload`` with ``headers`` to ``origin_topic`` under ``key`` again.
    """

    origin_topic: str
    partition: int
    offset: int
    key: str
    stage: str
    error: str
    reason: str
    attempt: int
    at: datetime
    payload: bytes
    headers: tuple[tuple[str, str], ...] = ()
