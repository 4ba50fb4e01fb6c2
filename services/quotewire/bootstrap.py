"""The one place that chooses adapters and wires them together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quotewire.adapters.channels.apprise_channel import AppriseChannel
from quotewire.adapters.channels.webhook import WebhookChannel
from quotewire.adapters.clock import SystemClock
from quotewire.adapters.fts.rebuild import open_or_rebuild
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.adapters.state.migrate import migrate
from quotewire.adapters.state.state import SqlState
from quotewire.adapters.web.fetch import FetchLimits, WebFetch
from quotewire.analysis.encoder.reader import EncoderReader
from quotewire.analysis.entities.registry import Registry
from quotewire.errors import ConfigurationError
from quotewire.model.entity import Entity
from quotewire.ports.channel import Channel
from quotewire.ports.clock import Clock
from quotewire.ports.fetch import Fetch
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
    fetch: Fetch
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
        index=open_or_rebuild(settings.data / "index.db", state),
        clock=clock,
        fetch=web_fetch(settings),
        channels={channel.id: channel for channel in (*channels(state), *open_channels(settings, clock))},
    )


def open_channels(settings: Settings, clock: Clock) -> Iterator[Channel]:
    """The channels that the settings name. Raises ConfigurationError for an address or a secret that cannot be used."""
    for channel in settings.channels:
        url = channel.url.get_secret_value()
        if channel.kind == "apprise":
            yield _open_apprise(channel.id, url)
            continue
        secrets = tuple(secret.get_secret_value() for secret in channel.secrets)
        try:
            yield WebhookChannel(channel.id, url, secrets, clock.now, settings.allow_private_addresses)
        except ValueError as error:
            raise ConfigurationError(f"channel {channel.id}: {error}") from error


def _open_apprise(name: str, url: str) -> AppriseChannel:
    try:
        return AppriseChannel(name, url)
    except ValueError as error:  # the address is not told: it holds secrets
        raise ConfigurationError(
            f"channel {name}: its url is {error}; each service's form is told at https://appriseit.com/services/"
        ) from error


def web_fetch(settings: Settings) -> WebFetch:
    """The collector's way to the outside."""
    limits = FetchLimits(
        size=settings.max_article_bytes,
        seconds=settings.fetch_seconds,
        allow_private=settings.allow_private_addresses,
    )
    return WebFetch(settings.user_agent, limits)


@contextmanager
def open_scratch_state(folder: Path) -> Iterator[State]:
    """A state of its own in a folder that will be thrown away."""
    migrate(state_url(folder))
    state = SqlState(state_url(folder))
    try:
        yield state
    finally:
        state.close()


def state_url(folder: Path) -> str:
    """Where the embedded state lies."""
    return f"sqlite:///{folder / 'state.db'}"


def load_analyser(entities: list[Entity]) -> Analyser:
    """Load the model and build the registry: once in each process that reads articles."""
    registry = Registry.build(entities)
    return Analyser({"en": EncoderReader.load()}, lambda: registry)
