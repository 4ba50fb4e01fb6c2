"""Commands that look at what was collected: search, alerts, trace, status."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from quotewire.bootstrap import Ports
from quotewire.cli.options import AsJson, Config, Data, Limit, opened_either
from quotewire.cli.show import show_alert, show_hit, to_json
from quotewire.errors import QuotewireError
from quotewire.model.alert import Withheld
from quotewire.model.outcome import OutcomeKind
from quotewire.ports.search import Kind
from quotewire.query.parse import parse_query
from quotewire.runtime.flow import BESIDE_TOPICS, STAGE_TOPICS

_console = Console()


def search(
    query: Annotated[str, typer.Argument(help="Lucene syntax, e.g. 'drone* AND speaker:peskov'.")],
    kind: Annotated[Kind, typer.Option(help="What to look for.")] = Kind.STATEMENTS,
    limit: Limit = 20,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Search statements, articles or claims.

    Fields include speaker, role, speaks_for, stance, quote, title, body, outlet, language and published. Phrases,
    proximity ("red square"~3), wildcards after three letters and AND, OR, NOT with parentheses all work.
    """
    with opened_either(data, config) as ports:
        page = ports.index.search(parse_query(query), kind, limit)
    if as_json:
        typer.echo(to_json(page))
        return
    for hit in page.hits:
        _console.print(show_hit(hit))
    _console.print(f"[dim]{len(page.hits)} of {page.total} {kind.value}[/]")


def alerts(
    watch: Annotated[str | None, typer.Option(help="Only alerts of this watch.")] = None,
    withheld: Annotated[
        bool, typer.Option("--withheld", help="What raised no alert or was not sent, and why.")
    ] = False,
    until: Annotated[datetime | None, typer.Option(help="With --withheld: leave out what is newer (UTC).")] = None,
    limit: Limit = 20,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show alerts, newest first."""
    end = until.replace(tzinfo=UTC) if until else None
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        if withheld:
            _print_withheld(list(tx.alerts.withheld(watch, limit, end)), as_json)
            return
        found = list(tx.alerts.list(watch, None, limit))
        outlets = [tx.utterances.outlets(alert.utterance_id) for alert in found]
    if as_json:
        typer.echo(to_json(found))
        return
    for alert, also_in in zip(found, outlets, strict=True):
        _console.print(show_alert(alert, also_in))
    if not found:
        _console.print("No alerts yet.")


def _print_withheld(found: list[Withheld], as_json: bool) -> None:
    if as_json:
        typer.echo(to_json(found))
        return
    table = Table("when", "watch", "statement", "article", "reason", "alert", box=None)
    for one in found:
        when = f"{one.at:%Y-%m-%d %H:%M}"
        table.add_row(when, one.watch_id, one.statement_id, one.article_id, one.reason.value, one.alert_id or "")
    _console.print(table)


def trace(
    article: Annotated[str, typer.Argument(help="URL, article id or version id.")],
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Tell what happened to an article: collected, analysed, recorded, matched, and where it stopped."""
    with opened_either(data, config) as ports, ports.state.reading() as tx:
        article_id = tx.articles.find(article)
        if article_id is None:
            raise QuotewireError(f"no article is known under {article!r}: check the URL, or the source with `status`")
        steps = list(tx.steps.of(article_id))
        outcomes = {step.version_id: tx.outcomes.get(step.version_id) for step in steps}
    if as_json:
        typer.echo(to_json({"article_id": article_id, "steps": steps, "outcomes": list(outcomes.values())}))
        return
    table = Table("time", "version", "stage", "what happened", box=None)
    for step in steps:
        table.add_row(f"{step.at:%Y-%m-%d %H:%M:%S}", step.version_id.rpartition(".")[2], step.stage, Text(step.detail))
    _console.print(f"[bold]{article_id}[/]")
    _console.print(table)
    for version_id, outcome in outcomes.items():
        end = f"{outcome.kind.value} {outcome.reason}".strip() if outcome else "still on its way"
        _console.print(Text(f"version {version_id.rpartition('.')[2]}: ").append(end, style="bold"))


def status(data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """Show outcomes, what waits for each stage, and the health of the sources."""
    with opened_either(data, config) as ports:
        report = _report(ports)
    if as_json:
        typer.echo(to_json(report))
        return
    for title, rows in report.items():
        table = Table(title, "", box=None)
        for name, value in rows.items():
            table.add_row(name, Text(str(value)))
        _console.print(table)


def _report(ports: Ports) -> dict[str, dict[str, object]]:
    with ports.state.reading() as tx:
        counts = tx.outcomes.counts()
        health = tx.sources.health()
    return {
        "articles": {kind.value: counts.get(kind.value, 0) for kind in OutcomeKind},
        "waiting": {stage: ports.log.lag(topic, stage) for stage, topic in STAGE_TOPICS},
        "beside": {told: ports.log.lag(topic, stage) for told, stage, topic in BESIDE_TOPICS},
        "sources": {source: f"{state}: {detail}" for source, state, detail, _ in health},
    }
