"""Analysis for several threads at once, which follows changes of the known entities."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from quotewire.bootstrap import load_analyser
from quotewire.model.article import CollectedArticle
from quotewire.model.journey import AnalysedArticle, RejectedArticle
from quotewire.ports.state import State
from quotewire.runtime.pool import AnalysisPool


@dataclass
class _Lent:
    """A pool with the revision of the entities it knows, and how many articles it reads now."""

    pool: AnalysisPool
    revision: int
    readers: int = 0


class SharedAnalysis:
    """A pool whose entities are outdated takes no new article, and is closed when it has read its last."""

    def __init__(self, state: State, seconds: float, workers: int, began: Callable[[int], None]) -> None:
        """``began`` hears, as each article is taken, how many are read at once."""
        self._state = state
        self._seconds = seconds
        self._workers = workers
        self._began = began
        self._lock = threading.Lock()
        self._lent: _Lent | None = None

    def analyse(self, collected: CollectedArticle) -> AnalysedArticle | RejectedArticle:
        with self._borrowed() as pool:
            return pool.analyse(collected)

    def close(self) -> None:
        with self._lock:
            lent, self._lent = self._lent, None
        if lent is not None:
            lent.pool.close()

    @contextmanager
    def _borrowed(self) -> Iterator[AnalysisPool]:
        with self._lock:
            lent = self._newest()
            lent.readers += 1
            self._began(lent.readers)
        try:
            yield lent.pool
        finally:
            with self._lock:
                lent.readers -= 1
                self._close_if_outdated(lent)

    def _newest(self) -> _Lent:
        before = self._lent
        with self._state.transaction() as tx:
            revision = tx.entities.revision()
            if before is not None and before.revision == revision:
                return before
            entities = list(tx.entities.all())
        self._lent = _Lent(AnalysisPool(load_analyser, entities, self._workers, self._seconds), revision)
        if before is not None:
            self._close_if_outdated(before)
        return self._lent

    def _close_if_outdated(self, lent: _Lent) -> None:
        if lent is not self._lent and not lent.readers:
            lent.pool.close()
