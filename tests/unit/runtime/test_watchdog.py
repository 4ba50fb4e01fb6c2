"""A worker that lives and does nothing is told from one that waits, works slowly or has nothing to do."""

from quotewire.runtime.streaming.watchdog import LOOP_SECONDS, Sight, Watchdog


def look(dog: Watchdog, now: float, lag: int, committed: int, **changes: object) -> str | None:
    sight = {"now": now, "loop_turned_at": now, "lag": lag, "committed": committed, "waiting": False, **changes}
    return dog.look(Sight(**sight))  # type: ignore[arg-type]


def test_a_worker_whose_commits_stand_still_while_records_wait_must_end() -> None:
    dog = Watchdog(stall_seconds=300)
    assert look(dog, 1000, lag=5, committed=10) is None
    assert look(dog, 1299, lag=5, committed=10) is None
    assert look(dog, 1301, lag=7, committed=10) == "7 records wait and nothing was committed for 301 s"


def test_slow_progress_is_progress() -> None:
    dog = Watchdog(stall_seconds=300)
    assert all(look(dog, 290.0 * step, lag=5, committed=step) is None for step in range(1, 10))


def test_nothing_to_do_is_no_stall_and_the_time_counts_from_the_first_record() -> None:
    dog = Watchdog(stall_seconds=300)
    assert look(dog, 0, lag=0, committed=10) is None
    assert look(dog, 5000, lag=0, committed=10) is None
    assert look(dog, 5005, lag=1, committed=10) is None
    assert look(dog, 5301, lag=1, committed=10) is not None


def test_waiting_for_an_absent_server_is_no_stall() -> None:
    dog = Watchdog(stall_seconds=300)
    assert look(dog, 0, lag=5, committed=10, waiting=True) is None
    assert look(dog, 5000, lag=5, committed=10, waiting=True) is None
    assert look(dog, 5299, lag=5, committed=10) is None


def test_an_event_loop_that_stands_must_end_even_without_lag() -> None:
    dog = Watchdog(stall_seconds=300)
    assert look(dog, 100, lag=0, committed=1, loop_turned_at=100 - LOOP_SECONDS - 1) is not None
