"""An alert in plain words, for channels that take a title and a body."""

from quotewire.model.alert import Alert, AlertKind
from quotewire.model.article import Occasion


def title_of(alert: Alert) -> str:
    """One line: who, and what kind of news."""
    said = alert.statement
    what = "corrected" if alert.kind is AlertKind.CORRECTION else said.stance.value
    occasion = "" if alert.occasion is Occasion.NEWS else f", {alert.occasion.value}"
    return f"[{alert.watch_id}{', look-back' if alert.look_back else ''}{occasion}] {said.speaker.name} {what}"


def body_of(alert: Alert) -> str:
    """The statement with everything an analyst needs to judge it."""
    said = alert.statement
    who = ", ".join(filter(None, (said.speaker.name, said.speaker.role, said.speaker.speaks_for)))
    others = [f"  {position.speaker_name}: {position.stance.value}" for position in alert.positions]
    lines = [
        f"{who} ({said.form.value}, {said.stance.value}):",
        said.text,
        *_changed(alert),
        f"Claim: {alert.claim.text}",
        *others,
        f"Why: {'; '.join(f'{reason.clause} ({reason.detail})' for reason in alert.match.reasons)}",
        f"New: {alert.novelty.value}; confidence {said.confidence:.2f}; in {len(alert.outlets)} outlets",
        f"{alert.title} ({alert.outlet or alert.article_id}, {alert.dated:%Y-%m-%d %H:%M} UTC)",
        alert.url,
    ]
    return "\n".join(lines)


def _changed(alert: Alert) -> list[str]:
    if alert.correction is None:
        return []
    after = alert.correction.after.text if alert.correction.after else "(nothing)"
    return [f"Corrected ({alert.correction.kind.value}):", f"  was: {alert.correction.before.text}", f"  now: {after}"]
