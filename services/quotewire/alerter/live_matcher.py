"""A matcher that follows changes of watches and entities while it is in use."""

from quotewire.matching.matcher import Matcher
from quotewire.model.journey import RecordedArticle
from quotewire.model.watch import Match
from quotewire.ports.state import Transaction


class LiveMatcher:
    """Compares revisions on every article, which costs two small queries, and rebuilds only when one has moved."""

    def __init__(self, default_channels: tuple[str, ...] = ()) -> None:
        self._default_channels = default_channels
        self._revision: tuple[int, int] | None = None
        self._matcher = Matcher.build((), ())
        self._channels: dict[str, tuple[str, ...]] = {}

    def refresh(self, tx: Transaction) -> None:
        revision = tx.watches.revision(), tx.entities.revision()
        if revision == self._revision:
            return
        watches = tx.watches.all()
        self._matcher = Matcher.build(watches, tx.entities.all())
        self._channels = {watch.id: watch.alert.channels for watch in watches}
        self._revision = revision

    def match(self, recorded: RecordedArticle) -> list[Match]:
        return self._matcher.match(recorded)

    def channels_of(self, watch_id: str) -> tuple[str, ...]:
        return self._channels.get(watch_id) or self._default_channels
