"""The one place that chooses adapters and wires them together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.fts.index import FtsIndex
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.adapters.state.migrate import migrate
from quotewire.adapters.state.state import SqlState
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.rules import RulesReader
from quotewire.model.entity import Entity
from quotewire.ports.channel import Channel
from quotewire.ports.clock import Clock
from quotewire.ports.log import Log
from quotewire.ports.search import SearchIndex
from quotewire.ports.state import State
from quotewire.processor.analyse import Analyser
from quotewire.settings import Settings


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that stands between the services and the outside."""

    log: Log
    state: State
    index: SearchIndex
    clock: Clock
    channels: Mapping[str, Channel]

    def close(self) -> None:
        self.index.close()
        self.log.close()
        self.state.close()


def open_embedded(settings: Settings, channels: Callable[[State], Iterable[Channel]] = lambda _: ()) -> Ports:
    """Log, state and index as SQLite files in the data folder, which must exist; ``channels`` may use the state."""
    clock = SystemClock()
    url = state_url(settings.data)
    migrate(url)
    state = SqlState(url)
    return Ports(
        log=SqliteLog(settings.data / "log.db", clock),
        state=state,
        index=FtsIndex(settings.data / "index.db"),
        clock=clock,
        channels={channel.id: channel for channel in channels(state)},
    )


def state_url(folder: Path) -> str:
    """Where the embedded state lies."""
    return f"sqlite:///{folder / 'state.db'}"


def load_analyser(entities: list[Entity]) -> Analyser:
    """Load the model and build the registry: once in each process that reads articles."""
    registry = Registry.build(entities)
    return Analyser({"en": RulesReader.load()}, lambda: registry)
