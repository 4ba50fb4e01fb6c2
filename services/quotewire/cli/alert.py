"""What people do with alerts; `quotewire alert` alone is the streaming service that raises them."""

import getpass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotewire.cli import serve
from quotewire.cli.options import AsJson, Config, Data, opened_either
from quotewire.cli.show import show_alert, to_json
from quotewire.curator.mute import save_mute
from quotewire.errors import ConfigurationError, QuotewireError
from quotewire.model.alert import Alert
from quotewire.model.care import ActionKind, AlertAction, Feedback, Mute, MuteKind
from quotewire.ports.state import Transaction

app = typer.Typer(name="alert", invoke_without_command=True)
_console = Console()
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}

AlertId = Annotated[str, typer.Argument(help="Id of the alert, as `alerts` shows it.")]
Author = Annotated[str, typer.Option("--as", default_factory=getpass.getuser, help="Who does this.")]
Kind = Annotated[MuteKind, typer.Argument(help="What is muted.")]
Target = Annotated[str, typer.Argument(help="Id of the watch or claim, or key of the speaker, as alerts show them.")]


@app.callback()
def serve_or_care(context: typer.Context, config: Config = None) -> None:
    """Mute, acknowledge, assign, comment, judge. Without a command: the streaming service that raises alerts."""
    if context.invoked_subcommand is None:
        serve.alert(config)


@app.command()
def mute(
    kind: Kind,
    target: Target,
    author: Author,
    length: Annotated[
        str | None, typer.Option("--for", help="e.g. 30m, 8h, 2d, 1w; until unmuted if left out.")
    ] = None,
    comment: Annotated[str, typer.Option(help="Why.")] = "",
    data: Data = None,
    config: Config = None,
) -> None:
    """Raise no alerts for a watch, a speaker or a claim, nor send what waits and was not tried; `alerts --withheld` tells."""
    now = datetime.now(UTC)
    until = now + _read_length(length) if length else None
    with opened_either(data, config) as ports, ports.state.transaction() as tx:
        save_mute(Mute(kind, target, author, now, until, comment), tx)
    _console.print(f"{kind.value} {target} is muted {_tell_end(until)}", highlight=False, markup=False)


@app.command()
def unmute(kind: Kind, target: Target, data: Data = None, config: Config = None) -> None:
    """Raise alerts again."""
    with opened_either(data, config) as ports, ports.state.transaction() as tx:
        lifted = tx.mutes.lift(kind, target)
    if not lifted:
        raise QuotewireError(f"{kind.value} {target} is not muted: `quotewire alert mutes` shows what is")


@app.command()
def mutes(data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """List what is muted now."""
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        found = tx.mutes.in_force(datetime.now(UTC))
    if as_json:
        typer.echo(to_json(found))
        return
    table = Table("what", "which", "end", "by", "comment", box=None)
    for one in found:
        table.add_row(*map(Text, (one.kind.value, one.target, _tell_end(one.until), one.author, one.comment)))
    _console.print(table)


@app.command()
def ack(alert_id: AlertId, author: Author, data: Data = None, config: Config = None) -> None:
    """Acknowledge an alert: somebody has seen it."""
    _act(alert_id, ActionKind.ACKNOWLEDGE, author, "", data, config)


@app.command()
def assign(
    alert_id: AlertId,
    assignee: Annotated[str, typer.Argument(help="Who takes it on.")],
    author: Author,
    data: Data = None,
    config: Config = None,
) -> None:
    """Give an alert to somebody."""
    _act(alert_id, ActionKind.ASSIGN, author, assignee, data, config)


@app.command()
def comment(
    alert_id: AlertId,
    text: Annotated[str, typer.Argument(help="What to say about it.")],
    author: Author,
    data: Data = None,
    config: Config = None,
) -> None:
    """Say something about an alert."""
    _act(alert_id, ActionKind.COMMENT, author, text, data, config)


@app.command()
def feedback(
    author: Author,
    alert_id: Annotated[str | None, typer.Argument(help="Id of the alert; without it, show the counts.")] = None,
    judgement: Annotated[Feedback | None, typer.Argument(help="What is wrong with it.")] = None,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with an alert, or show how often each was said of each watch's alerts."""
    if alert_id is not None:
        if judgement is None:
            raise ConfigurationError(f"say what is wrong with it: {', '.join(repr(one.value) for one in Feedback)}")
        _act(alert_id, ActionKind.FEEDBACK, author, judgement.value, data, config)
        return
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        counts = tx.actions.feedback()
    if as_json:
        typer.echo(to_json(counts))
        return
    table = Table("watch", *(one.value for one in Feedback), box=None)
    for watch_id, by_kind in counts.items():
        table.add_row(watch_id, *(str(by_kind.get(one, 0)) for one in Feedback))
    _console.print(table)


@app.command()
def show(alert_id: AlertId, data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Show an alert, and what people did with it."""
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        alert = _find(alert_id, tx)
        actions, outlets = tx.actions.of(alert_id), tx.utterances.outlets(alert.utterance_id)
    if as_json:
        typer.echo(to_json({"alert": alert, "actions": actions}))
        return
    _console.print(show_alert(alert, outlets))
    table = Table("when", "who", "what", "", box=None)
    for action in actions:
        table.add_row(*map(Text, (f"{action.at:%Y-%m-%d %H:%M}", action.author, action.kind.value, action.text)))
    _console.print(table)


@app.command()
def deliveries(alert_id: AlertId, data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Show how an alert stands with each channel, and every attempt to send it."""
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        _find(alert_id, tx)
        standing, attempts = tx.outbox.of(alert_id), tx.outbox.attempts(alert_id)
    if as_json:
        log = [{"at": at, "delivery": tried} for at, tried in attempts]
        typer.echo(to_json({"deliveries": standing, "attempts": log}))
        return
    for one in standing:
        when = f", due {one.due_at:%Y-%m-%d %H:%M:%S} UTC" if one.status == "pending" else ""
        _console.print(f"{one.channel}: {one.status.value}{when}", highlight=False, markup=False)
    table = Table("when", "channel", "attempt", "status", "ms", "answer", box=None)
    for at, tried in attempts:
        row = (tried.channel, str(tried.attempts), tried.status.value, str(tried.latency_ms), tried.last_response)
        table.add_row(*map(Text, (f"{at:%Y-%m-%d %H:%M:%S}", *row)))
    _console.print(table)


def _act(alert_id: str, kind: ActionKind, author: str, text: str, data: Data, config: Config) -> None:
    with opened_either(data, config) as ports, ports.state.transaction() as tx:
        alert = _find(alert_id, tx)
        tx.actions.add(AlertAction(alert_id, alert.watch_id, kind, author, datetime.now(UTC), text))


def _find(alert_id: str, tx: Transaction) -> Alert:
    alert = tx.alerts.get(alert_id)
    if alert is None:
        raise QuotewireError(f"no alert has the id {alert_id!r}: `quotewire alerts` shows those there are")
    return alert


def _read_length(written: str) -> timedelta:
    if written[-1:] in _UNITS and written[:-1].isdigit() and 0 < int(written[:-1]) < 10_000:
        return int(written[:-1]) * _UNITS[written[-1]]
    raise ConfigurationError(f"--for {written}: expected a number and m, h, d or w, e.g. 8h")


def _tell_end(until: datetime | None) -> str:
    return f"until {until:%Y-%m-%d %H:%M} UTC" if until else "until unmuted"
