"""``ports.search.SearchIndex`` on Elasticsearch."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from quotewire.adapters.elastic.cluster import Operation, connect, explained, write
from quotewire.adapters.elastic.documents import describe_alert, describe_article, describe_claim, describe_statement
from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.adapters.elastic.months import Months, month_in
from quotewire.adapters.elastic.search import Searcher
from quotewire.codec import encode
from quotewire.model.alert import Alert
from quotewire.model.claim import Claim
from quotewire.model.journey import RecordedArticle
from quotewire.ports.search import Kind, Page
from quotewire.query.bounds import milliseconds
from quotewire.query.document import ArticleReading, read_article
from quotewire.query.tree import Query
from quotewire.settings import ElasticsearchSettings


class ElasticIndex:
    """Monthly indices behind aliases. Every write names its version, so a late one changes nothing.

    A version put again replaces itself if it differs: the claims that its statements are on may have been merged or split.
    """

    def __init__(self, settings: ElasticsearchSettings, generation: int | None = None) -> None:
        self._settings = settings
        self._client = connect(settings)
        self._months = Months(self._client, settings.prefix, settings.replicas, generation)
        self._searcher = Searcher(self._client, self._months)

    @property
    def client(self) -> Elasticsearch:
        return self._client

    @property
    def months(self) -> Months:
        return self._months

    def put(self, articles: Sequence[RecordedArticle]) -> None:
        with explained(self._settings):
            earlier = self._earlier(articles)
            current = [one for one in articles if _is_news(one, earlier.get(one.article.id))]
            readings = [read_article(recorded) for recorded in current]
            # Articles last: only when their statements are in place does an edition count as indexed.
            write(self._client, [operation for reading in readings for operation in self._statements(reading, earlier)])
            write(self._client, [self._article(reading) for reading in readings])

    def put_claims(self, claims: Sequence[Claim]) -> None:
        with explained(self._settings):
            names = {claim.id: self._months.index_of(IndexKind.CLAIMS, claim.id) for claim in claims}
            indexed = self._read(names, ["payload"])
            # Most claims come again as they were; writing them would only make work.
            changed = [one for one in claims if indexed.get(one.id, {}).get("payload") != encode(one).decode()]
            write(self._client, [_claim(claim, names[claim.id]) for claim in changed])

    def remove_claims(self, claim_ids: Collection[str]) -> None:
        with explained(self._settings):
            docs = [
                {"_index": self._months.index_of(IndexKind.CLAIMS, name), "_id": name, "_source": False}
                for name in claim_ids
            ]
            found = self._client.mget(docs=docs)["docs"] if docs else []
            # Under its own version, so that the claim can come back should people part it from the other one again.
            gone = [
                Operation(doc["_index"], doc["_id"], None, doc["_version"], same=True) for doc in found if doc["found"]
            ]
            write(self._client, gone)

    def put_again(
        self, articles: Sequence[RecordedArticle] = (), claims: Sequence[Claim] = (), alerts: Sequence[Alert] = ()
    ) -> None:
        with explained(self._settings):
            known = {one.article.id for one in articles if self._months.has(IndexKind.ARTICLES, one.article.id)}
            indexed = self._earlier([one for one in articles if one.article.id in known])
            places = self._places(IndexKind.ALERTS, [alert.id for alert in alerts])
            self.put([one for one in articles if one.article.id in indexed])
            self.put_claims([one for one in claims if self._months.has(IndexKind.CLAIMS, one.id)])
            for alert in alerts:
                if alert.id in places:
                    source = describe_alert(alert, datetime.now(UTC))
                    self._client.index(index=places[alert.id], id=alert.id, document=source)

    def remove_alerts(self, alert_ids: Collection[str]) -> None:
        with explained(self._settings):
            places = self._places(IndexKind.ALERTS, alert_ids)
            write(self._client, [Operation(index, name, None) for name, index in places.items()])

    def put_alerts(self, alerts: Iterable[Alert]) -> None:
        """Alerts never change: what is there already stays as it is."""
        at = datetime.now(UTC)
        with explained(self._settings):
            operations = [
                Operation(self._months.index_of(IndexKind.ALERTS, alert.id), alert.id, describe_alert(alert, at))
                for alert in alerts
            ]
            write(self._client, operations)

    def drop_months(self, before: str) -> Iterator[str]:
        with explained(self._settings):
            for kind in IndexKind:
                for name in self._months.behind(kind):
                    if month_in(name) and month_in(name) < before:
                        self._client.indices.delete(index=name, ignore_unavailable=True)
                        yield f"{name}: deleted, older than {before}"

    def search(self, query: Query, kind: Kind, limit: int = 20, after: str | None = None) -> Page:
        with explained(self._settings):
            return self._searcher.search(query, kind, limit, after)

    def refresh(self) -> None:
        with explained(self._settings):
            names = ",".join(self._months.alias(kind) for kind in IndexKind)
            self._client.indices.refresh(index=names, ignore_unavailable=True)

    def close(self) -> None:
        self._client.close()

    def _places(self, kind: IndexKind, names: Collection[str]) -> dict[str, str]:
        """The indices of those that are indexed."""
        places = {name: self._months.index_of(kind, name) for name in names if self._months.has(kind, name)}
        return {name: places[name] for name in self._read(places, [])}

    def _earlier(self, articles: Sequence[RecordedArticle]) -> dict[str, dict[str, Any]]:
        names = {one.article.id: self._months.index_of(IndexKind.ARTICLES, one.article.id) for one in articles}
        return self._read(names, ["edition", "statement_ids", "payload"])

    def _read(self, names: Mapping[str, str], fields: list[str]) -> dict[str, dict[str, Any]]:
        """What is indexed of these ids (with their indices); read by id, so that no refresh has to come first."""
        docs = [{"_index": index, "_id": name, "_source": fields} for name, index in names.items()]
        found = self._client.mget(docs=docs)["docs"] if docs else []
        return {doc["_id"]: doc["_source"] for doc in found if doc.get("found")}

    def _article(self, reading: ArticleReading) -> Operation:
        recorded = reading.recorded
        name = recorded.article.id
        source = describe_article(reading, datetime.now(UTC))
        index = self._months.index_of(IndexKind.ARTICLES, name)
        size = 4 * len(recorded.article.body) + len(source["payload"])
        return Operation(index, name, source, recorded.version, size, same=True)

    def _statements(self, reading: ArticleReading, earlier: dict[str, dict[str, Any]]) -> Iterable[Operation]:
        recorded = reading.recorded
        at = datetime.now(UTC)
        index = self._months.index_of(IndexKind.STATEMENTS, recorded.article.id)
        size = 2048 + 2 * len(recorded.article.body)
        for one in recorded.statements:
            source = describe_statement(reading, one, at)
            yield Operation(index, one.statement.id, source, recorded.version, size, same=True)
        kept = {one.statement.id for one in recorded.statements}
        for gone in earlier.get(recorded.article.id, {}).get("statement_ids", ()):
            if gone not in kept:
                yield Operation(index, gone, None, recorded.version, same=True)


def _is_news(recorded: RecordedArticle, indexed: dict[str, Any] | None) -> bool:
    """Whether there is an article to write: no newer edition, nor the same one as it is."""
    if indexed is None or int(indexed["edition"]) != recorded.version:
        return indexed is None or int(indexed["edition"]) < recorded.version
    return bool(indexed["payload"] != encode(recorded).decode())


def _claim(claim: Claim, index: str) -> Operation:
    """A claim as it was before what is indexed of it is passed over; its wording may change within a moment."""
    source = describe_claim(claim, datetime.now(UTC))
    return Operation(index, claim.id, source, milliseconds(claim.last_seen), same=True)
