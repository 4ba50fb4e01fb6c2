"""A matcher that follows changes of watches and entities while it is in use."""

from collections.abc import Mapping

from quotewire.analysis.entities.registry import Registry
from quotewire.matching.matcher import Matcher
from quotewire.model.journey import RecordedArticle
from quotewire.model.watch import AlertPolicy, Match, Watch
from quotewire.ports.state import Transaction


class LiveMatcher:
    """Compares revisions on every article, which costs two small queries, and follows what has changed."""

    def __init__(self, default_channels: tuple[str, ...] = ()) -> None:
        self._default_channels = default_channels
        self._entities_revision: int | None = None
        self._watches_revision: int | None = None
        self._watches: dict[str, Watch] = {}
        self._matcher = Matcher.build((), Registry.build(()))

    def refresh(self, tx: Transaction) -> None:
        if tx.entities.revision() != self._entities_revision:
            self._entities_revision = tx.entities.revision()
            self._matcher.learn(Registry.build(tx.entities.all()))
        revision = tx.watches.revision()
        if self._watches_revision is None:
            self._follow({watch.id: watch for watch in tx.watches.all()})
        elif revision != self._watches_revision:
            self._follow(tx.watches.changed_since(self._watches_revision))
        self._watches_revision = revision

    def match(self, recorded: RecordedArticle) -> list[Match]:
        return self._matcher.match(recorded)

    def channels_of(self, watch_id: str) -> tuple[str, ...]:
        watch = self._watches.get(watch_id)
        return (watch.alert.channels if watch else ()) or self._default_channels

    def policy_of(self, watch_id: str) -> AlertPolicy:
        watch = self._watches.get(watch_id)
        return watch.alert if watch else AlertPolicy()

    def _follow(self, changed: Mapping[str, Watch | None]) -> None:
        """Only what has changed is read: one watch more among many thousands takes no time."""
        for watch_id, watch in changed.items():
            if watch is None:
                self._watches.pop(watch_id, None)
                self._matcher.remove(watch_id)
            else:
                self._watches[watch_id] = watch
                self._matcher.add(watch)
