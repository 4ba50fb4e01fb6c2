"""Look at watches, and try them before they are saved."""

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from quotewire.alerter.look_back import look_back
from quotewire.api.preview import preview_past
from quotewire.bootstrap import Ports
from quotewire.cli.options import AsJson, Config, Data, opened_either, runs_streaming
from quotewire.cli.show import to_json
from quotewire.errors import ConfigurationError, QueryError, QuotewireError
from quotewire.matching.period import read_period
from quotewire.matching.preview import Preview
from quotewire.matching.watchfile import WatchFile, parse_watches
from quotewire.matching.watchtext import write_watches
from quotewire.model.watch import AlertMode, Watch
from quotewire.query.parse import parse_query
from quotewire.runtime.embedded import CONSOLE
from quotewire.settings import read_settings

app = typer.Typer(name="watch", help="Look at watches, and try them before they are saved.", no_args_is_help=True)
_console = Console()
Author = Annotated[
    str | None, typer.Option("--author", help="Who changes it, for the history.", show_default="your user name")
]
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

    Alerts a day, ten samples with what matched marked, what novelty would fold, and the share of each clause. Watches
    that cannot be used are told last, and make the exit status 1.
    """
    period = read_period(since)
    parsed = _parse(file)
    with opened_either(data, config) as ports:
        now = ports.clock.now()
        previews = [preview_past(watch, ports.state, period, now, most_per_day) for watch in parsed.watches]
    if as_json:
        typer.echo(to_json(previews))
    else:
        for shown in previews:
            _show(shown)
    _tell(parsed)


@app.command(name="list")
def show_all(data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """List the watches, and what keeps others from being in force."""
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        watches, authors, errors = list(tx.watches.all()), tx.watches.authors(), tx.watches.errors()
    if as_json:
        typer.echo(to_json(watches))
        return
    rest = ("title", "said by", "about", "stance", "changed by")
    table = Table(Column("id", no_wrap=True), *rest, box=None)  # an id is copied, and so shown whole
    for watch in watches:
        speakers = ", ".join(one.name or one.organisation or f"{one.role} of {one.of}" for one in watch.said_by)
        cells = (watch.title, speakers, watch.about or "", ", ".join(watch.stance), authors.get(watch.id, ""))
        table.add_row(watch.id, *map(Text, cells))  # a query may hold brackets, which are no markup
    _console.print(table)
    invalid = [f"{watch.id}: {reason}" for watch in watches if (reason := _refusal(watch))]
    for told in [*invalid, *(error.describe() for error in errors)]:
        _console.print(Text("invalid: ", style="bold red").append(told, style="not bold default"))


def _refusal(watch: Watch) -> str | None:
    """Why a stored watch is not in force: an older version may have taken what this one refuses."""
    try:
        if watch.about:
            parse_query(watch.about)
    except QueryError as error:
        return str(error)
    return None


@app.command()
def add(
    file: File,
    over: Annotated[
        str | None, typer.Option("--look-back", help="Also alert to what was collected before, e.g. the last 30d.")
    ] = None,
    author: Author = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Put the watches of a file in force, in place of those with the same ids; a running service follows at once.

    When a watchlist file of a service changes, it takes over the watches that it names and leaves these alone.
    Look-back alerts are marked as such, and count towards no daily cap.
    """
    period = read_period(over) if over else None
    parsed = _parse(file)
    with opened_either(data, config) as ports:
        with ports.state.transaction() as tx:
            now, who = ports.clock.now(), author or getpass.getuser()
            changed = [watch.id for watch in parsed.watches if tx.watches.save(watch, who, now)]
        typer.echo(f"in force: {', '.join(changed) or 'nothing new'}")
        if period:
            for watch in parsed.watches:
                alerts = look_back(watch, period, ports.state, now, _default_channels(ports, data, config))
                typer.echo(f"look-back: {len(alerts)} alerts of {watch.id}")
    _tell(parsed)


@app.command()
def show(watch_id: WatchId, data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Show a watch as it is written in a file; what this prints can be edited and given to `watch add`."""
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        watch = tx.watches.get(watch_id)
    if watch is None:
        raise _unknown(watch_id)
    typer.echo(to_json(watch) if as_json else write_watches([watch]), nl=as_json)


@app.command()
def remove(watch_id: WatchId, author: Author = None, data: Data = None, config: Config = None) -> None:
    """Take a watch out of force; its history and its alerts stay."""
    with opened_either(data, config) as ports, ports.state.transaction() as tx:
        removed = tx.watches.delete(watch_id, author or getpass.getuser(), ports.clock.now())
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
    """Show who changed a watch, when, and how it read from then on."""
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        changes = tx.watches.history(watch_id)
    if not changes:
        raise _unknown(watch_id)
    if as_json:
        typer.echo(to_json([{"at": at, "author": author, "watch": watch} for at, author, watch in changes]))
        return
    for at, author, watch in changes:
        what = "removed\n" if watch is None else write_watches([watch])
        _console.print(f"{at:%Y-%m-%d %H:%M:%S}  {author}", style="bold", highlight=False)
        _console.print(what, markup=False, highlight=False)


def _tell(parsed: WatchFile) -> None:
    """What is wrong with the others, after those that can be used were dealt with."""
    for error in parsed.errors:
        typer.echo(error.describe(), err=True)
    if parsed.errors:
        raise typer.Exit(1)


def _unknown(watch_id: str) -> QuotewireError:
    return QuotewireError(f"no watch has the id {watch_id!r}: `quotewire watch list` shows those there are")


def _parse(file: Path) -> WatchFile:
    try:
        return parse_watches(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read the watchlist {file}: {error}") from error


def _default_channels(ports: Ports, data: Path | None, config: Path | None) -> tuple[str, ...]:
    """Where live alerts of watches without channels go: the terminal, or every channel of the streaming services."""
    streaming = data is None and runs_streaming(read_settings(config))
    return tuple(ports.channels) if streaming and ports.channels else (CONSOLE,)


def _show(shown: Preview) -> None:
    _console.rule(shown.watch_id, align="left")
    _console.print(
        f"{shown.alerts} alerts in {shown.days:g} days ({shown.alerts_per_day:.1f} a day) from {shown.matches} "
        f"matches in {shown.statements} statements of {shown.articles} articles",
        highlight=False,
    )
    folded = ", ".join(f"{count} {reason.value}" for reason, count in shown.folded.items())
    _console.print(f"folded by novelty and caps: {folded or 'nothing'}", highlight=False)
    _console.print(f"sent as {shown.messages} messages{_grouping(shown)}", highlight=False)
    for day, count in shown.by_day.items():
        _console.print(f"  {day:%Y-%m-%d}  {count:>4}", highlight=False)
    for clause in shown.clauses:
        told = f"  {clause.share:>4.0%}  {clause.kind.value}: {clause.clause}  (alone: {clause.alone} statements)"
        _console.print(told, highlight=False, markup=False)
    for sample in shown.samples:
        excerpt = Text(sample.excerpt)
        for span in sample.highlights:
            excerpt.stylize("bold yellow", span.start, span.end)
        _console.print(Text(f"\n{sample.dated:%Y-%m-%d}  {sample.speaker}, {sample.stance}", style="bold"), excerpt)
    _warn(shown)


def _grouping(shown: Preview) -> str:
    if shown.mode is AlertMode.IMMEDIATE:
        return ", one an alert"
    return f", {shown.alerts - shown.messages} fewer than alerts: {shown.mode.value}"


def _warn(shown: Preview) -> None:
    for warning in shown.warnings:
        _console.print(Text("warning: ", style="bold red").append(warning, style="not bold default"))
