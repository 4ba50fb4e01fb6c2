"""Fills a search index from the log and the state, as the index stage does from one record to the next."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from quotewire.adapters.elastic import ElasticIndex
from quotewire.bootstrap import Ports
from quotewire.errors import MalformedMessage, UnknownSchema
from quotewire.indexer.index import index_articles
from quotewire.model.journey import RecordedArticle
from quotewire.ports.state import Transaction
from quotewire.runtime.messages import read_message
from quotewire.runtime.redaction import LiveRedaction
from quotewire.topics import RECORDED

_logger = logging.getLogger(__name__)
_BATCH = 100


class LogFill:
    """Reads ``articles.recorded`` from its beginning to where it ends now, and the alerts of the ledger."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._live = LiveRedaction()

    def fill(self, index: ElasticIndex) -> Iterator[str]:
        count, articles = 0, self._articles()
        while batch := list(islice(articles, _BATCH)):
            count += len(batch)
            index_articles(self._as_decided(batch), index)
        yield f"{RECORDED.name}: {count} recorded versions of the log"
        yield f"alerts: {self._fill_alerts(index)} of the ledger"

    def _articles(self) -> Iterator[RecordedArticle]:
        for record in self._ports.log.replay(RECORDED.name):
            try:
                message = read_message(record)
            except (MalformedMessage, UnknownSchema) as error:  # the index stage has made a dead letter of it
                _logger.warning("passed over: %s, offset %d: %s", record.key, record.offset, error)
                continue
            if isinstance(message, RecordedArticle):
                yield message

    def _as_decided(self, batch: list[RecordedArticle]) -> list[RecordedArticle]:
        """The newest version of each article, as people have decided since then on its claims and its people."""
        newest = {one.article.id: one for one in sorted(batch, key=lambda one: one.version)}
        with self._ports.state.reading() as tx:
            decided = tx.claims.revision()
            known = (
                (tx.articles.recorded(one.article.version_id) if decided else None) or one for one in newest.values()
            )
            return [_with_claims_that_are(self._live.redact(one, tx), tx) for one in known]

    def _fill_alerts(self, index: ElasticIndex) -> int:
        count, after = 0, None
        while True:
            with self._ports.state.reading() as tx:
                page = list(tx.alerts.list(after=after, limit=_BATCH))
            if not page:
                return count
            index.put_alerts(page)
            count, after = count + len(page), page[-1].id


def _with_claims_that_are(recorded: RecordedArticle, tx: Transaction) -> RecordedArticle:
    """Reprocessing may have left nobody on a claim."""
    return replace(recorded, claims=tuple(claim for claim in recorded.claims if tx.claims.get(claim.id)))
