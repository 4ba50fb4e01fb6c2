"""Commands on who is known: import lists, look entries up, suggest names, merge a provisional speaker into one."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from quotewire.cli.options import AsJson, Config, Data, Limit, opened_either
from quotewire.cli.show import to_json
from quotewire.errors import ConfigurationError
from quotewire.importers import READERS
from quotewire.importers.combine import Combined, combine
from quotewire.importers.draft import slug
from quotewire.model.entity import Entity, Role
from quotewire.model.ids import PROVISIONAL, is_doubtful
from quotewire.model.mention import EntityKind
from quotewire.ports.state import EntityStore
from quotewire.processor.erase import admitted
from quotewire.seed import seed_entities

app = typer.Typer(
    name="people", help="People, institutions and governments that are known by name.", no_args_is_help=True
)
_console = Console()

_NAMES = ", ".join(sorted(READERS))


@app.command("import")
def import_list(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {_NAMES}.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list, in UTF-8.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Add the people and institutions of a list to those that are known.

    Somebody known already keeps what is known and gains names and offices. The columns of your own CSV: name (required),
    id, kind, aliases, surname, surname_rule, gender, title, of, start, end, speaks_for, country, metonyms, demonyms.
    """
    imported = _read(format_name, file)
    with opened_either(data, config) as ports, ports.state.transaction() as tx:
        store = tx.entities
        known = {entity.id: entity for entity in store.all()}
        combined = combine(imported, known)
        if not dry_run:
            store.save(admitted(combined.saved, tx))
    _report(combined, {*known, *(entity.id for entity in combined.saved)}, dry_run)


def _read(format_name: str, file: Path) -> list[Entity]:
    reader = READERS.get(format_name)
    if reader is None:
        raise ConfigurationError(f"no format {format_name!r}: choose one of {_NAMES}")
    try:
        return reader(file.read_text("utf-8"), f"{format_name}, {file.name}, {datetime.now(UTC):%Y-%m-%d}")
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file}: not UTF-8 text (byte {error.start})") from error
    except ConfigurationError as error:
        raise ConfigurationError(f"{file}: {error}") from error


def _report(combined: Combined, ids: set[str], dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    _console.print(
        f"{len(combined.added)} {would}added, {len(combined.extended)} {would}extended, "
        f"{len(combined.apart)} namesakes {would}kept apart under an id of their own"
    )
    for entity_id in combined.apart:
        _console.print(f"  {entity_id}", highlight=False)
    unknown = sorted({role.of for entity in combined.saved for role in entity.roles} - ids)
    if unknown:
        _console.print(
            f"[yellow]offices at {len(unknown)} unknown institutions:[/] {', '.join(unknown)}", highlight=False
        )


@app.command("list")
def list_people(
    containing: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="Only names that contain this.")] = None,
    kind: Annotated[EntityKind | None, typer.Option(help="Only entities of this kind.")] = None,
    limit: Limit = 50,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """List known people, institutions and governments by name."""
    with _entities(data, config) as store:
        found = [one for one in store.all() if kind in (None, one.kind) and _contains(one, containing or "")]
    found.sort(key=lambda one: (slug(one.name), one.id))
    if as_json:
        typer.echo(to_json(found[:limit]))
        return
    table = Table("id", "name", "kind", "office", box=None)
    today = datetime.now(UTC).date()
    for one in found[:limit]:
        held = [_office(role) for role in one.roles if role.held_on(today)]
        table.add_row(one.id, one.name, one.kind.value, held[0] if held else "")
    _console.print(table)
    _console.print(f"[dim]{min(limit, len(found))} of {len(found)}[/]")


def _contains(entity: Entity, text: str) -> bool:
    return any(text.casefold() in name.casefold() for name in (entity.id, entity.name, *entity.aliases))


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME|ID", help="A name, an alias or an id.")],
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show everything that is known of somebody."""
    with _entities(data, config) as store:
        found = _named(name, store)
    if as_json:
        typer.echo(to_json(found))
        return
    for entity in found:
        _console.print(_card(entity))


def _named(name: str, store: EntityStore) -> list[Entity]:
    """By id, else by exact name or alias whatever the case; an id that was merged shows what stands for it."""
    by_id = store.get(store.merged_into(name))
    if by_id:
        return [by_id]
    wanted = name.casefold()
    found = [one for one in store.all() if wanted in {each.casefold() for each in (one.name, *one.aliases)}]
    if not found:
        raise ConfigurationError(f'nobody is known as {name!r}: try `quotewire people suggest "{name}"`')
    return found


def _card(entity: Entity) -> RenderableType:
    lines = [
        ("also", ", ".join(entity.aliases)),
        ("surname", f"{entity.surname}, {entity.surname_rule.value}" if entity.surname else ""),
        *(("office", _office(role)) for role in entity.roles),
        ("metonyms", ", ".join(entity.metonyms)),
        ("demonyms", ", ".join(entity.demonyms)),
        ("for", entity.speaks_for or ""),
        ("country", entity.country or ""),
        ("source", entity.provenance),
    ]
    head = Text(entity.name, style="bold").append(f"  {entity.id}, {entity.kind.value}", style="not bold dim")
    return Group(
        head, *(Text(f"{label:>9}  ", style="dim").append(text, style="not dim") for label, text in lines if text)
    )


def _office(role: Role) -> str:
    return f"{role.title}, {role.of} ({role.start or '…'} to {role.end or '…'})"


@app.command()
def suggest(
    name: Annotated[str, typer.Argument(help="A name in any script.")],
    limit: Limit = 20,
    data: Data = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Propose aliases and transliterations of a name, each with a score and what it rests on."""
    try:
        from quotewire.importers.suggest import suggest_names  # noqa: PLC0415 - its libraries are in an extra
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"this command needs {error.name}: pip install 'quotewire[people]'") from error
    found = suggest_names(name, _known(data, config), limit)
    if as_json:
        typer.echo(to_json(found))
        return
    table = Table("name", "score", "what", "because", box=None)
    for one in found:
        table.add_row(one.name, f"{one.score:.2f}", one.entity_id or one.origin.value, one.reason)
    _console.print(table)


def _known(data: Path | None, config: Path | None) -> Sequence[Entity]:
    """The entities of a data folder; those that ship where no service has run yet."""
    try:
        with _entities(data, config) as store:
            return store.all()
    except ConfigurationError:
        if data or config:
            raise
        return seed_entities()


@app.command()
def merge(
    provisional: Annotated[str, typer.Argument(metavar="PROVISIONAL", help="The id of a speaker that no list knew.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The name or id of who it is.")],
    data: Data = None,
    config: Config = None,
) -> None:
    """From now on PROVISIONAL stands for INTO: what was said under it follows, and watches see it.

    Full names under which it was heard become aliases, by which later articles are read.
    """
    with opened_either(data, config) as ports, ports.state.transaction() as tx:
        store = tx.entities
        meant = _named(into, store)
        if len(meant) > 1:
            raise ConfigurationError(f"{into!r} is {len(meant)} entities: {', '.join(one.id for one in meant)}")
        if provisional == meant[0].id:
            raise ConfigurationError(f"{provisional} is {meant[0].name} already")
        store.save(admitted([_also(meant[0], _full_names(provisional, store))], tx))
        known = bool(store.heard_as(provisional)) or store.get(provisional) is not None
        store.merge(provisional, meant[0].id, getpass.getuser(), datetime.now(UTC))
    if not known:
        _console.print(f"[yellow]nobody was heard as {escape(provisional)} so far[/]", highlight=False)
    _console.print(f"{provisional} now stands for {meant[0].name} ({meant[0].id})", highlight=False)


@app.command()
def promote(
    provisional: Annotated[str, typer.Argument(metavar="PROVISIONAL", help="As `people unknown` shows it.")],
    name: Annotated[str | None, typer.Option(help="Who it is; otherwise the name it was heard under.")] = None,
    kind: Annotated[EntityKind, typer.Option(help="What it is.")] = EntityKind.PERSON,
    title: Annotated[str | None, typer.Option(help="An office held, with --of.")] = None,
    of: Annotated[str | None, typer.Option(help="Name or id of the institution of the office.")] = None,
    start: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day in office.")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a known entity of a speaker that no list knows; what was said so far follows, and watches see it."""
    if (title is None) != (of is None):
        raise ConfigurationError("--title and --of go together: the office, and where it is held")
    with opened_either(data, config) as ports, ports.state.transaction() as tx:
        store = tx.entities
        heard = store.heard_as(provisional)
        if not heard:
            raise ConfigurationError(f"nobody was heard as {provisional!r}: `quotewire people unknown` shows who was")
        if is_doubtful(provisional) and name is None:
            raise ConfigurationError(
                f"{heard[0]} may mean several people: say who it is by --name, or by `people merge`"
            )
        roles = (_role(title, of, start, store),) if title and of else ()
        entity = _promoted(name or heard[0], kind, roles, provisional)
        if store.get(entity.id):
            raise ConfigurationError(
                f"{entity.id} is known already: `quotewire people merge {provisional} {entity.id}`"
            )
        store.save(admitted([_also(entity, _full_names(provisional, store))], tx))
        store.merge(provisional, entity.id, getpass.getuser(), datetime.now(UTC))
    _console.print(f"{provisional} is now {entity.name} ({entity.id})", highlight=False)


def _promoted(name: str, kind: EntityKind, roles: tuple[Role, ...], provisional: str) -> Entity:
    surname = name.rsplit(maxsplit=1)[-1] if kind is EntityKind.PERSON and " " in name else None
    provenance = f"promoted from {provisional} by {getpass.getuser()}, {datetime.now(UTC):%Y-%m-%d}"
    entity_id = slug(name) or provisional.removeprefix(PROVISIONAL)
    return Entity(entity_id, kind, name, surname=surname, roles=roles, provenance=provenance)


def _role(title: str, of: str, start: datetime | None, store: EntityStore) -> Role:
    found = _named(of, store)
    if len(found) > 1:
        raise ConfigurationError(f"{of!r} is {len(found)} entities: {', '.join(one.id for one in found)}")
    return Role(title, found[0].id, start.date() if start else None)


def _full_names(provisional: str, store: EntityStore) -> list[str]:
    """Not the lone surnames, which others bear too."""
    return [name for name in store.heard_as(provisional) if " " in name]


def _also(entity: Entity, names: Sequence[str]) -> Entity:
    known = {name.casefold() for name in (entity.name, *entity.aliases)}
    return replace(entity, aliases=(*entity.aliases, *(name for name in names if name.casefold() not in known)))


@app.command()
def unknown(limit: Limit = 50, data: Data = None, config: Config = None, as_json: AsJson = False) -> None:
    """List the speakers that no list knows, those heard most first, to be promoted or merged.

    Speakers without a name ("a spokesman") are of one article only and left out. A surname that may mean several people
    has a key of its own for each set of them, which ends in twelve letters and digits.
    """
    with _entities(data, config) as store:
        found = store.unknown(limit)
    if as_json:
        typer.echo(to_json(found))
        return
    table = Table("key", "name", "positions", box=None)
    for one in found:
        table.add_row(Text(one.key), Text(one.name), str(one.positions))
    _console.print(table)


@contextmanager
def _entities(data: Path | None, config: Path | None) -> Iterator[EntityStore]:
    with opened_either(data, config) as ports, ports.state.transaction() as tx:
        yield tx.entities
