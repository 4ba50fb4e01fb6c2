"""Look at channels, and try them."""

import time
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from quotewire.cli.options import Config, Data, opened_either
from quotewire.errors import ConfigurationError
from quotewire.model import ids
from quotewire.model.notice import Notice, NoticeKind
from quotewire.ports.channel import Receipt

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
    """Send a message that says it is a test; print whether it was delivered, how long it took and the answer.

    Exit status 1 when it was not delivered.
    """
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
        start = time.monotonic()
        receipt = tried.notify(notice)
        latency = round((time.monotonic() - start) * 1000)
    _console.print(f"{channel_id}: {_tell(receipt)} in {latency} ms: {receipt.response}", markup=False, soft_wrap=True)
    if not receipt.delivered:
        raise typer.Exit(1)


def _tell(receipt: Receipt) -> str:
    if receipt.delivered:
        return "delivered"
    return "not delivered, an alert would be tried again," if receipt.retryable else "not delivered, and that is final,"
