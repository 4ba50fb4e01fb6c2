"""How a claim looks in a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quotewire.analysis.claims.positions import Carriage, Hour
from quotewire.curator.page import Change, ClaimPage, Entry
from quotewire.model.claim import ClaimDecision, DecisionKind, Novelty, Position
from quotewire.model.statement import Attitude, attitude_of

_COLOURS = {Attitude.SUPPORTS: "green", Attitude.DISPUTES: "red", Attitude.UNCOMMITTED: "yellow"}
_ID_WIDTH = len("202305-62c6cb43f08aa8b85cc9")
_LONGEST = 220  # characters of a statement


def show_page(page: ClaimPage, with_ids: bool) -> Iterator[RenderableType]:
    """The parts from top to bottom; empty ones are left out."""
    yield Text(page.claim.text, style="bold")
    yield Text(_heading(page), style="dim")
    yield _timeline(page.timeline, with_ids)
    yield from _part("contradictions", [_contradiction(pair.one, pair.other) for pair in page.contradictions])
    yield from _part("changes of position", [_change(change) for change in page.changes])
    yield from _part("outlets, first to last", _outlets(page.outlets))
    yield from _part("by hour (UTC)", _hours(page.hours))
    yield from _part("decided by hand", [_decision(one, page.claim.id) for one in page.decisions])


def _heading(page: ClaimPage) -> str:
    claim, also = page.claim, page.also_known_as
    known = f", also {', '.join(also)}" if also else ""
    return f"{claim.id}{known} · {claim.first_seen:%Y-%m-%d %H:%M} to {claim.last_seen:%Y-%m-%d %H:%M}\n"


def _timeline(entries: Sequence[Entry], with_ids: bool) -> Table:
    """What is repeated stands beside what it repeats, unless each statement is wanted with its id."""
    repeats: dict[str, list[Entry]] = {}
    told = [entry for entry in entries if with_ids or not _is_repeat(entry, repeats)]
    table = Table("when", "who", "position", "what shows it", "where", box=None)
    if with_ids:
        table.add_column("statement", no_wrap=True, min_width=_ID_WIDTH)
    for entry in told:
        position = entry.position
        table.add_row(
            f"{position.at:%Y-%m-%d %H:%M}",
            Text(position.speaker_name),
            _stance(position),
            Text(_shorten(entry.text)),
            Text(_where(position.outlet, entry.country) + _also(entry, repeats)),
            *([position.statement_id] if with_ids else []),
        )
    return table


def _is_repeat(entry: Entry, repeats: dict[str, list[Entry]]) -> bool:
    """Files the entry under its utterance when that is told already."""
    if entry.utterance_id not in repeats:
        repeats[entry.utterance_id] = []
        return False
    if entry.novelty is not Novelty.REPEATED:
        return False
    repeats[entry.utterance_id].append(entry)
    return True


def _also(entry: Entry, repeats: dict[str, list[Entry]]) -> str:
    own = entry.position.outlet
    outlets = {one.position.outlet for one in repeats.get(entry.utterance_id, ())} - {None, own}
    return f" +{_count(len(outlets), 'outlet')}" if outlets and entry.novelty is not Novelty.RESTATED else ""


def _part(title: str, lines: Sequence[Text]) -> Iterator[RenderableType]:
    if lines:
        yield Text(f"\n{title}", style="bold")
        yield from (Padding(line, (0, 0, 0, 2)) for line in lines)


def _contradiction(one: Position, other: Position) -> Text:
    shown = Text(one.speaker_name).append(" ").append(_stance(one)).append(f" it {_day(one)}; ")
    return shown.append(other.speaker_name).append(" ").append(_stance(other)).append(f" {_day(other)}")


def _change(change: Change) -> Text:
    shown = (
        Text(change.after.speaker_name).append(": ").append(_stance(change.before)).append(f" {_day(change.before)}")
    )
    return shown.append(" → ").append(_stance(change.after)).append(f" {_day(change.after)}")


def _outlets(outlets: Sequence[Carriage]) -> list[Text]:
    return [
        Text(f"{one.first_at:%Y-%m-%d %H:%M}  {_where(one.outlet, one.country)}, {_count(one.articles, 'article')}")
        for one in outlets
    ]


def _hours(hours: Sequence[Hour]) -> list[Text]:
    lines = []
    for hour in hours:
        new = f", new: {', '.join(hour.new_outlets)}" if hour.new_outlets else ""
        lands = f" ({' '.join(hour.countries)})" if hour.countries else ""
        counts = f"{_count(hour.articles, 'article')}{lands}, {_count(hour.outlets_so_far, 'outlet')} so far"
        lines.append(Text(f"{hour.at:%Y-%m-%d %H}h  {counts}{new}"))
    return lines


def _decision(one: ClaimDecision, claim_id: str) -> Text:
    if one.kind is DecisionKind.MERGED:
        what = f"{one.from_id} merged into this one"
    elif one.claim_id == claim_id:
        what = f"{_count(len(one.statement_ids), 'statement')} moved here from {one.from_id}"
    else:
        what = f"{_count(len(one.statement_ids), 'statement')} moved to {one.claim_id}"
    return Text(f"{one.at:%Y-%m-%d %H:%M}  {what}, by {one.author}")


def _stance(position: Position) -> Text:
    return Text(position.stance.value, style=_COLOURS[attitude_of(position.stance)])


def _where(outlet: str | None, country: str | None) -> str:
    return f"{outlet or ''} ({country})" if country else outlet or ""


def _day(position: Position) -> str:
    return f"{position.at:%Y-%m-%d %H:%M}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
