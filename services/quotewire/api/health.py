"""Whether the service works, told by its parts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from quotewire.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class Health:
    """``parts`` maps a name to a check that says whether the part works now."""

    parts: dict[str, Callable[[], bool]]
    clock: Clock

    def report(self) -> dict[str, str | datetime | bool]:
        states = {name: bool(works()) for name, works in self.parts.items()}
        told = {name: "ok" if works else "not working" for name, works in states.items()}
        return {"ready": all(states.values()), "at": self.clock.now(), **told}
