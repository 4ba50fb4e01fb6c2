"""Look at channels, and try them."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from quotewire.cli.options import Config, Data, opened_either
from quotewire.errors import ConfigurationError
from quotewire.model import ids
from quotewire.model.notice import Notice, NoticeKind

app = typer.Typer(name="channel", help="Look at channels, and try them.", no_args_is_help=True)
_console = Console()


@app.callback()
def channel() -> None:
    """Keeps ``test`` a command of its own while it is the only one."""


@app.command(name="test")
def send_test(
    channel_id: Annotated[str, typer.Argument(help="Id of the channel in the configuration file.")],
    data: Data = None,
    config: Config = None,
) -> None:
    """Send a message that says it is a test, and print what came back; exit status 1 when it was not delivered."""
    now = datetime.now(UTC)
    notice = Notice(
        ids.digest("test", channel_id, now.isoformat()),
        NoticeKind.TEST,
        channel_id,
        now,
        "This is a test: alerts of quotewire can reach you here.",
    )
    with opened_either(data, config) as ports:
        tried = ports.channels.get(channel_id)
        if tried is None:
            known = ", ".join(sorted(ports.channels)) or "none; add one under channels in the configuration file"
            raise ConfigurationError(f"there is no channel {channel_id!r}; there are: {known}")
        receipt = tried.notify(notice)
    _console.print("delivered" if receipt.delivered else "not delivered", receipt.response, markup=False)
    if not receipt.delivered:
        raise typer.Exit(1)
