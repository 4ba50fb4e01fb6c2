"""Look at claims: who asserts, who denies, who will not say."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotewire.analysis.claims.contradiction import find_contradictions
from quotewire.cli.options import AsJson, Config, Data, Limit, opened
from quotewire.cli.show import to_json
from quotewire.errors import QuotewireError
from quotewire.model.statement import Attitude, attitude_of

app = typer.Typer(name="claim", help="Look at claims: who asserts, who denies, who will not say.", no_args_is_help=True)
_console = Console()
_COLOURS = {Attitude.SUPPORTS: "green", Attitude.DISPUTES: "red", Attitude.UNCOMMITTED: "yellow"}


@app.command(name="list")
def show_latest(limit: Limit = 20, data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """List the claims that were spoken to last."""
    with opened(data, config) as ports, ports.state.reading() as tx:
        claims = list(tx.claims.latest(limit))
    if as_json:
        typer.echo(to_json(claims))
        return
    table = Table("id", "last seen", "claim", box=None)
    for claim in claims:
        table.add_row(claim.id, f"{claim.last_seen:%Y-%m-%d}", Text(claim.text[:100]))
    _console.print(table)


@app.command()
def show(
    claim_id: Annotated[str, typer.Argument(help="Id of the claim, as alerts and `claim list` give it.")],
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show a claim's timeline: every position taken on it, and who contradicts whom."""
    with opened(data, config) as ports, ports.state.reading() as tx:
        claim = tx.claims.get(claim_id)
        if claim is None:
            raise QuotewireError(f"no claim has the id {claim_id!r}: `quotewire claim list` shows those there are")
        positions = list(tx.claims.positions(claim_id))
    contradictions = find_contradictions(positions)
    if as_json:
        typer.echo(to_json({"claim": claim, "positions": positions, "contradictions": contradictions}))
        return
    _console.print(Text(claim.text, style="bold"))
    table = Table("when", "who", "position", "where", box=None)
    for position in positions:
        stance = Text(position.stance.value, style=_COLOURS[attitude_of(position.stance)])
        table.add_row(f"{position.at:%Y-%m-%d %H:%M}", position.speaker_name, stance, position.outlet or "")
    _console.print(table)
    for pair in contradictions:
        _console.print(
            f"{pair.one.speaker_name} is contradicted by {pair.other.speaker_name}", markup=False, highlight=False
        )
