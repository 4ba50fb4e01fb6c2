"""Options that several commands share."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from quotewire.bootstrap import Ports, open_embedded
from quotewire.errors import ConfigurationError
from quotewire.settings import Settings, read_settings

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder that holds log, state and index.", show_default="data")
]
Config = Annotated[Path | None, typer.Option("--config", help="Configuration file (YAML).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many to print.")]


@contextmanager
def opened(data: Path | None, config: Path | None) -> Iterator[Ports]:
    """The ports of a data folder that a service has used before, whether it is running or not."""
    settings = read_settings(config, data=data)
    require_data(settings)
    ports = open_embedded(settings)
    try:
        yield ports
    finally:
        ports.close()


@contextmanager
def opened_either(data: Path | None, config: Path | None) -> Iterator[Ports]:
    """The ports of the streaming services where the settings name their servers, else those of the data folder."""
    settings = read_settings(config, data=data)
    if not runs_streaming(settings) or data is not None:
        with opened(data, config) as ports:
            yield ports
        return
    streaming: Ports = load_streaming("ports").open_streaming(settings)
    try:
        yield streaming
    finally:
        streaming.close()


def runs_streaming(settings: Settings) -> bool:
    """Whether the settings say anything of the streaming services."""
    return "streaming" in settings.model_fields_set


def load_streaming(module: str) -> Any:
    """A module of the streaming runtime: only these commands need the clients of its servers (extra ``streaming``)."""
    try:
        return import_module(f"quotewire.runtime.streaming.{module}")
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("quotewire"):
            raise
        raise ConfigurationError(f"{error}: install quotewire[streaming] for the streaming services") from error


def require_data(settings: Settings) -> None:
    """Raise ConfigurationError when no service has used the data folder yet."""
    if not (settings.data / "state.db").exists():
        raise ConfigurationError(
            f"nothing has been collected in {settings.data} yet: start `quotewire run --data {settings.data}`, "
            "or name another folder with --data"
        )
