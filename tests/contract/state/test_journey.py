"""What ``ports.state.OutcomeStore``, ``StepStore`` and ``SourceStore`` promise."""

from dataclasses import replace

from tests.contract.state.samples import DAY, MINUTE, NOON

from quotewire.model.outcome import Outcome, OutcomeKind, Step
from quotewire.ports.state import State

DEAD = Outcome("202405-a1.v1", "202405-a1", OutcomeKind.DEAD_LETTER, NOON, "ValueError: odd", stage="record", attempt=3)


class TestOutcomeStore:
    def test_the_last_word_stands(self, state: State) -> None:
        indexed = Outcome("202405-a1.v1", "202405-a1", OutcomeKind.INDEXED, NOON + DAY)
        with state.transaction() as transaction:
            assert transaction.outcomes.get("202405-a1.v1") is None
            transaction.outcomes.settle(DEAD)
            assert transaction.outcomes.get("202405-a1.v1") == DEAD
            transaction.outcomes.settle(indexed)
            assert transaction.outcomes.get("202405-a1.v1") == indexed

    def test_counts_versions_once_by_kind(self, state: State) -> None:
        with state.transaction() as transaction:
            for version in ("v1", "v2", "v2"):
                transaction.outcomes.settle(replace(DEAD, version_id=f"202405-a1.{version}"))
            copy = Outcome("202405-a2.v1", "202405-a2", OutcomeKind.DUPLICATE, NOON, duplicate_of="202405-a1")
            transaction.outcomes.settle(copy)
            assert transaction.outcomes.counts() == {"dead-letter": 2, "duplicate": 1}


class TestStepStore:
    def test_keeps_the_first_of_each_version_and_stage_in_order_of_time(self, state: State) -> None:
        fetched = Step("202405-a1.v1", "202405-a1", "fetched", NOON, "200, 12 kB")
        tagged = Step("202405-a1.v1", "202405-a1", "tagged", NOON + MINUTE, "3 statements")
        at_once = Step("202405-a1.v1", "202405-a1", "alerted", NOON + MINUTE, "1 alert")
        with state.transaction() as transaction:
            for step in (tagged, at_once, fetched, replace(fetched, at=NOON + DAY, detail="again")):
                transaction.steps.note(step)
            transaction.steps.note(replace(fetched, version_id="202405-a2.v1", article_id="202405-a2"))
            assert transaction.steps.of("202405-a1") == [fetched, tagged, at_once]

    def test_a_detail_may_hold_what_no_database_takes(self, state: State) -> None:
        odd = Step("202405-a1.v1", "202405-a1", "failed", NOON, "nul \0, half a pair \ud83d, \N{SNOWMAN}")
        with state.transaction() as transaction:
            transaction.steps.note(odd)
            (found,) = transaction.steps.of("202405-a1")
        assert found.detail == "nul \ufffd, half a pair ?, \N{SNOWMAN}"


class TestSourceStore:
    def test_remembers_what_was_collected(self, state: State) -> None:
        with state.transaction() as transaction:
            assert transaction.sources.seen("bell", "story.html") is None
            transaction.sources.mark_seen("bell", "story.html", "d1", NOON)
            transaction.sources.mark_seen("bell", "story.html", "d2", NOON + DAY)
            assert transaction.sources.seen("bell", "story.html") == "d2"
            assert transaction.sources.seen("gull", "story.html") is None

    def test_reports_the_last_poll_of_each_source(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.sources.report("gull", "ok", "3 new", NOON)
            transaction.sources.report("bell", "ok", "1 new", NOON)
            transaction.sources.report("bell", "failed", "timed out", NOON + DAY)
            assert transaction.sources.health() == [
                ("bell", "failed", "timed out", NOON + DAY),
                ("gull", "ok", "3 new", NOON),
            ]
