"""Which article a URL means, and its recorded versions."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection, bindparam, func, select

from quotewire.adapters.state.claim_merges import Standing
from quotewire.adapters.state.claims import SqlClaims
from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.tables import article_urls, article_versions
from quotewire.adapters.state.writing import insert_new, upsert
from quotewire.model.ids import article_id
from quotewire.model.journey import RecordedArticle

_RECORDED = Codec(RecordedArticle)

_urls, _versions = article_urls.c, article_versions.c
_NAMED_BY = select(_urls.article_id).where(_urls.url_digest == bindparam("digest"))
_OF_VERSION = select(_versions.article_id).where(_versions.version_id == bindparam("version_id"))
_RECORDED_AS = select(_versions.payload).where(_versions.version_id == bindparam("version_id"))
_KNOWN = (
    select(_urls.article_id)
    .where(_urls.article_id == bindparam("id"))
    .union(select(_versions.article_id).where(_versions.article_id == bindparam("id")))
)
_OF_ARTICLE = (
    select(_versions.payload)
    .where(_versions.article_id == bindparam("id"))
    .order_by(_versions.version, _versions.collected_at, _versions.version_id)
)
_NEWEST = select(func.max(_versions.collected_at))
_SINCE = (
    select(_versions.payload)
    .where(_versions.collected_at >= bindparam("at"))
    .order_by(_versions.collected_at, _versions.version_id)
)
_CHUNK = 100
"""Articles held in memory at a time while all are read."""


def digest_of(address: str) -> str:
    return blake2b(address.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class SqlArticles:
    """``ports.state.ArticleStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def identify(self, url: str, seen: datetime) -> str:
        return self._named_by(url) or self.add_alias(url, article_id(url, seen))

    def add_alias(self, url: str, article_id: str) -> str:
        row = {"url_digest": digest_of(url), "url": url, "article_id": article_id}
        if insert_new(self._connection, article_urls, row):
            return article_id
        return self._named_by(url) or article_id

    def find(self, url_or_id: str) -> str | None:
        return self._named_by(url_or_id) or self._of_version(url_or_id) or self._known(url_or_id)

    def recorded(self, version_id: str) -> RecordedArticle | None:
        payload = self._connection.scalar(_RECORDED_AS, {"version_id": version_id})
        return None if payload is None else next(self._read([payload]))

    def versions(self, article_id: str) -> list[RecordedArticle]:
        return list(self._read(list(self._connection.scalars(_OF_ARTICLE, {"id": article_id}))))

    def newest(self) -> datetime | None:
        newest: datetime | None = self._connection.scalar(_NEWEST)
        return newest

    def since(self, at: datetime) -> Iterator[RecordedArticle]:
        rows = self._connection.scalars(_SINCE, {"at": at}, execution_options={"yield_per": _CHUNK})
        return self._read(rows)

    def save(self, recorded: RecordedArticle) -> None:
        article = recorded.article
        row = {
            "version_id": article.version_id,
            "article_id": article.id,
            "version": recorded.version,
            "collected_at": article.collected_at,
            "payload": _RECORDED.dump(recorded),
        }
        upsert(self._connection, article_versions, row)

    def _read(self, payloads: Iterable[str]) -> Iterator[RecordedArticle]:
        """As people have decided since then: with the claims that their statements are on now."""
        if not payloads:
            return
        standing = Standing.read(self._connection)
        yield from (self._follow(_RECORDED.load(payload), standing) for payload in payloads)

    def _follow(self, recorded: RecordedArticle, standing: Standing) -> RecordedArticle:
        said = {one.statement.id: one.claim_id for one in recorded.statements}
        if not standing.touches(said.values(), said):
            return recorded
        statements = tuple(
            replace(one, claim_id=standing.claim_of(one.statement.id, one.claim_id)) for one in recorded.statements
        )
        ids, store = dict.fromkeys(one.claim_id for one in statements), SqlClaims(self._connection)
        return replace(
            recorded,
            statements=statements,
            claims=tuple(claim for claim_id in ids if (claim := store.get(claim_id))),
            positions=tuple(
                {(one.claim_id, one.speaker_key): one for claim_id in ids for one in store.positions(claim_id)}.values()
            ),
        )

    def _named_by(self, url: str) -> str | None:
        return self._connection.scalar(_NAMED_BY, {"digest": digest_of(url)})

    def _of_version(self, version_id: str) -> str | None:
        return self._connection.scalar(_OF_VERSION, {"version_id": version_id})

    def _known(self, article_id: str) -> str | None:
        return self._connection.scalar(_KNOWN, {"id": article_id})
