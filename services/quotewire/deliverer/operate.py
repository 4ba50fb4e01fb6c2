"""Tell operators of silence, of less than usual, of stages that stand still, and that the path works."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from quotewire.deliverer.usual import HISTORY, find_drop, find_silence
from quotewire.model import ids
from quotewire.model.alert import Delivery, DeliveryStatus
from quotewire.model.notice import Notice, NoticeKind
from quotewire.ports.state import State, Transaction

STALL = timedelta(minutes=5)


@dataclass
class Operations:
    """Puts notices into the outbox for ``channel``; without one they are only listed. Each occasion is told once."""

    state: State
    sources: tuple[str, ...]
    channel: str | None = None
    heartbeat: timedelta | None = None
    _progress: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def check(self, waiting: Mapping[str, tuple[int, int]], now: datetime) -> list[Notice]:
        """The notices that are new. ``waiting`` is, for each stage, how many records it has done and has before it."""
        with self.state.reading() as tx:
            found = [*self._of_sources(tx, now)]
        found += self._of_stages(waiting, now)
        found += self._sign_of_life(now)
        return self._tell(found) if found else []

    def tell_ended(self, stage: str, done: int, reason: str, now: datetime) -> list[Notice]:
        """A worker ends itself because its stage stands still after ``done`` records; told once, however often it does."""
        text = f"{reason}; the worker ended itself, and its supervisor starts another"
        return self._tell([_notice(NoticeKind.STALLED_STAGE, stage, f"ended at {done}", text, now)])

    def _tell(self, found: Iterable[Notice]) -> list[Notice]:
        with self.state.transaction() as tx:
            new = [notice for notice in found if _put(notice, tx)]
            for notice in new if self.channel else ():
                tx.outbox.put(Delivery(notice.id, self.channel or "", DeliveryStatus.PENDING, notice.at))
        return new

    def _of_sources(self, tx: Transaction, now: datetime) -> Iterator[Notice]:
        for source in self.sources:
            times = tx.sources.arrivals(source, now - HISTORY)
            if silent := find_silence(times, now):
                text = f"no article for {_tell_length(silent)}, which is unusual; the last came {times[-1]:%Y-%m-%d %H:%M} UTC"
                yield _notice(NoticeKind.SILENT_SOURCE, source, times[-1].isoformat(), text, now)
            elif drop := find_drop(times, now):
                text = f"{drop.count} articles in 24 hours; the quietest of the days before had {drop.quietest}"
                yield _notice(NoticeKind.LOW_VOLUME, source, f"{now:%Y-%m-%d}", text, now)

    def _of_stages(self, waiting: Mapping[str, tuple[int, int]], now: datetime) -> Iterator[Notice]:
        for stage, (done, before) in waiting.items():
            known, since = self._progress.get(stage, (-1, now))
            if known != done or not before:
                self._progress[stage] = (done, now)
            elif now - since >= STALL:
                text = f"{before} records wait, and none was worked off for {_tell_length(now - since)}"
                # Named by how far it came: several look, and a new look begins with every restart.
                yield _notice(NoticeKind.STALLED_STAGE, stage, f"at {done}", text, now)

    def _sign_of_life(self, now: datetime) -> Iterator[Notice]:
        if self.heartbeat and self.channel:
            beat = int(now.timestamp() // self.heartbeat.total_seconds())
            at = datetime.fromtimestamp(beat * self.heartbeat.total_seconds(), UTC)
            yield _notice(NoticeKind.HEARTBEAT, "quotewire", at.isoformat(), "the way to you works", now)


def _put(notice: Notice, tx: Transaction) -> bool:
    """Whether it is new. A heartbeat takes the place of the one before if that is still on its way: a channel that comes
    back needs to hear the latest, not all it missed.
    """
    if not tx.notices.put(notice):
        return False
    beats = tx.notices.latest(2, NoticeKind.HEARTBEAT) if notice.kind is NoticeKind.HEARTBEAT else []
    waiting = (one for beat in beats for one in tx.outbox.of(beat.id) if one.status is DeliveryStatus.PENDING)
    for delivery in waiting:
        tx.outbox.settle(replace(delivery, status=DeliveryStatus.WITHDRAWN), notice.at)
    return True


def _notice(kind: NoticeKind, subject: str, occasion: str, text: str, now: datetime) -> Notice:
    return Notice(ids.digest("notice", kind.value, subject, occasion), kind, subject, now, text)


def _tell_length(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
