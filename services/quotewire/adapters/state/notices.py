"""What operators were told."""

from sqlalchemy import Connection, select

from quotewire.adapters.state.codec import Codec
from quotewire.adapters.state.tables import notices
from quotewire.adapters.state.writing import insert_new
from quotewire.model.notice import Notice, NoticeKind

_NOTICE = Codec(Notice)


class SqlNotices:
    """``ports.state.NoticeStore``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, notice: Notice) -> bool:
        return insert_new(self._connection, notices, _NOTICE.row(notice))

    def get(self, notice_id: str) -> Notice | None:
        row = self._connection.execute(select(notices).where(notices.c.id == notice_id)).mappings().first()
        return None if row is None else _NOTICE.load_row(row)

    def latest(self, limit: int, kind: NoticeKind | None = None) -> list[Notice]:
        newest = select(notices).order_by(notices.c.at.desc(), notices.c.id).limit(limit)
        if kind:
            newest = newest.where(notices.c.kind == kind)
        return [_NOTICE.load_row(row) for row in self._connection.execute(newest).mappings()]
