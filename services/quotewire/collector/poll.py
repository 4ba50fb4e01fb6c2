"""Look at one source once."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from quotewire.collector.collect import Poll, collect
from quotewire.collector.feed import read_feed
from quotewire.collector.folder import read_folder
from quotewire.collector.item import Item
from quotewire.errors import QuotewireError, Unavailable
from quotewire.model.source import Source, SourceKind
from quotewire.ports.clock import Clock
from quotewire.ports.fetch import Fetch, FetchError
from quotewire.ports.log import Log
from quotewire.ports.state import State

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collector:
    """Polls sources onto the log."""

    state: State
    log: Log
    clock: Clock
    fetch: Fetch

    def poll(self, source: Source) -> Poll:
        """Collect what is new. A source that fails is reported as such and harms no other."""
        missed: list[str] = []
        try:
            poll = collect(source, self._items(source, missed), self.state, self.log, self.clock)
        except Unavailable:
            raise
        except (QuotewireError, OSError) as error:
            _logger.warning("source %s: %s", source.id, error)
            self._report(source, "failing", str(error))
            return Poll(source.id, 0, 0)
        again = f", {len(missed)} to be tried again: {missed[0]}" if missed else ""
        self._report(source, "ok", f"{poll.collected} new, {poll.unchanged} unchanged{again}")
        return poll

    def _report(self, source: Source, status: str, detail: str) -> None:
        with self.state.transaction() as tx:
            tx.sources.report(source.id, status, detail, self.clock.now())

    def _items(self, source: Source, missed: list[str]) -> Iterator[Item]:
        if source.kind is SourceKind.FOLDER:
            yield from read_folder(Path(source.location))
        elif source.kind is SourceKind.FEED:
            yield from self._feed(source, missed)
        else:
            yield self._page(Item(source.location, source.location, "text/html", b""))

    def _feed(self, source: Source, missed: list[str]) -> Iterator[Item]:
        if "://" not in source.location:
            # a feed in a file is an archive: an entry counts as collected when it was published
            items = read_feed(Path(source.location).read_bytes(), source.location)
            yield from (replace(item, collected_at=item.published) for item in items if item.content)
            return
        for item in read_feed(self.fetch.get(source.location).content, source.location):
            if item.content:
                yield item
            elif not self._is_known(source, item):
                try:
                    page = self._page(item)
                except FetchError as error:  # one dead link must not hide the entries behind it
                    missed.append(str(error))
                    continue
                yield page

    def _is_known(self, source: Source, item: Item) -> bool:
        """An entry whose page was fetched before is not fetched at every poll."""
        with self.state.transaction() as tx:
            return tx.sources.seen(source.id, item.key) is not None

    def _page(self, item: Item) -> Item:
        answer = self.fetch.get(item.url)
        return replace(item, url=answer.url, media_type=answer.media_type, content=answer.content)
