"""All commands in one place."""

import logging
import sys

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.text import Text

from quotewire import __version__
from quotewire.cli import (
    alert,
    analyze,
    channel,
    claim,
    dlq,
    erase,
    extract,
    look,
    people,
    reprocess,
    run,
    serve,
    watch,
)
from quotewire.errors import QuotewireError

app = typer.Typer(
    name="quotewire",
    help="Who said what, about what, whether it is new, and who contradicts it.",
    epilog="Start with `quotewire run --sample` and open the address that it prints.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(run.run)
app.command()(run.collect)
app.command()(look.search)
app.command()(look.alerts)
app.command()(look.trace)
app.command()(look.status)
app.command()(extract.extract)
app.command()(analyze.analyze)
app.command()(serve.init)
app.command()(serve.reindex)
app.command()(serve.retain)
app.command()(erase.erase)
app.command()(serve.collect_service)
app.command()(serve.backfill)
app.command()(reprocess.reprocess)
app.command()(serve.process)
app.command()(serve.index)
app.command()(serve.deliver)
app.command()(serve.api)
app.add_typer(alert.app)
app.add_typer(channel.app)
app.add_typer(watch.app)
app.add_typer(claim.app)
app.add_typer(people.app)
app.add_typer(dlq.app)


@app.callback(invoke_without_command=True)
def start(
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
    verbose: bool = typer.Option(False, "--verbose", "-v", help="Tell more of what happens."),
) -> None:
    """Set up what all commands share."""
    handler = RichHandler(console=Console(stderr=True), show_path=False, rich_tracebacks=False)
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, format="%(message)s", datefmt="[%X]", handlers=[handler])
    if version:
        typer.echo(f"quotewire {__version__}")
        raise typer.Exit


def main() -> None:
    """Run a command; what a user can act on is told without a traceback, with exit status 2."""
    try:
        app()
    except QuotewireError as error:
        told = Text("error: ", style="bold red").append(str(error), style="not bold default")
        Console(stderr=True).print(told, soft_wrap=True)
        sys.exit(2)
