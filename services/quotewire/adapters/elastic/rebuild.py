"""Build a kind's indices anew behind its alias, while searches and writes go on."""

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from elasticsearch.helpers import scan

from quotewire.adapters.elastic.cluster import Operation, explained, write
from quotewire.adapters.elastic.documents import describe_article, describe_claim, describe_statement
from quotewire.adapters.elastic.index import ElasticIndex
from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.adapters.elastic.months import REMEMBERED_SECONDS, month_in, month_of, number_of
from quotewire.codec import decode
from quotewire.model.claim import Claim
from quotewire.model.journey import RecordedArticle
from quotewire.query.bounds import milliseconds
from quotewire.query.document import read_article
from quotewire.settings import ElasticsearchSettings

_SCAN = 200
_SOURCES = {
    IndexKind.ARTICLES: IndexKind.ARTICLES,
    IndexKind.STATEMENTS: IndexKind.ARTICLES,
    IndexKind.CLAIMS: IndexKind.CLAIMS,
    IndexKind.ALERTS: IndexKind.ALERTS,
}
"""Where each kind is rebuilt from: articles and claims carry what they were made of."""


class Rebuild:
    """From the old indices, through today's code: new fields and new tokens reach what was indexed long ago."""

    def __init__(self, index: ElasticIndex, settings: ElasticsearchSettings) -> None:
        self._index = index
        self._settings = settings

    def run(self) -> Iterator[str]:
        """Yields a line for each step. A rebuild that was interrupted is begun again from the start."""
        started = datetime.now(UTC)
        with explained(self._settings):
            plans = {kind: self._index.months.behind(kind) for kind in IndexKind}
            number = 1 + max((number_of(name) for names in plans.values() for name in names), default=0)
            for kind, names in plans.items():
                if names:
                    yield f"{kind}: {self._fill(kind, number)} documents into generation {number}"
            yield from self._switch(plans, number)
            # Writers learn of the new generation within this time; what they wrote to the old one is fetched after it.
            time.sleep(2 * REMEMBERED_SECONDS)
            old = [name for names in plans.values() for name in names]
            if old:
                yield f"{self._catch_up(old, started)} documents were written meanwhile"
            yield from self._drop(old)

    def _fill(self, kind: IndexKind, number: int) -> int:
        count = 0
        batch: list[Operation] = []
        for hit in self._hits(self._index.months.alias(_SOURCES[kind]), {}):
            batch += self._operations(kind, hit, number)
            if len(batch) >= _SCAN:
                count += self._write(kind, batch)
                batch = []
        return count + self._write(kind, batch)

    def _write(self, kind: IndexKind, batch: list[Operation]) -> int:
        for name in {operation.into for operation in batch}:
            self._index.months.make(kind, name, aliased=False)
        write(self._index.client, batch)
        return len(batch)

    def _hits(self, source: str, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
        self._index.client.indices.refresh(index=source, ignore_unavailable=True)
        yield from scan(self._index.client, index=source, query=query, size=_SCAN, ignore_unavailable=True)

    def _operations(self, kind: IndexKind, hit: dict[str, Any], number: int) -> list[Operation]:
        source = hit["_source"]
        index = f"{self._settings.prefix}{kind}-v{number}-{month_of(hit['_id'])}"
        if kind is IndexKind.CLAIMS:
            claim = decode(Claim, source["payload"].encode())
            at = source["indexed_at"]
            return [Operation(index, claim.id, describe_claim(claim, at), milliseconds(claim.last_seen), same=True)]
        if kind is IndexKind.ALERTS:
            return [Operation(index, hit["_id"], source)]
        reading = read_article(decode(RecordedArticle, source["payload"].encode()))
        version, at = reading.recorded.version, source["indexed_at"]
        if kind is IndexKind.ARTICLES:
            return [Operation(index, hit["_id"], describe_article(reading, at), version)]
        return [
            Operation(index, one.statement.id, describe_statement(reading, one, at), version)
            for one in reading.recorded.statements
        ]

    def _switch(self, plans: dict[IndexKind, list[str]], number: int) -> Iterator[str]:
        """All aliases in one step, so that no search sees a half."""
        actions: list[dict[str, Any]] = []
        for kind, old in plans.items():
            alias = self._index.months.alias(kind)
            new = self._generation(kind, number)
            if new:  # what is not refreshed would be missing from the first searches after the switch
                self._index.client.indices.refresh(index=",".join(new))
            actions += [{"remove": {"index": name, "alias": alias}} for name in old if new]
            actions += [{"add": {"index": name, "alias": alias}} for name in new]
        if actions:
            self._index.client.indices.update_aliases(actions=actions)
            yield f"aliases: lead to generation {number}"

    def _generation(self, kind: IndexKind, number: int) -> list[str]:
        pattern = f"{self._settings.prefix}{kind}-v{number}-*"
        return sorted(self._index.client.indices.get(index=pattern, allow_no_indices=True).body)

    def _catch_up(self, old: Iterable[str], started: datetime) -> int:
        """What was written to the old indices meanwhile goes the usual way into the new ones."""
        names = ",".join(old)
        late = {"query": {"range": {"indexed_at": {"gte": started.isoformat()}}}}
        count = 0
        for hit in self._hits(names, late):
            self._put(hit)
            count += 1
        return count

    def _put(self, hit: dict[str, Any]) -> None:
        source = hit["_source"]
        if "edition" in source and "payload" in source:
            self._index.put([decode(RecordedArticle, source["payload"].encode())])
        elif "payload" in source:
            self._index.put_claims([decode(Claim, source["payload"].encode())])
        elif "watch" in source:
            name = self._index.months.index_of(IndexKind.ALERTS, hit["_id"])
            write(self._index.client, [Operation(name, hit["_id"], source)])

    def _drop(self, old: Iterable[str]) -> Iterator[str]:
        for name in old:
            self._index.client.indices.delete(index=name, ignore_unavailable=True)
            yield f"{name}: deleted"


def drop_months(index: ElasticIndex, settings: ElasticsearchSettings, before: str) -> Iterator[str]:
    """Delete the indices of months before ``YYYYMM``."""
    with explained(settings):
        for kind in IndexKind:
            for name in index.months.behind(kind):
                if month_in(name) and month_in(name) < before:
                    index.client.indices.delete(index=name, ignore_unavailable=True)
                    yield f"{name}: deleted, older than {before}"
