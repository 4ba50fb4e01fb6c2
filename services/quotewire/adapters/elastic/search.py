"""Asking the index, and showing what it found.

Hits are marked by the stream's own reading of the query, so that what is lit up is what matched.
"""

from collections.abc import Sequence
from typing import Any

from elasticsearch import Elasticsearch

from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.adapters.elastic.months import Months
from quotewire.adapters.fts.cursor import Place, read_place, write_place
from quotewire.adapters.fts.hits import HitMaker
from quotewire.adapters.fts.select import Row
from quotewire.ports.search import Kind, Page
from quotewire.query.elastic import to_elastic
from quotewire.query.tree import Query

_SORT: list[dict[str, str]] = [{"_score": "desc"}, {"published": "desc"}, {"name": "asc"}]


class Searcher:
    """Best first; ties: newest, then id."""

    def __init__(self, client: Elasticsearch, months: Months) -> None:
        self._client = client
        self._months = months

    def search(self, query: Query, kind: Kind, limit: int, after: str | None) -> Page:
        start: Sequence[float | str] | None = read_place(after) if after is not None else None
        answer = self._client.search(
            index=self._months.alias(IndexKind(kind)),
            query=to_elastic(query),
            sort=_SORT,
            search_after=list(start) if start else None,
            size=limit + 1,
            source_includes=["payload"] if kind is not Kind.STATEMENTS else ["article_id"],
            track_total_hits=True,
            ignore_unavailable=True,
        )
        found = answer["hits"]["hits"]
        rows = [_place(hit) for hit in found[:limit]]
        payloads = self._payloads(found[:limit], kind)
        make_hit = HitMaker(query, kind)
        hits = tuple(
            make_hit(Row(place.score, place.published, place.name, payloads[place.name]))
            for place in rows
            if place.name in payloads
        )
        total = answer["hits"]["total"]["value"]
        return Page(hits, total, write_place(rows[-1]) if len(found) > limit and rows else None)

    def _payloads(self, hits: list[dict[str, Any]], kind: Kind) -> dict[str, str]:
        """The recorded article or claim behind each hit, by the hit's id."""
        if kind is not Kind.STATEMENTS:
            return {hit["_id"]: hit["_source"]["payload"] for hit in hits}
        articles = {hit["_source"]["article_id"] for hit in hits}
        by_article = self._articles(sorted(articles)) if articles else {}
        owners = {hit["_id"]: hit["_source"]["article_id"] for hit in hits}
        return {name: by_article[owner] for name, owner in owners.items() if owner in by_article}

    def _articles(self, names: list[str]) -> dict[str, str]:
        """One index for each month; an article that is gone since then is left out."""
        docs = [{"_index": self._months.index_of(IndexKind.ARTICLES, name), "_id": name} for name in names]
        found = self._client.mget(docs=docs, source_includes=["payload"])["docs"]
        return {doc["_id"]: doc["_source"]["payload"] for doc in found if doc.get("found")}


def _place(hit: dict[str, Any]) -> Place:
    score, published, name = hit["sort"]
    return Place(float(score), int(published), str(name))
