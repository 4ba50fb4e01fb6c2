"""Make the index again from what the state keeps, when its file is not there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from quotewire.adapters.fts.index import FtsIndex
from quotewire.model.journey import RecordedArticle
from quotewire.ports.state import State

_BATCH = 50
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def open_or_rebuild(path: Path, state: State) -> FtsIndex:
    """The index at ``path``; a missing one is built under another name first, so that it is there whole or not at all."""
    if not path.exists():
        building = path.with_suffix(".building")
        for leftover in path.parent.glob(f"{building.name}*"):
            leftover.unlink()
        index = FtsIndex(building)
        with state.reading() as tx:
            for articles in _batches(tx.articles.since(_BEGINNING)):
                index.put(articles)
                spoken_to = dict.fromkeys(claim.id for article in articles for claim in article.claims)
                index.put_claims([claim for claim_id in spoken_to if (claim := tx.claims.get(claim_id))])
        index.close()
        building.replace(path)
    return FtsIndex(path)


def _batches(articles: Iterator[RecordedArticle]) -> Iterator[list[RecordedArticle]]:
    while batch := list(islice(articles, _BATCH)):
        yield batch
