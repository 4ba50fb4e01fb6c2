"""Look at watches, and try them before they are saved."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotewire.analysis.entities.registry import Registry
from quotewire.bootstrap import Ports
from quotewire.cli.options import AsJson, Config, Data, opened
from quotewire.cli.show import to_json
from quotewire.errors import ConfigurationError, QuotewireError
from quotewire.matching.preview import Preview, preview_watch
from quotewire.matching.watchfile import WatchFile, parse_watches
from quotewire.model.watch import Watch

app = typer.Typer(name="watch", help="Look at watches, and try them before they are saved.", no_args_is_help=True)
_console = Console()
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}

_AUTHOR = "command line"

WatchId = Annotated[str, typer.Argument(help="Id of the watch, as `watch list` gives it.")]
File = Annotated[Path, typer.Argument(help="Watchlist file (YAML).")]


@app.command()
def check(file: File) -> None:
    """Say what is wrong with a watchlist file, line by line; exit status 1 if anything is."""
    parsed = _parse(file)
    for error in parsed.errors:
        typer.echo(error.describe())
    typer.echo(f"{len(parsed.watches)} watches can be used, {len(parsed.errors)} errors")
    if parsed.errors:
        raise typer.Exit(1)


@app.command(name="test")
def preview(
    file: File,
    since: Annotated[
        str, typer.Option(help="How far back, e.g. 36h, 30d, 4w; counted from the newest article.")
    ] = "30d",
    most_per_day: Annotated[float, typer.Option(help="Warn above this many alerts a day.")] = 50.0,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show what the watches of a file would have alerted to, with the code that matches live articles.

    Alerts a day, ten samples with what matched marked, what novelty would fold, and the share of each clause.
    """
    span = _read_span(since)
    parsed = _parse(file)
    with opened(data, config) as ports:
        previews = [_preview(watch, ports, span, most_per_day) for watch in parsed.watches]
    if as_json:
        typer.echo(to_json(previews))
        return
    for shown in previews:
        _show(shown)
    for error in parsed.errors:
        typer.echo(error.describe(), err=True)


@app.command(name="list")
def show_all(data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """List the watches in force."""
    with opened(data, config) as ports, ports.state.reading() as tx:
        watches = list(tx.watches.all())
    if as_json:
        typer.echo(to_json(watches))
        return
    table = Table("id", "title", "said by", "about", "stance", box=None)
    for watch in watches:
        speakers = ", ".join(one.name or one.organisation or f"{one.role} of {one.of}" for one in watch.said_by)
        cells = (watch.title, speakers, watch.about or "", ", ".join(watch.stance))
        table.add_row(watch.id, *map(Text, cells))  # a query may hold brackets, which are no markup
    _console.print(table)


@app.command()
def add(file: File, data: Data = None, config: Config = None) -> None:
    """Put the watches of a file in force, in place of those with the same ids; a running service follows at once.

    A service that was started with a watchlist file takes that file as the whole list when the file changes.
    """
    parsed = _parse(file)
    with opened(data, config) as ports, ports.state.transaction() as tx:
        changed = [watch.id for watch in parsed.watches if tx.watches.save(watch, _AUTHOR, ports.clock.now())]
    typer.echo(f"in force: {', '.join(changed) or 'nothing new'}")
    for error in parsed.errors:
        typer.echo(error.describe(), err=True)
    if parsed.errors:
        raise typer.Exit(1)


@app.command()
def show(watch_id: WatchId, data: Data = None, config: Config = None) -> None:
    """Show a watch in full, as JSON."""
    with opened(data, config) as ports, ports.state.reading() as tx:
        watch = tx.watches.get(watch_id)
    if watch is None:
        raise _unknown(watch_id)
    typer.echo(to_json(watch))


@app.command()
def remove(watch_id: WatchId, data: Data = None, config: Config = None) -> None:
    """Take a watch out of force; its history and its alerts stay."""
    with opened(data, config) as ports, ports.state.transaction() as tx:
        removed = tx.watches.delete(watch_id, _AUTHOR, ports.clock.now())
    if not removed:
        raise _unknown(watch_id)
    typer.echo(f"no longer in force: {watch_id}")


@app.command()
def history(
    watch_id: WatchId,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show who changed a watch, and when."""
    with opened(data, config) as ports, ports.state.reading() as tx:
        changes = tx.watches.history(watch_id)
    if as_json:
        typer.echo(to_json([{"at": at, "author": author, "watch": watch} for at, author, watch in changes]))
        return
    for at, author, watch in changes:
        what = "deleted" if watch is None else to_json(watch)
        _console.print(f"{at:%Y-%m-%d %H:%M:%S}  {author}", style="bold", highlight=False)
        _console.print(what, markup=False, highlight=False)


def _unknown(watch_id: str) -> QuotewireError:
    return QuotewireError(f"no watch has the id {watch_id!r}: `quotewire watch list` shows those there are")


def _parse(file: Path) -> WatchFile:
    try:
        return parse_watches(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read the watchlist {file}: {error}") from error


def _read_span(since: str) -> timedelta:
    number, unit = since[:-1], since[-1:]
    if unit not in _UNITS or not number.isdigit() or not int(number):
        raise ConfigurationError(
            f"--since takes a number of hours, days or weeks such as 36h, 30d or 4w, not {since!r}"
        )
    return int(number) * _UNITS[unit]


def _preview(watch: Watch, ports: Ports, span: timedelta, most_per_day: float) -> Preview:
    with ports.state.reading() as tx:
        newest = tx.articles.newest()
        start = (newest or ports.clock.now()) - span
        registry = Registry.build(tx.entities.all())
        return preview_watch(watch, tx.articles.since(start), registry, span / timedelta(days=1), most_per_day)


def _show(shown: Preview) -> None:
    _console.rule(shown.watch_id, align="left")
    _console.print(
        f"{shown.alerts} alerts in {shown.days:g} days ({shown.alerts_per_day:.1f} a day) from {shown.matches} "
        f"matches in {shown.statements} statements of {shown.articles} articles",
        highlight=False,
    )
    folded = ", ".join(f"{count} {reason.value}" for reason, count in shown.folded.items())
    if folded:
        _console.print(f"folded: {folded}", highlight=False)
    for clause in shown.clauses:
        _console.print(f"  {clause.share:>4.0%}  {clause.kind.value}: {clause.clause}", highlight=False, markup=False)
    for sample in shown.samples:
        excerpt = Text(sample.excerpt)
        for span in sample.highlights:
            excerpt.stylize("bold yellow", span.start, span.end)
        _console.print(Text(f"\n{sample.dated:%Y-%m-%d}  {sample.speaker}, {sample.stance}", style="bold"), excerpt)
    for warning in shown.warnings:
        _console.print(Text("warning: ", style="bold red").append(warning, style="not bold default"))
