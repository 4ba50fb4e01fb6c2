"""Which article a URL means, and its recorded versions."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.tables import article_urls, article_versions
from quotewire.adapters.state.writing import insert_new, upsert
from quotewire.model.ids import article_id
from quotewire.model.journey import RecordedArticle

_RECORDED = Codec(RecordedArticle)


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
        payload = self._connection.scalar(
            select(article_versions.c.payload).where(article_versions.c.version_id == version_id)
        )
        return None if payload is None else _RECORDED.load(payload)

    def versions(self, article_id: str) -> list[RecordedArticle]:
        columns = article_versions.c
        rows = self._connection.scalars(
            select(columns.payload)
            .where(columns.article_id == article_id)
            .order_by(columns.version, columns.collected_at, columns.version_id)
        )
        return [_RECORDED.load(payload) for payload in rows]

    def since(self, at: datetime) -> Iterator[RecordedArticle]:
        columns = article_versions.c
        rows = self._connection.scalars(
            select(columns.payload).where(columns.collected_at >= at).order_by(columns.collected_at, columns.version_id)
        )
        return map(_RECORDED.load, rows)

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

    def _named_by(self, url: str) -> str | None:
        columns = article_urls.c
        return self._connection.scalar(select(columns.article_id).where(columns.url_digest == digest_of(url)))

    def _of_version(self, version_id: str) -> str | None:
        columns = article_versions.c
        return self._connection.scalar(select(columns.article_id).where(columns.version_id == version_id))

    def _known(self, article_id: str) -> str | None:
        named = select(article_urls.c.article_id).where(article_urls.c.article_id == article_id)
        saved = select(article_versions.c.article_id).where(article_versions.c.article_id == article_id)
        return self._connection.scalar(named.union(saved))
