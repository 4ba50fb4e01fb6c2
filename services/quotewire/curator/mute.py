"""What a person mutes. A mute that would never match is refused: it would be believed until the next alert."""

from datetime import datetime

from quotewire.errors import QuotewireError
from quotewire.model.alert import Withheld, WithheldReason
from quotewire.model.care import Mute, MuteKind
from quotewire.ports.state import Transaction

_SHOWN_BY = {
    MuteKind.WATCH: "`quotewire watch list` shows those there are",
    MuteKind.SPEAKER: "the last line of an alert has the key, and so have `quotewire people list` and `people unknown`",
    MuteKind.CLAIM: "the last line of an alert has the id, and so has `quotewire claim list`",
}


class TargetUnknown(QuotewireError):
    """There is no such watch, speaker or claim."""


def save_mute(mute: Mute, tx: Transaction) -> None:
    """From now on, and for what waits for its window or its turn. Raises ``TargetUnknown``."""
    if not _is_known(mute, tx):
        raise TargetUnknown(f"no {mute.kind.value} is known as {mute.target!r}: {_SHOWN_BY[mute.kind]}")
    tx.mutes.save(mute)
    _withdraw_waiting(mute.at, tx)


def _withdraw_waiting(now: datetime, tx: Transaction) -> None:
    """What has been in a message stays: its receiver may know it, and a message keeps its alerts at every attempt."""
    for delivery in tx.outbox.untried():
        alert = tx.alerts.get(delivery.alert_id)
        if alert is None or not tx.mutes.covering(alert.watch_id, alert.statement.speaker.key, alert.claim.id, now):
            continue
        if tx.outbox.withdraw(delivery):
            reason = WithheldReason.MUTED
            tx.alerts.withhold(Withheld(alert.watch_id, alert.statement.id, alert.article_id, reason, now, alert.id))


def _is_known(mute: Mute, tx: Transaction) -> bool:
    if mute.kind is MuteKind.WATCH:
        return tx.watches.get(mute.target) is not None
    if mute.kind is MuteKind.CLAIM:
        return tx.claims.get(mute.target) is not None
    entities = tx.entities
    if entities.get(mute.target) is not None or entities.merged_into(mute.target) != mute.target:
        return True
    return bool(entities.heard_as(mute.target))
