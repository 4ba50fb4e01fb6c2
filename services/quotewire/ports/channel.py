"""Where alerts go."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from quotewire.model.alert import Alert
from quotewire.model.notice import Notice


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one attempt. ``retry_after`` is set when the receiver asked for a pause."""

    delivered: bool
    retryable: bool
    response: str
    retry_after: timedelta | None = None


class Channel(Protocol):
    """One way to reach people."""

    @property
    def id(self) -> str: ...

    def send(self, alerts: tuple[Alert, ...]) -> Receipt:
        """Deliver one alert, or several as one message. Never raises for what the receiver does."""
        ...

    def notify(self, notice: Notice) -> Receipt:
        """Deliver a notice to operators, as ``send`` does alerts."""
        ...
