"""Stop cleanly when asked from outside."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue


@contextmanager
def stopping_cleanly(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C and termination set ``stop``; every part then finishes what it holds.

    A thread sets it: a handler that runs while the main thread waits for the event, or while an earlier signal sets it,
    would wait for a lock that its own thread holds, for ever. ``SimpleQueue.put`` may be called from a handler at any time.
    """
    asked: SimpleQueue[bool] = SimpleQueue()

    def ask(*_: object) -> None:
        asked.put(True)

    def pass_on() -> None:
        if asked.get():
            stop.set()

    threading.Thread(target=pass_on, name="signals", daemon=True).start()
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        asked.put(False)  # the thread ends, too
