"""Read articles again."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from quotewire.cli.options import Config, Data, opened_either, runs_streaming
from quotewire.cli.serve import Alerting
from quotewire.runtime.lock import own_folder
from quotewire.runtime.reprocess import Wanted, send_again, work_off
from quotewire.settings import read_settings

_console = Console()
_DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]

Since = Annotated[datetime | None, typer.Option(formats=_DAYS, help="Only what was collected from then on (UTC).")]
Until = Annotated[datetime | None, typer.Option(formats=_DAYS, help="Only what was collected before (UTC).")]
SourceId = Annotated[str | None, typer.Option("--source", help="Only what came from this source.")]


def reprocess(
    since: Since = None,
    until: Until = None,
    source: SourceId = None,
    alerting: Alerting = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Read the articles that the log still keeps again, with the analysis and the entities of today.

    Nobody is alerted unless asked. Embedded, the service must be stopped meanwhile; streaming, `process --reprocess`
    works off what is sent here.
    """
    settings = read_settings(config, data=data)
    wanted = Wanted(_utc(since), _utc(until), source)
    with opened_either(data, config) as ports:
        if runs_streaming(settings) and data is None:
            count = send_again(ports, wanted, alerting)
            _console.print(f"{count} articles sent to `quotewire process --reprocess`", highlight=False)
            return
        with own_folder(settings.data):
            count = send_again(ports, wanted, alerting)
            work_off(settings, ports)
        _console.print(f"{count} articles read again", highlight=False)


def _utc(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=UTC)
