"""What ``ports.state.MuteStore`` and ``ActionStore`` promise, and what the ledger says of alerts held back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.contract.state.samples import DAY, MINUTE, NOON, make_alert

from quotewire.model.alert import Withheld, WithheldReason
from quotewire.model.care import ActionKind, AlertAction, Feedback, Mute, MuteKind
from quotewire.ports.state import State

MUTE = Mute(MuteKind.SPEAKER, "x-mara-quill", "ana", NOON, NOON + DAY, "on holiday")


class TestMuteStore:
    def test_a_mute_comes_back_as_it_was_until_it_ends(self, state: State) -> None:
        with state.transaction() as tx:
            tx.mutes.save(MUTE)
            assert tx.mutes.in_force(NOON) == [MUTE]
            assert tx.mutes.covering("w", "x-mara-quill", "c", NOON) == MUTE
            assert tx.mutes.covering("x-mara-quill", "w", "x-mara-quill", NOON) is None
            assert tx.mutes.in_force(NOON + DAY) == []
            assert tx.mutes.covering("w", "x-mara-quill", "c", NOON + DAY) is None

    def test_the_later_mute_of_the_same_thing_counts(self, state: State) -> None:
        endless = replace(MUTE, until=None, author="ben")
        with state.transaction() as tx:
            tx.mutes.save(MUTE)
            tx.mutes.save(endless)
            assert tx.mutes.in_force(NOON + 9 * DAY) == [endless]

    def test_unmuting_ends_it(self, state: State) -> None:
        with state.transaction() as tx:
            tx.mutes.save(MUTE)
            assert tx.mutes.lift(MuteKind.SPEAKER, "x-mara-quill")
            assert not tx.mutes.lift(MuteKind.SPEAKER, "x-mara-quill")
            assert tx.mutes.in_force(NOON) == []

    def test_a_muted_speaker_stays_muted_under_a_merged_id(self, state: State) -> None:
        with state.transaction() as tx:
            tx.mutes.save(MUTE)
            tx.entities.merge("x-mara-quill", "e-quill", "ana", NOON)
            assert tx.mutes.covering("w", "e-quill", "c", NOON) == MUTE
            assert tx.mutes.lift(MuteKind.SPEAKER, "e-quill")


class TestActionStore:
    def test_actions_are_told_in_order_and_once_each(self, state: State) -> None:
        first = AlertAction("202405-l1", "harbour", ActionKind.ACKNOWLEDGE, "ana", NOON)
        second = AlertAction("202405-l1", "harbour", ActionKind.COMMENT, "ben", NOON + MINUTE, "asked the port")
        with state.transaction() as tx:
            for action in (second, first, first):
                tx.actions.add(action)
            assert tx.actions.of("202405-l1") == [first, second]
            assert tx.actions.of("202405-l2") == []

    def test_feedback_counts_alerts_for_each_watch(self, state: State) -> None:
        def add(alert: str, watch: str, author: str, feedback: Feedback) -> None:
            tx.actions.add(AlertAction(alert, watch, ActionKind.FEEDBACK, author, NOON, feedback.value))

        with state.transaction() as tx:
            add("202405-l1", "harbour", "ana", Feedback.NOT_NEW)
            add("202405-l1", "harbour", "ben", Feedback.NOT_NEW)  # the same alert counts once
            add("202405-l2", "harbour", "ana", Feedback.NOT_NEW)
            add("202405-l3", "strike", "ana", Feedback.WRONG_SPEAKER)
            tx.actions.add(AlertAction("202405-l1", "harbour", ActionKind.COMMENT, "ana", NOON, "not new"))
            counts = tx.actions.feedback()
        assert counts == {"harbour": {Feedback.NOT_NEW: 2}, "strike": {Feedback.WRONG_SPEAKER: 1}}


class TestHeldBack:
    def test_only_what_a_person_or_a_cap_held_back_stays_back(self, state: State) -> None:
        with state.transaction() as tx:
            for number, reason in enumerate(WithheldReason):
                tx.alerts.withhold(Withheld("harbour", "202405-s1", "202405-a1", reason, NOON, f"202405-l{number}"))
            held = [tx.alerts.withheld_as(f"202405-l{number}") for number in range(len(WithheldReason))]
        assert [reason for reason in held if reason] == [WithheldReason.MUTED, WithheldReason.CAPPED]

    def test_racing_raisers_never_exceed_a_cap(self, state: State) -> None:
        def raise_below_three(number: int) -> None:
            with state.transaction() as tx:
                if tx.alerts.count_since("harbour", NOON) < 3:
                    tx.alerts.raise_alert(make_alert(f"202405-l{number}"))

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(raise_below_three, range(12)))
        with state.transaction() as tx:
            assert tx.alerts.count_since("harbour", NOON) == 3
            assert tx.alerts.count_since("harbour", NOON + MINUTE) == 0
            assert tx.alerts.count_since("strike", NOON) == 0
