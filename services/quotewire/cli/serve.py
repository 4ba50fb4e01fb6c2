"""The streaming services, each a process of its own, and the preparation of their servers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
import uvicorn
from rich.console import Console

from quotewire.alerter.look_back import look_back
from quotewire.api.app import build_app
from quotewire.api.health import Health
from quotewire.api.metrics import build_registry
from quotewire.bootstrap import Ports
from quotewire.cli.console_channel import ConsoleChannel
from quotewire.cli.options import Config, Data, load_streaming, opened_either
from quotewire.errors import ConfigurationError
from quotewire.model.article import Occasion
from quotewire.runtime.dead_letters import LetterCount
from quotewire.runtime.embedded import CONSOLE
from quotewire.runtime.flow import STAGE_TOPICS
from quotewire.runtime.retention import retain as apply_retention
from quotewire.settings import Settings, read_settings

if TYPE_CHECKING:
    from quotewire.runtime.streaming.services import Streaming

_console = Console()

Stages = Annotated[
    list[str] | None, typer.Option("--stage", help="analyse or record; both unless named.", show_default="both")
]

KibanaUrl = Annotated[
    str | None, typer.Option("--kibana", help="Address of a Kibana to import the saved objects into.")
]
Objects = Annotated[Path, typer.Option("--kibana-objects", help="The saved objects (NDJSON).")]

FromLog = Annotated[
    bool, typer.Option("--from-log", help="From articles.recorded first, then what only the index still has.")
]
Again = Annotated[bool, typer.Option("--reprocess", help="Work off what `reprocess` sent, beside the news.")]
Alerting = Annotated[bool, typer.Option("--alert", help="Alert all the same; the alerts are marked.")]
Older = Annotated[bool, typer.Option("--backfill", help="Work off what `backfill` collected, beside the news.")]


def init(
    config: Config = None, kibana: KibanaUrl = None, objects: Objects = Path("deploy/kibana/quotewire.ndjson")
) -> None:
    """Make topics, tables and index templates, and take over entities and watches. May be run again at any time."""
    settings = read_settings(config)
    prepare = load_streaming("prepare")
    for line in prepare.prepare_servers(settings.streaming):
        _console.print(line, highlight=False, markup=False)
    with _opened(settings) as ports:
        for line in prepare.provision(settings, ports):
            _console.print(line, highlight=False, markup=False)
    if kibana:
        count = load_streaming("kibana").import_objects(kibana, objects, settings.streaming.elasticsearch)
        _console.print(f"kibana: {count} saved objects imported", highlight=False)


def reindex(config: Config = None, from_log: FromLog = False) -> None:
    """Build the search index anew behind its aliases, from what it holds. Searches and writes go on meanwhile."""
    settings = read_settings(config)
    with _opened(settings) as ports:
        for line in load_streaming("prepare").rebuild_index(settings, ports, from_log):
            _console.print(line, highlight=False, markup=False)


def retain(data: Data = None, config: Config = None) -> None:
    """Drop what the settings no longer keep: old months of the index, old novelty, old records of the embedded log.

    Services that run do so by themselves every six hours.
    """
    settings = read_settings(config, data=data)
    with opened_either(data, config) as ports:
        for line in apply_retention(settings, ports):
            _console.print(line, highlight=False, markup=False)


def collect_service(config: Config = None) -> None:
    """Streaming: poll the sources onto Kafka."""
    with _streaming(config) as streaming:
        streaming.run_collect()


def backfill(config: Config = None, alerting: Alerting = False) -> None:
    """Streaming: look at every source once, as older material that delays no news and alerts nobody."""
    with _streaming(config) as streaming:
        streaming.run_backfill(alerting)


def process(config: Config = None, stage: Stages = None, older: Older = False, again: Again = False) -> None:
    """Streaming: read articles and join them to the ledger of claims."""
    if older and again:
        raise ConfigurationError("--backfill and --reprocess have topics, and processes, of their own")
    occasion = Occasion.BACKFILL if older else Occasion.REPROCESSING if again else Occasion.NEWS
    with _streaming(config) as streaming:
        streaming.run_process(stage or ("analyse", "record"), occasion)


def index(config: Config = None) -> None:
    """Streaming: keep Elasticsearch up to date."""
    with _streaming(config) as streaming:
        streaming.run_index()


def alert(config: Config = None) -> None:
    """Streaming: tell the watches what is new."""
    with _streaming(config) as streaming:
        streaming.run_alert(_default_channels(streaming.ports))


def deliver(config: Config = None) -> None:
    """Streaming: bring alerts to their channels. One process is enough; several share the work."""
    with _streaming(config) as streaming:
        streaming.run_deliver()


def api(config: Config = None) -> None:
    """Streaming: answer over HTTP."""
    settings = read_settings(config)
    with _opened(settings) as ports:
        registry = build_registry(ports.state, ports.log, STAGE_TOPICS, LetterCount(ports.log).by_stage)
        app = build_app(
            ports.state,
            ports.index,
            Health({}, ports.clock),
            registry,
            lambda watch, period: look_back(watch, period, ports.state, ports.clock.now(), _default_channels(ports)),
        )
        uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", lifespan="off")


def _default_channels(ports: Ports) -> tuple[str, ...]:
    """Where alerts of watches without channels go: every channel, or the deliverer's output when there is none."""
    named = tuple(name for name in ports.channels if name != CONSOLE)
    return named or (CONSOLE,)


@contextmanager
def _streaming(config: Config) -> Iterator["Streaming"]:
    settings = read_settings(config)
    with _opened(settings) as ports:
        yield load_streaming("services").Streaming(settings, ports, threading.Event())


@contextmanager
def _opened(settings: Settings) -> Iterator[Ports]:
    ports: Ports = load_streaming("ports").open_streaming(settings, lambda state: [ConsoleChannel(_console, state)])
    try:
        yield ports
    finally:
        ports.close()
