"""The ports of the streaming services. Nothing here connects: a service may start before its servers."""

from collections.abc import Callable, Iterable

from sqlalchemy import make_url

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.elastic import ElasticIndex
from quotewire.adapters.kafka import KafkaLog
from quotewire.adapters.state.state import SqlState
from quotewire.bootstrap import Ports, open_channels, web_fetch
from quotewire.ports.channel import Channel
from quotewire.ports.state import State
from quotewire.settings import Settings, StateSettings, read_secret


def open_streaming(settings: Settings, channels: Callable[[State], Iterable[Channel]] = lambda _: ()) -> Ports:
    """Log, state and index on the servers that the settings name."""
    streaming = settings.streaming
    clock = SystemClock()
    state = SqlState(database_url(streaming.state))
    return Ports(
        log=KafkaLog(streaming.kafka),
        state=state,
        index=ElasticIndex(streaming.elasticsearch),
        clock=clock,
        fetch=web_fetch(settings),
        channels={channel.id: channel for channel in (*channels(state), *open_channels(settings, clock))},
    )


def database_url(settings: StateSettings) -> str:
    """The address with its password."""
    url = make_url(settings.url.get_secret_value())
    password = read_secret(None, settings.password_file)
    return (url.set(password=password) if password else url).render_as_string(hide_password=False)
