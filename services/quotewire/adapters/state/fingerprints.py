"""Which articles share wording with which."""

from collections.abc import Collection
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Connection, bindparam, delete, func, select

from quotewire.adapters.state.several import among, each
from quotewire.adapters.state.tables import fingerprints, shingles
from quotewire.adapters.state.writing import insert_selected, upsert

_SHINGLES: TypeAdapter[list[int]] = TypeAdapter(list[int])

_SHARING = (
    select(shingles.c.article_id)
    .join(fingerprints, fingerprints.c.article_id == shingles.c.article_id)
    .where(among(shingles.c.shingle, "shingles"), fingerprints.c.at >= bindparam("since"))
    .group_by(shingles.c.article_id)
    .having(func.count() >= bindparam("least"))
    .order_by(func.count().desc(), shingles.c.article_id)
    .limit(bindparam("most"))
    .subquery()
)
_OVERLAPPING = (
    select(fingerprints.c.article_id, fingerprints.c.payload)
    .join(_SHARING, _SHARING.c.article_id == fingerprints.c.article_id)
    .order_by(fingerprints.c.article_id)
)
_REMOVE = delete(shingles).where(shingles.c.article_id == bindparam("article"))
_VALUES = each("shingles", BigInteger()).table_valued("value", name="value")
_NEW = select(_VALUES.c.value, bindparam("article", type_=shingles.c.article_id.type))


def _signed(shingle: int) -> int:
    """The 64 bits of a shingle as the signed number that a column holds."""
    return (shingle + 2**63) % 2**64 - 2**63


class SqlFingerprints:
    """``ports.state.FingerprintStore``. Shingles are integers of 64 bits; the caller keeps each set to a sketch."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def overlapping(
        self, shingles: Collection[int], since: datetime, least: int = 1, most: int = 50
    ) -> dict[str, frozenset[int]]:
        wanted = {"shingles": sorted(map(_signed, shingles)), "since": since, "least": least, "most": most}
        rows = self._connection.execute(_OVERLAPPING, wanted)
        return {article_id: frozenset(_SHINGLES.validate_json(payload)) for article_id, payload in rows}

    def save(self, article_id: str, shingles: Collection[int], at: datetime) -> None:
        payload = _SHINGLES.dump_json(sorted(shingles)).decode()
        self._replace(article_id, shingles)
        upsert(self._connection, fingerprints, {"article_id": article_id, "at": at, "payload": payload})

    def forget_before(self, at: datetime) -> None:
        old = select(fingerprints.c.article_id).where(fingerprints.c.at < at)
        self._connection.execute(delete(shingles).where(shingles.c.article_id.in_(old)))
        self._connection.execute(delete(fingerprints).where(fingerprints.c.at < at))

    def _replace(self, article_id: str, values: Collection[int]) -> None:
        self._connection.execute(_REMOVE, {"article": article_id})
        new = {"shingles": sorted({_signed(value) for value in values}), "article": article_id}
        insert_selected(self._connection, shingles, _NEW, new)
