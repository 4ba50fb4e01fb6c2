"""Messages that a stage gave up on: look at them, send them through again, or settle that they stay out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from quotewire.cli.options import AsJson, Config, Data, opened_either
from quotewire.cli.show import to_json
from quotewire.errors import QuotewireError
from quotewire.model.dead_letter import DeadLetter
from quotewire.runtime.dead_letters import DeadLetters, Entry

app = typer.Typer(name="dlq", help="Dead letters: messages that a stage gave up on.", no_args_is_help=True)
_console = Console()

Number = Annotated[int, typer.Argument(help="Number of the letter, as `dlq list` shows it.")]
All = Annotated[bool, typer.Option("--all", help="Every letter that is still open.")]
Numbers = Annotated[list[int] | None, typer.Argument(help="Numbers of letters, as `dlq list` shows them.")]


@app.command("list")
def list_letters(data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Letters that were neither replayed nor discarded."""
    with _letters(data, config) as letters:
        found = letters.open()
    if as_json:
        typer.echo(to_json([{"number": one.number, **_describe(one.letter)} for one in found]))
        return
    table = Table("number", "time", "stage", "key", "attempt", "error", box=None)
    for one in found:
        letter = one.letter
        reason = f"{letter.error}: {letter.reason}"
        table.add_row(
            str(one.number), f"{letter.at:%Y-%m-%d %H:%M:%S}", letter.stage, letter.key, str(letter.attempt), reason
        )
    _console.print(table)


@app.command()
def show(number: Number, data: Data = None, config: Config = None) -> None:
    """One letter with its message, as it was."""
    with _letters(data, config) as letters:
        entry = letters.get(number)
    typer.echo(to_json(_describe(entry.letter)))
    typer.echo(entry.letter.payload.decode("utf-8", "backslashreplace"))


@app.command()
def replay(numbers: Numbers = None, every: All = False, data: Data = None, config: Config = None) -> None:
    """Send messages through their stage again."""
    with _letters(data, config) as letters:
        for entry in _chosen(letters, numbers, every):
            letters.replay(entry)
            _console.print(f"{entry.number}: back on {entry.letter.origin_topic}", highlight=False)


@app.command()
def discard(numbers: Numbers = None, every: All = False, data: Data = None, config: Config = None) -> None:
    """Settle that messages stay out; their articles keep the outcome dead-letter."""
    with _letters(data, config) as letters:
        for entry in _chosen(letters, numbers, every):
            letters.discard(entry)
            _console.print(f"{entry.number}: discarded", highlight=False)


def _chosen(letters: DeadLetters, numbers: list[int] | None, every: bool) -> Iterator[Entry]:
    if every == bool(numbers):
        raise QuotewireError("name the letters by number, or all of them with --all")
    yield from letters.open() if every else map(letters.get, numbers or ())


def _describe(letter: DeadLetter) -> dict[str, object]:
    names = ("origin_topic", "partition", "offset", "key", "stage", "error", "reason", "attempt", "at")
    facts: dict[str, object] = {name: getattr(letter, name) for name in names}
    return facts | {"headers": dict(letter.headers), "bytes": len(letter.payload)}


@contextmanager
def _letters(data: Path | None, config: Path | None) -> Iterator[DeadLetters]:
    with opened_either(data, config) as ports:
        yield DeadLetters(ports.log)
