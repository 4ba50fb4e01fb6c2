"""The record stage's turn in the database, whoever else believes that it is theirs."""

from threading import Event, Thread

from tests.contract.state.samples import NOON

from quotewire.adapters.state import SqlState
from quotewire.runtime.streaming.one_writer import OneWriter


def test_a_second_writer_waits_and_then_sees_what_the_first_wrote(url: str) -> None:
    first, second = OneWriter(SqlState(url)), OneWriter(SqlState(url))
    seen: list[str | None] = []
    started = Event()

    def look() -> None:
        started.set()
        with second.transaction() as tx:
            seen.append(tx.sources.seen("bell", "a"))

    with first.transaction() as tx:
        thread = Thread(target=look)
        thread.start()
        started.wait()
        thread.join(0.3)
        assert seen == []
        tx.sources.mark_seen("bell", "a", "d", NOON)
    thread.join(10)
    assert seen == ["d"]
    with first.reading() as tx:
        assert tx.sources.seen("bell", "a") == "d"
    first.close()
    second.close()
