"""A text that takes for ever, or crashes its process, takes nothing with it."""

import os
import time
from datetime import UTC, datetime

import pytest

from quotewire.model.article import CollectedArticle
from quotewire.model.entity import Entity
from quotewire.model.journey import AnalysedArticle, RejectedArticle
from quotewire.model.outcome import RejectedReason
from quotewire.processor.analyse import Analyser
from quotewire.runtime.pool import AnalysisError, AnalysisPool


class _Stumbling(Analyser):
    def __init__(self) -> None:
        super().__init__({}, lambda: pytest.fail("nothing is linked here"))

    def analyse(self, collected: CollectedArticle) -> AnalysedArticle | RejectedArticle:
        if collected.content == b"slow":
            time.sleep(60)
        if collected.content == b"crash":
            os._exit(3)
        return RejectedArticle(collected.id, collected.article_id, RejectedReason.EMPTY)


def _load(_: list[Entity]) -> Analyser:
    return _Stumbling()


def _article(content: bytes) -> CollectedArticle:
    return CollectedArticle(
        "a.1", "a", "https://e.example/a", "s", datetime(2024, 3, 1, tzinfo=UTC), "text/plain", content
    )


@pytest.mark.timeout(120)
def test_the_pool_survives_what_its_workers_do_not() -> None:
    pool = AnalysisPool(_load, [], workers=1, seconds=5.0)
    try:
        assert isinstance(pool.analyse(_article(b"fine")), RejectedArticle)
        with pytest.raises(AnalysisError, match="longer than 5 s"):
            pool.analyse(_article(b"slow"))
        with pytest.raises(AnalysisError, match="ended with code 3"):
            pool.analyse(_article(b"crash"))
        assert isinstance(pool.analyse(_article(b"fine again")), RejectedArticle)
    finally:
        pool.close()
