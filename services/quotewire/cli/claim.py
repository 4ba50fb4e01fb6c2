"""Look at claims: who asserts, who denies, who will not say; and put right what was joined or parted wrongly."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotewire.bootstrap import Ports
from quotewire.cli.claim_page import show_page
from quotewire.cli.options import AsJson, Config, Data, Limit, opened_either
from quotewire.cli.show import to_json
from quotewire.curator import decide
from quotewire.curator.claimreview import ExportFormat, review_claim
from quotewire.curator.page import describe_page, read_page
from quotewire.errors import ConfigurationError

app = typer.Typer(
    name="claim",
    help="Look at claims: who asserts, who denies, who will not say. Merge and split them.",
    no_args_is_help=True,
)
_console = Console()
_ALL = 1_000_000
_WRITERS = {ExportFormat.CLAIMREVIEW: review_claim}

ClaimId = Annotated[str, typer.Argument(help="Id of the claim, as alerts and `claim list` give it.")]
Statements = Annotated[list[str], typer.Option("--statement", "-s", help="Id of a statement; may be repeated.")]
AuthorName = Annotated[str, typer.Option("--author", help="Who decides.")]


@app.command(name="list")
def show_latest(limit: Limit = 20, data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """List the claims that were spoken to last."""
    with opened_either(data, config) as ports, ports.state.reading() as tx:
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
    claim_id: ClaimId,
    ids: Annotated[bool, typer.Option("--ids", help="With the statements' ids, by which they are split off.")] = False,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show a claim's timeline: positions with what shows them, who contradicts whom, who changed, how it spread."""
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        page = read_page(claim_id, tx)
    if as_json:
        typer.echo(to_json(describe_page(page)))
        return
    for part in show_page(page, ids):
        _console.print(part)


@app.command()
def merge(
    one: ClaimId,
    other: ClaimId,
    author: AuthorName = "command line",
    data: Data = None,
    config: Config = None,
) -> None:
    """Make two claims one. The one that was seen first keeps its id; the other id leads to it from now on."""
    with opened_either(data, config) as ports:
        claim = decide.merge(ports.state, ports.index, (one, other), _author(author, ports))
    _console.print(f"{claim.id}  {claim.text}", markup=False, highlight=False)


@app.command()
def split(
    claim_id: ClaimId,
    statement: Statements,
    text: Annotated[str, typer.Option("--text", help="The new claim's wording; one of its statements' if empty.")] = "",
    author: AuthorName = "command line",
    data: Data = None,
    config: Config = None,
) -> None:
    """Found a claim of their own on some of a claim's statements; what is said alike later joins it there."""
    with opened_either(data, config) as ports:
        claim = decide.split(ports.state, ports.index, claim_id, statement, text, _author(author, ports))
    _console.print(f"{claim.id}  {claim.text}", markup=False, highlight=False)


@app.command()
def move(
    claim_id: Annotated[str, typer.Argument(help="Id of the claim that the statements belong to.")],
    statement: Statements,
    author: AuthorName = "command line",
    data: Data = None,
    config: Config = None,
) -> None:
    """Put statements of another claim on this one."""
    with opened_either(data, config) as ports:
        claim = decide.move(ports.state, ports.index, statement, claim_id, _author(author, ports))
    _console.print(f"{claim.id}  {claim.text}", markup=False, highlight=False)


@app.command()
def export(
    claim_id: Annotated[str | None, typer.Argument(help="Id of the claim.", show_default=False)] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every claim, one JSON object a line.")] = False,
    form: Annotated[ExportFormat, typer.Option("--format", help="The vocabulary.")] = ExportFormat.CLAIMREVIEW,
    data: Data = None,
    config: Config = None,
) -> None:
    """Write claims as JSON-LD in schema.org's vocabulary (ClaimReview, Claim)."""
    if (claim_id is None) is not everything:
        raise ConfigurationError("name one claim, or --all of them")
    write = _WRITERS[form]
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        if claim_id is not None:
            typer.echo(json.dumps(write(read_page(claim_id, tx)), indent=2, ensure_ascii=False))
            return
        for claim in tx.claims.latest(_ALL):
            typer.echo(json.dumps(write(read_page(claim.id, tx)), ensure_ascii=False))


def _author(name: str, ports: Ports) -> decide.Author:
    return decide.Author(name, ports.clock.now())
