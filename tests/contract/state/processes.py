"""Other processes that use the same database or file."""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")


def run_in_processes(function: Callable[..., T], calls: Iterable[tuple[Any, ...]]) -> list[T]:
    """One process for each call, all at once; forked, because importing everything again takes seconds."""
    listed = list(calls)
    with ProcessPoolExecutor(len(listed), mp_context=get_context("fork")) as pool:
        return [future.result(timeout=120) for future in [pool.submit(function, *call) for call in listed]]
