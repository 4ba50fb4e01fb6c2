"""What ``ports.state.State`` promises of transactions, whatever they hold."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.contract.state.samples import NOON

from quotewire.adapters.state import SqlState
from quotewire.errors import StateUnavailable
from quotewire.model.outcome import Outcome, OutcomeKind
from quotewire.ports.state import State, Transaction


def write_and_fail(state: State) -> None:
    with state.transaction() as transaction:
        transaction.articles.identify("https://example.org/a", NOON)
        transaction.sources.mark_seen("bell", "a", "d", NOON)
        raise KeyError("something else went wrong")


def write_in(block: AbstractContextManager[Transaction]) -> None:
    with block as transaction:
        transaction.sources.mark_seen("bell", "a", "d", NOON)


class TestState:
    def test_what_a_block_wrote_is_there_for_everybody(self, state: State, url: str) -> None:
        with state.transaction() as transaction:
            transaction.sources.mark_seen("bell", "a", "d", NOON)
            assert transaction.sources.seen("bell", "a") == "d"
        other = SqlState(url)
        with other.transaction() as transaction:
            assert transaction.sources.seen("bell", "a") == "d"
        other.close()

    def test_a_block_that_raises_leaves_nothing(self, state: State) -> None:
        with pytest.raises(KeyError):
            write_and_fail(state)
        with state.transaction() as transaction:
            assert transaction.articles.find("https://example.org/a") is None
            assert transaction.sources.seen("bell", "a") is None

    def test_a_reader_sees_one_moment_and_holds_nobody_up(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.sources.mark_seen("bell", "a", "old", NOON)
        with state.reading() as view:
            assert view.sources.seen("bell", "a") == "old"
            with state.transaction() as transaction:
                transaction.sources.mark_seen("bell", "a", "new", NOON)
            assert view.sources.seen("bell", "a") == "old"
        with state.reading() as view:
            assert view.sources.seen("bell", "a") == "new"

    def test_a_reader_may_not_write(self, state: State) -> None:
        with pytest.raises(StateUnavailable):
            write_in(state.reading())
        write_in(state.transaction())
        with state.reading() as view:
            assert view.sources.seen("bell", "a") == "d"

    def test_times_keep_their_moment_and_come_back_in_utc(self, state: State) -> None:
        east = datetime(2024, 5, 3, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
        with state.transaction() as transaction:
            transaction.sources.report("bell", "ok", "", east)
            (found,) = transaction.sources.health()
        assert found[3] == east
        assert found[3].utcoffset() == UTC.utcoffset(None)

    def test_a_time_without_zone_is_refused(self, state: State) -> None:
        with pytest.raises(Exception, match="without time zone"), state.transaction() as transaction:
            transaction.sources.report("bell", "ok", "", NOON.replace(tzinfo=None))

    def test_many_writers_lose_nothing(self, state: State) -> None:
        def write(number: int) -> None:
            with state.transaction() as transaction:
                outcome = Outcome(f"202405-a{number}.v1", f"202405-a{number}", OutcomeKind.INDEXED, NOON)
                transaction.outcomes.settle(outcome)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(write, range(200)))
        with state.transaction() as transaction:
            assert transaction.outcomes.counts() == {"indexed": 200}
