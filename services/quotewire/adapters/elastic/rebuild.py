"""Build a kind's indices anew behind its alias, while searches and writes go on."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from elasticsearch.helpers import scan

from quotewire.adapters.elastic.cluster import Operation, explained, write
from quotewire.adapters.elastic.documents import describe_article, describe_claim, describe_statement
from quotewire.adapters.elastic.index import ElasticIndex
from quotewire.adapters.elastic.mapping import VERSION, IndexKind
from quotewire.adapters.elastic.months import REMEMBERED_SECONDS, month_of, number_of
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

_ORDER = (IndexKind.STATEMENTS, IndexKind.ARTICLES, IndexKind.CLAIMS, IndexKind.ALERTS)
"""Statements before articles: which articles came from elsewhere is seen as long as no others are there."""

Fill = Callable[[ElasticIndex], Iterator[str]]
"""Puts what it has into an index that nobody sees yet; yields a line for each step."""


class Rebuild:
    """Through today's code: new fields and new tokens reach what was indexed long ago.

    From the old indices, or first of all from elsewhere: then the old ones give only the articles that are not there.
    """

    def __init__(self, index: ElasticIndex, settings: ElasticsearchSettings) -> None:
        self._index = index
        self._settings = settings

    def run(self, fill: Fill | None = None) -> Iterator[str]:
        """Yields a line for each step. A rebuild that was interrupted is begun again from the start."""
        started = datetime.now(UTC)
        with explained(self._settings):
            before = [name for kind in IndexKind for name in self._index.months.behind(kind)]
            number = 1 + max(map(number_of, before), default=VERSION)
            if fill is not None:
                yield from self._fill_first(fill, number)
            for kind in _ORDER:
                if self._index.months.behind(kind):
                    count = self._fill(kind, number, also=fill is not None)
                    yield f"{kind}: {count} documents of the index into generation {number}"
            old = yield from self._switch(number)
            # Writers learn of the new generation within this time; what they wrote to the old one is fetched after it.
            time.sleep(2 * REMEMBERED_SECONDS)
            if old:
                self._close_to_writers(old)
                yield f"{self._catch_up(old, started)} documents were written meanwhile"
            yield from self._drop(old)

    def _fill_first(self, fill: Fill, number: int) -> Iterator[str]:
        target = ElasticIndex(self._settings, generation=number)
        try:
            yield from fill(target)
            target.refresh()
        finally:
            target.close()

    def _fill(self, kind: IndexKind, number: int, also: bool) -> int:
        """From the old indices; ``also`` what the generation does not have from elsewhere."""
        count = 0
        hits = self._hits(self._index.months.alias(_SOURCES[kind]), {})
        while chunk := list(islice(hits, _SCAN)):
            known = self._known(chunk, number) if also and _SOURCES[kind] is IndexKind.ARTICLES else ()
            wanted = [hit for hit in chunk if hit["_id"] not in known]
            count += self._write(kind, [one for hit in wanted for one in self._operations(kind, hit, number)])
        return count

    def _known(self, hits: Iterable[dict[str, Any]], number: int) -> set[str]:
        """Those of these articles that the generation has."""
        kind = IndexKind.ARTICLES
        docs = [{"_index": self._name(kind, number, hit["_id"]), "_id": hit["_id"], "_source": False} for hit in hits]
        return {doc["_id"] for doc in self._index.client.mget(docs=docs)["docs"] if doc.get("found")}

    def _name(self, kind: IndexKind, number: int, identifier: str) -> str:
        return f"{self._settings.prefix}{kind}-v{number}-{month_of(identifier)}"

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
        index = self._name(kind, number, hit["_id"])
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

    def _switch(self, number: int) -> Generator[str, None, list[str]]:
        """All aliases in one step, so that no search sees a half. Returns the indices that they led to before."""
        actions: list[dict[str, Any]] = []
        replaced: list[str] = []
        for kind in IndexKind:
            alias, new = self._index.months.alias(kind), self._index.months.of_generation(kind, number)
            old = [name for name in self._index.months.behind(kind) if name not in new]
            if new:  # what is not refreshed would be missing from the first searches after the switch
                self._index.client.indices.refresh(index=",".join(new))
                replaced += old
            actions += [{"remove": {"index": name, "alias": alias}} for name in old if new]
            actions += [{"add": {"index": name, "alias": alias}} for name in new]
        if actions:
            self._index.client.indices.update_aliases(actions=actions)
            yield f"aliases: lead to generation {number}"
        return replaced

    def _close_to_writers(self, old: Iterable[str]) -> None:
        """Who still writes to them, because it was held up, is refused, tries again, and finds the new generation."""
        self._index.client.indices.put_settings(index=",".join(old), settings={"index.blocks.write": True})

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
        else:
            self._put_statement(hit["_id"], source)

    def _put_statement(self, name: str, source: dict[str, Any]) -> None:
        """One whose article went to the new generation already: its writer learned of that between the two."""
        article = source["article_id"]
        place = self._index.months.index_of(IndexKind.ARTICLES, article)
        owner = self._index.client.options(ignore_status=404).get(index=place, id=article, source_includes=["edition"])
        if owner.get("found") and owner["_source"]["edition"] == source["edition"]:
            index = self._index.months.index_of(IndexKind.STATEMENTS, name)
            write(self._index.client, [Operation(index, name, source, source["edition"])])

    def _drop(self, old: Iterable[str]) -> Iterator[str]:
        for name in old:
            self._index.client.indices.delete(index=name, ignore_unavailable=True)
            yield f"{name}: deleted"
