"""What raises no alerts for a while."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, literal, or_, select

from quotewire.adapters.state.claim_merges import carries, stands_for
from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.merges import all_names
from quotewire.adapters.state.tables import mutes
from quotewire.adapters.state.writing import upsert
from quotewire.model.care import Mute, MuteKind

_MUTE = Codec(Mute)

_NOW = bindparam("now", type_=mutes.c.until.type)
_ANY = select(mutes.c.kind).where(or_(mutes.c.until.is_(None), mutes.c.until > _NOW)).limit(1)


class SqlMutes:
    """``ports.state.MuteStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, mute: Mute) -> None:
        upsert(self._connection, mutes, _MUTE.row(mute))

    def lift(self, kind: MuteKind, target: str) -> bool:
        names = self._names(kind, target)
        lifted = self._connection.execute(delete(mutes).where(_is(kind, names)))
        return lifted.rowcount > 0

    def in_force(self, now: datetime) -> list[Mute]:
        ordered = select(mutes).where(_holds(now)).order_by(mutes.c.kind, mutes.c.target)
        return [_MUTE.load_row(row) for row in self._connection.execute(ordered).mappings()]

    def covering(self, watch_id: str, speaker_key: str, claim_id: str, now: datetime) -> Mute | None:
        if self._connection.scalar(_ANY, {"now": now}) is None:
            return None  # as for most alerts
        concerned = or_(
            _is(MuteKind.WATCH, {watch_id}),
            _is(MuteKind.SPEAKER, self._names(MuteKind.SPEAKER, speaker_key)),
            _is_of_claim(stands_for(self._connection, claim_id)),
        )
        row = self._connection.execute(select(mutes).where(concerned, _holds(now)).limit(1)).mappings().first()
        return None if row is None else _MUTE.load_row(row)

    def _names(self, kind: MuteKind, target: str) -> set[str]:
        return all_names(self._connection, {target}) if kind is MuteKind.SPEAKER else {target}


def _is(kind: MuteKind, targets: set[str]) -> ColumnElement[bool]:
    return and_(mutes.c.kind == kind, mutes.c.target.in_(sorted(targets)))


def _is_of_claim(claim_id: str) -> ColumnElement[bool]:
    return and_(mutes.c.kind == MuteKind.CLAIM, carries(mutes.c.target, literal(claim_id)))


def _holds(now: datetime) -> ColumnElement[bool]:
    return or_(mutes.c.until.is_(None), mutes.c.until > now)
