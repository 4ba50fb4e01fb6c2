"""Reads articles in processes of their own: a text that takes for ever or crashes a parser takes nothing with it."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import TimeoutError as TookTooLong

from pebble import ProcessExpired, ProcessPool

from quotewire.errors import QuotewireError
from quotewire.model.article import CollectedArticle
from quotewire.model.entity import Entity
from quotewire.model.journey import AnalysedArticle, RejectedArticle
from quotewire.processor.analyse import Analyser

_loaded: list[Analyser] = []  # of this worker process: one, put there when it starts


class AnalysisError(QuotewireError):
    """An article whose reading ended the worker process or went over its time."""


class AnalysisPool:
    """``load`` builds the analyser inside each worker; it must be a module-level function."""

    def __init__(
        self, load: Callable[[list[Entity]], Analyser], entities: list[Entity], workers: int, seconds: float
    ) -> None:
        self._seconds = seconds
        self._pool = ProcessPool(
            max_workers=workers,
            initializer=_start,
            initargs=(load, entities),
            context=multiprocessing.get_context("spawn"),
        )

    def analyse(self, collected: CollectedArticle) -> AnalysedArticle | RejectedArticle:
        """Waits for the result; raises AnalysisError when there will be none."""
        future = self._pool.schedule(_analyse, args=(collected,), timeout=self._seconds)
        try:
            result: AnalysedArticle | RejectedArticle = future.result()
        except TookTooLong as error:
            raise AnalysisError(f"took longer than {self._seconds:g} s") from error
        except ProcessExpired as error:
            raise AnalysisError(f"the worker process ended with code {error.exitcode}") from error
        return result

    def close(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
        self._pool.join(timeout=5)


def _start(load: Callable[[list[Entity]], Analyser], entities: list[Entity]) -> None:
    _loaded.append(load(entities))


def _analyse(collected: CollectedArticle) -> AnalysedArticle | RejectedArticle:
    return _loaded[0].analyse(collected)
