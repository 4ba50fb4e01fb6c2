"""How alerts and search results look in a terminal, and as JSON."""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from quotewire.model.alert import Alert
from quotewire.model.article import Occasion
from quotewire.model.claim import Position
from quotewire.model.span import Span
from quotewire.model.statement import Speaker, Stance
from quotewire.ports.search import Hit

_ANY: TypeAdapter[Any] = TypeAdapter(Any)


def to_json(value: object) -> str:
    """Any model, or lists and mappings of them, as indented JSON."""
    return _ANY.dump_json(value, indent=2).decode()


def show_alert(alert: Alert, outlets: Iterable[str] = ()) -> RenderableType:
    """An alert in full: who, role, cue, words with the evidence marked, stance, claim, why, and who else carries it."""
    said = alert.statement
    body = Group(
        _who(alert),
        *_candidates(said.speaker),
        _evidence(alert),
        _line("form", f"{said.form.value}, cue “{said.cue_text}”" if said.cue_text else said.form.value),
        _line("stance", said.stance.value),
        _line("claim", alert.claim.text),
        *_positions(alert.positions),
        _line("why", "; ".join(f"{reason.clause}: {reason.detail}" for reason in alert.match.reasons)),
        _line("new", f"{alert.novelty.value}, confidence {said.confidence:.2f}"),
        _line("in", _carried_by(alert, outlets)),
        Text(alert.url, style="dim"),
        Text(f"alert {alert.id}  claim {alert.claim.id}  speaker {said.speaker.key}", style="dim"),
    )
    kind = "look-back" if alert.look_back else alert.kind.value
    kind = kind if alert.occasion is Occasion.NEWS else f"{kind}, {alert.occasion.value}"
    title = f"{alert.watch_id} · {kind} · {alert.dated:%Y-%m-%d %H:%M}"
    return Panel(body, title=Text(title), title_align="left", border_style="yellow")


def _who(alert: Alert) -> Text:
    speaker = alert.statement.speaker
    text = Text(speaker.name, style="bold")
    if speaker.role:
        text.append(f", {speaker.role}", style="not bold")
    if speaker.speaks_for and speaker.speaks_for != speaker.name:
        text.append(f", for {speaker.speaks_for}", style="not bold")
    return text.append(f"  ({speaker.resolution.value})", style="not bold dim")


def _candidates(speaker: Speaker) -> list[Text]:
    """Everybody whom the name may mean, the likeliest first."""
    likeliest = sorted(speaker.candidates, key=lambda one: -one.score)
    named = ", ".join(f"{one.entity_id} {one.score:.0%}" for one in likeliest)
    return [Text(f"may be {named}", style="dim")] if named else []


def _evidence(alert: Alert) -> Text:
    text = Text("\n" + alert.evidence.text + "\n")
    for span in alert.evidence.spans:
        text.stylize("bold yellow", span.start + 1, span.end + 1)
    if alert.evidence.cue:
        text.stylize("underline", alert.evidence.cue.start + 1, alert.evidence.cue.end + 1)
    if alert.correction:
        now = alert.correction.after.text if alert.correction.after else "nothing"
        text.append(f"{alert.correction.kind.value}: was “{alert.correction.before.text}”, now “{now}”\n", style="red")
    return text


def _positions(positions: Iterable[Position]) -> list[Text]:
    by_stance: dict[Stance, list[str]] = {}
    for position in positions:
        by_stance.setdefault(position.stance, []).append(position.speaker_name)
    return [_line("", f"{stance.value}: {', '.join(names)}") for stance, names in by_stance.items()]


def _carried_by(alert: Alert, outlets: Iterable[str]) -> str:
    first = alert.outlet or alert.article_id
    others = [outlet for outlet in outlets if outlet != first]
    return f"{first}, also in {len(others)}: {', '.join(others)}" if others else first


def _line(label: str, value: str) -> Text:
    return Text(f"{label:>7}  ", style="dim").append(value, style="not dim")


def show_hit(hit: Hit) -> RenderableType:
    """One search result with what matched marked."""
    who = Text(hit.speaker, style="bold")
    if hit.role:
        who.append(f", {hit.role}", style="not bold")
    if hit.stance:
        who.append(f" {hit.stance}", style="italic not bold")
    text = Text(hit.text[:400])
    _mark(text, hit.highlights)
    where = Text(f"{hit.title} · {hit.outlet or ''} · {hit.dated:%Y-%m-%d}\n{hit.url}\n", style="dim")
    return Group(*([who] if hit.speaker else []), text, where)


def _mark(text: Text, spans: Iterable[Span]) -> None:
    for span in spans:
        text.stylize("bold yellow", span.start, span.end)
