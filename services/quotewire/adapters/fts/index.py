"""``ports.search.SearchIndex`` on SQLite FTS5."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from quotewire.adapters.fts.cursor import Place, read_place, write_place
from quotewire.adapters.fts.hits import HitMaker
from quotewire.adapters.fts.select import count, select
from quotewire.adapters.fts.writing import SCHEMA, put_article, put_claim, remove_before, remove_claim
from quotewire.adapters.sqlite_file import SqliteFile
from quotewire.errors import IndexUnavailable
from quotewire.model.alert import Alert
from quotewire.model.claim import Claim
from quotewire.model.journey import RecordedArticle
from quotewire.ports.search import Kind, Page
from quotewire.query.fts import to_fts
from quotewire.query.tree import Query


class FtsIndex:
    """One file. What was put is visible at once and survives a sudden end.

    Scores are BM25 over the query's positive words in the table that holds most of them; 0 where there are none.
    """

    def __init__(self, path: Path) -> None:
        self._file = SqliteFile(path, SCHEMA, IndexUnavailable)

    def put(self, articles: Sequence[RecordedArticle]) -> None:
        with self._file.writing() as connection:
            for recorded in articles:
                put_article(connection, recorded)

    def put_claims(self, claims: Sequence[Claim]) -> None:
        with self._file.writing() as connection:
            for claim in claims:
                put_claim(connection, claim)

    def remove_claims(self, claim_ids: Collection[str]) -> None:
        with self._file.writing() as connection:
            for claim_id in claim_ids:
                remove_claim(connection, claim_id)

    def put_again(
        self, articles: Sequence[RecordedArticle] = (), claims: Sequence[Claim] = (), alerts: Sequence[Alert] = ()
    ) -> None:
        del alerts  # not indexed here
        self.put(articles)
        self.put_claims(claims)

    def remove_alerts(self, alert_ids: Collection[str]) -> None:
        """Alerts are not indexed here."""

    def drop_months(self, before: str) -> Iterator[str]:
        with self._file.writing() as connection:
            count = remove_before(connection, before)
        if count:
            yield f"index: {count} documents first seen before {before} deleted"

    def search(self, query: Query, kind: Kind, limit: int = 20, after: str | None = None) -> Page:
        condition = to_fts(query, kind)
        start = read_place(after) if after is not None else None
        with self._file.reading() as connection:
            rows = select(connection, condition, kind, limit + 1, start)
            total = count(connection, condition, kind)
        make_hit = HitMaker(query, kind)
        hits = tuple(make_hit(row) for row in islice(rows, limit))
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(hits, total, write_place(Place(last.score, last.published, last.name)) if last else None)

    def refresh(self) -> None:
        """Nothing to wait for: what was put is visible already."""

    def close(self) -> None:
        self._file.close()
