"""An alert in plain words, for channels that take a title and a body, and for feeds."""

from itertools import pairwise

from quotewire.model.alert import Alert, AlertKind, Evidence
from quotewire.model.article import Occasion
from quotewire.model.claim import Position
from quotewire.model.span import Span
from quotewire.model.statement import Speaker


def title_of(alert: Alert) -> str:
    """One line: who, and what kind of news."""
    said = alert.statement
    what = "corrected" if alert.kind is AlertKind.CORRECTION else said.stance.value
    occasion = "" if alert.occasion is Occasion.NEWS else f", {alert.occasion.value}"
    return f"[{alert.watch_id}{', look-back' if alert.look_back else ''}{occasion}] {said.speaker.name} {what}"


def body_of(alert: Alert) -> str:
    """The statement with everything an analyst needs to judge it; its words are marked in the evidence."""
    return "\n".join([*tell_statement(alert), f"Evidence: {_mark(alert.evidence)}", *tell_facts(alert)])


def tell_statement(alert: Alert) -> list[str]:
    """Who said what, and what was corrected if it was."""
    said = alert.statement
    return [f"{_who(said.speaker)} ({said.form.value}, {said.stance.value}):", said.text, *_changed(alert)]


def tell_facts(alert: Alert) -> list[str]:
    """By what it is judged: the claim and who else has a position, why it matched and is new, where it stands."""
    return [
        f"Claim: {alert.claim.text}",
        *map(_position, alert.positions),
        f"Watch: {alert.watch_id}",
        f"Why: {'; '.join(f'{reason.clause} ({reason.detail})' for reason in alert.match.reasons)}",
        f"New: {alert.novelty.value}; confidence {alert.statement.confidence:.2f}",
        f"Outlets ({len(alert.outlets)}): {', '.join(alert.outlets)}",
        f"{alert.title} ({alert.outlet or alert.article_id}, {alert.dated:%Y-%m-%d %H:%M} UTC)",
        alert.url,
        f"Alert {alert.id}, claim {alert.claim.id}",
    ]


def _who(speaker: Speaker) -> str:
    """Whom they speak for is told unless it is themselves."""
    represents = f"for {speaker.speaks_for}" if speaker.speaks_for not in (None, speaker.name) else None
    return ", ".join(filter(None, (speaker.name, speaker.role, represents)))


def _position(position: Position) -> str:
    where = ", ".join(filter(None, (position.outlet, f"{position.at:%Y-%m-%d}")))
    return f"  {position.speaker_name}: {position.stance.value} ({where})"


def _mark(evidence: Evidence) -> str:
    """On one line, with ** around the words of the statement."""
    edges = sorted({0, len(evidence.text), *(edge for span in evidence.spans for edge in (span.start, span.end))})
    pieces = (Span(start, end) for start, end in pairwise(edges))
    marked = (
        f"**{piece.of(evidence.text)}**"
        if any(span.contains(piece) for span in evidence.spans)
        else piece.of(evidence.text)
        for piece in pieces
    )
    return " ".join("".join(marked).split())


def _changed(alert: Alert) -> list[str]:
    if alert.correction is None:
        return []
    after = alert.correction.after.text if alert.correction.after else "(nothing)"
    return [f"Corrected ({alert.correction.kind.value}):", f"  was: {alert.correction.before.text}", f"  now: {after}"]
