"""One round of the deliverer, to its end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from quotewire.deliverer.deliver import Deliverer
from quotewire.ports.state import State


def deliver_due(state: State, channels: Mapping[str, Any], now: datetime) -> None:
    deliverer = Deliverer(state, channels)
    deliverer.begin(now)
    deliverer.wait()
