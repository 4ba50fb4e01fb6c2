"""Erase a person on request."""

import getpass
import logging
import secrets
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from quotewire.bootstrap import Ports
from quotewire.cli.options import Config, Data, opened_either
from quotewire.processor.erase import Eraser, Person, Report, enter_ledger, find_person, make_entry

_logger = logging.getLogger(__name__)
_console = Console()

Named = Annotated[str, typer.Argument(metavar="PERSON", help="An id, or a name in full.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def erase(person: Named, dry_run: DryRun = False, yes: Yes = False, data: Data = None, config: Config = None) -> None:
    """Erase a person for good: their entity, statements, words, claims and alerts, from state and search index.

    What comes later is recorded without them. Records on the log go with the log's retention.
    """
    with opened_either(data, config) as ports:
        with ports.state.reading() as tx:
            found = find_person(person, tx)
        if dry_run or not yes:
            _show(_survey(found, ports), "would be")
        if dry_run:
            return
        if not yes:
            typer.confirm("Erase all this? It cannot be taken back.", abort=True)
        _erase(found, ports)


def _survey(person: Person, ports: Ports) -> Report:
    entry = make_entry(person, "", ports.clock.now(), secrets.token_hex(16))
    return Eraser(ports.state, ports.index, entry, dry=True).run()


def _erase(person: Person, ports: Ports) -> None:
    author = getpass.getuser()
    with ports.state.transaction() as tx:
        entry = enter_ledger(person, author, datetime.now(UTC), tx, lambda: secrets.token_hex(16))
    report = Eraser(ports.state, ports.index, entry).run()
    told = ", ".join(f"{count} {what}" for what, count in sorted(report.counts.items())) or "nothing was recorded"
    _logger.warning("erasure %s by %s: %s", entry.id, author, told)
    _show(report)


def _show(report: Report, would: str = "") -> None:
    for what, count in sorted(report.counts.items()):
        if count:
            done = "" if what.endswith("reworded") else "blackened" if what == "articles" else "erased"
            _console.print(" ".join(filter(None, (str(count), what, would, done))), highlight=False)
    if not any(report.counts.values()):
        _console.print("nothing is recorded of them")
    for channel, count in sorted(report.sent.items()):
        _console.print(f"{count} alerts have gone out to {channel}: ask there to delete them", highlight=False)
    for watch in report.watches:
        _console.print(f"watch {watch} names them and is not changed", highlight=False)
