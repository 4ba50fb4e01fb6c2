"""Brings the alert ledger into the search index, where analysts see it."""

from quotewire.adapters.elastic import ElasticIndex
from quotewire.model.alert import Alert
from quotewire.ports.state import State

_PAGE = 200


class AlertFollower:
    """Reads the ledger from its newest entry back to what it has seen, and indexes oldest first.

    A crash in between therefore leaves a gap only at the new end. The newest page is looked at every time, because
    transactions need not commit in the order of their alerts' times. The first look reads the whole ledger.
    """

    def __init__(self, state: State, index: ElasticIndex) -> None:
        self._state = state
        self._index = index
        self._seen: set[str] = set()

    def follow(self) -> int:
        """Index what is new; returns how many alerts that were."""
        found: list[Alert] = []
        while page := self._page(found[-1].id if found else None):
            found += page
            if len(page) < _PAGE or page[-1].id in self._seen:
                break
        new = [alert for alert in reversed(found) if alert.id not in self._seen]
        for start in range(0, len(new), _PAGE):
            self._index.put_alerts(new[start : start + _PAGE])
        self._seen |= {alert.id for alert in new}
        return len(new)

    def _page(self, after: str | None) -> list[Alert]:
        with self._state.transaction() as tx:
            return list(tx.alerts.list(after=after, limit=_PAGE))
