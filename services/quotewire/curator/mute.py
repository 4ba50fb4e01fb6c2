"""What a person mutes. A mute that would never match is refused: it would be believed until the next alert."""

from collections.abc import Iterable
from datetime import datetime

from quotewire.errors import QuotewireError
from quotewire.model.alert import Alert, Delivery, DeliveryStatus
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
    """Raises ``TargetUnknown``."""
    if not _is_known(mute, tx):
        raise TargetUnknown(f"no {mute.kind.value} is known as {mute.target!r}: {_SHOWN_BY[mute.kind]}")
    tx.mutes.save(mute)


def is_muted(alert: Alert, tx: Transaction, now: datetime) -> bool:
    """By its watch, its speaker or its claim."""
    return tx.mutes.covering(alert.watch_id, alert.statement.speaker.key, alert.claim.id, now) is not None


def are_withdrawn(deliveries: Iterable[Delivery]) -> bool:
    """Whether an alert with these was muted before it went to anybody."""
    return {delivery.status for delivery in deliveries} == {DeliveryStatus.WITHDRAWN}


def _is_known(mute: Mute, tx: Transaction) -> bool:
    if mute.kind is MuteKind.WATCH:
        return tx.watches.get(mute.target) is not None
    if mute.kind is MuteKind.CLAIM:
        return tx.claims.get(mute.target) is not None
    entities = tx.entities
    if entities.get(mute.target) is not None or entities.merged_into(mute.target) != mute.target:
        return True
    return bool(entities.heard_as(mute.target))
