"""Run the embedded service, or collect once."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from quotewire.alerter.look_back import look_back
from quotewire.api.app import build_app
from quotewire.api.health import Health
from quotewire.api.metrics import build_registry
from quotewire.bootstrap import Ports, open_embedded
from quotewire.cli import serve
from quotewire.cli.console_channel import ConsoleChannel
from quotewire.cli.options import Config, Data, runs_streaming
from quotewire.errors import ConfigurationError
from quotewire.runtime.dead_letters import LetterCount
from quotewire.runtime.embedded import CONSOLE, Embedded
from quotewire.runtime.flow import STAGE_TOPICS
from quotewire.runtime.lock import own_folder
from quotewire.runtime.provision import provision_entities
from quotewire.runtime.stopping import stopping_cleanly
from quotewire.seed import read_entities, seed_entities
from quotewire.settings import Settings, read_settings

SAMPLE = Path(__file__).parent.parent / "sample" / "quotewire.yaml"
_LOOK_SECONDS = 0.2
_console = Console()

Sample = Annotated[bool, typer.Option("--sample", help="Collect the sample coverage that comes with quotewire.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.", show_default="8420")
]


def run(data: Data = None, config: Config = None, sample: Sample = False, port: Port = None) -> None:
    """Run everything in one process: collect, analyse, alert, and answer on localhost.

    Shows how far each stage is, prints new alerts in full, and goes on until Ctrl-C. A second run on the same data
    folder continues where the first one stopped.
    """
    settings = _settings(data, config, sample, port)
    with own_folder(settings.data), _listening(settings) as listener, _opened(settings) as ports:
        service = Embedded(settings, ports)
        with stopping_cleanly(service.stop):
            service.start()
            _show_progress(service)
            service.start_delivery()
            _serve(service, listener)
        service.close()
    _console.print("Stopped.")


def collect(data: Data = None, config: Config = None, sample: Sample = False) -> None:
    """Collect and work off everything once, then leave. Streaming: the service `collect-service`."""
    if not sample and data is None and runs_streaming(read_settings(config)):
        serve.collect_service(config)
        return
    settings = _settings(data, config, sample, None)
    with own_folder(settings.data), _opened(settings) as ports:
        service = Embedded(settings, ports)
        with stopping_cleanly(service.stop):
            service.start()
            _show_progress(service)
        service.close()


def _settings(data: Path | None, config: Path | None, sample: bool, port: int | None) -> Settings:
    if sample and config:
        raise ConfigurationError("--sample comes with a configuration of its own: leave out either it or --config")
    settings = read_settings(SAMPLE if sample else config, data=data, port=port)
    if not settings.sources:
        raise ConfigurationError(
            "there is nothing to collect: name a configuration file with --config, or try the sample with --sample"
        )
    return settings


@contextmanager
def _opened(settings: Settings) -> Iterator[Ports]:
    ports = open_embedded(settings, lambda state: [ConsoleChannel(_console, state)])
    try:
        with ports.state.transaction() as tx:
            provision_entities([*seed_entities(), *read_entities(settings.entities)], tx)
        yield ports
    finally:
        ports.close()


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """Take the port before any work is done, so that one in use is told at once."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen()  # whoever comes before the service answers waits in line
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; choose another with --port"
        ) from error
    with listener:
        yield listener


def _show_progress(service: Embedded) -> None:
    """Follow each stage until everything that the sources offer now has gone all the way."""
    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    log = service.ports.log
    with Progress(*columns, console=_console) as progress:
        bars = {stage: progress.add_task(stage, total=None) for stage, _ in STAGE_TOPICS}
        while not service.stop.is_set():
            idle = service.is_idle()
            for stage, topic in STAGE_TOPICS:
                total, waiting = log.end(topic), log.lag(topic, stage)
                progress.update(bars[stage], total=total, completed=total - waiting)
            if idle:
                return
            time.sleep(_LOOK_SECONDS)


def _serve(service: Embedded, listener: socket.socket) -> None:
    """Answer until the service is asked to stop."""
    ports = service.ports
    app = build_app(
        ports.state,
        ports.index,
        Health(service.working(), ports.clock),
        build_registry(ports.state, ports.log, STAGE_TOPICS, LetterCount(ports.log).by_stage),
        lambda watch, period: look_back(watch, period, ports.state, ports.clock.now(), (CONSOLE,)),
    )
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    host, port = listener.getsockname()[:2]
    answering = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="api", daemon=True)
    answering.start()
    _console.print(f"Listening on [bold]http://{host}:{port}[/] (/docs tells what it answers). Ctrl-C stops.")
    service.stop.wait()
    server.should_exit = True
    answering.join(timeout=5)
