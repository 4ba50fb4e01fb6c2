"""Mutes and caps, with the real state."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from tests.contract.state.samples import DAY, MINUTE, NOON, make_article, make_recorded

from quotewire.alerter.raise_alerts import raise_alerts
from quotewire.model.alert import Alert, WithheldReason
from quotewire.model.care import Mute, MuteKind
from quotewire.model.journey import RecordedArticle
from quotewire.model.watch import AlertMode, AlertPolicy, Match
from quotewire.ports.state import State

_IMMEDIATE = AlertPolicy()


@dataclass
class MatchesEverything:
    """A watch that every statement satisfies."""

    policy: AlertPolicy

    def match(self, recorded: RecordedArticle) -> list[Match]:
        return [Match("harbour", one.statement.id, 1.0, ()) for one in recorded.statements]

    def channels_of(self, _watch_id: str) -> tuple[str, ...]:
        return ("desk",)

    def policy_of(self, _watch_id: str) -> AlertPolicy:
        return self.policy


def _article(number: int, utterance: str = "") -> RecordedArticle:
    recorded = make_recorded(make_article(f"202405-a{number}"))
    said = replace(recorded.statements[0], utterance_id=utterance or f"202405-u{number}")
    return replace(recorded, statements=(said,))


def _raise(
    state: State, number: int, at: datetime = NOON, policy: AlertPolicy = _IMMEDIATE, utterance: str = ""
) -> list[Alert]:
    with state.transaction() as tx:
        return raise_alerts(_article(number, utterance), MatchesEverything(policy), tx, at)


def _mute(state: State, kind: MuteKind, target: str, until: datetime | None = None) -> None:
    with state.transaction() as tx:
        tx.mutes.save(Mute(kind, target, "ana", NOON, until))


def _reasons(state: State) -> list[WithheldReason]:
    with state.reading() as tx:
        return [one.reason for one in tx.alerts.withheld()]


@pytest.mark.parametrize(
    ("kind", "target"),
    [(MuteKind.WATCH, "harbour"), (MuteKind.SPEAKER, "x-mara-quill"), (MuteKind.CLAIM, "202405-c1")],
)
def test_what_is_muted_raises_nothing_and_is_listed(state: State, kind: MuteKind, target: str) -> None:
    _mute(state, kind, target)
    assert _raise(state, 1) == []
    assert _reasons(state) == [WithheldReason.MUTED]
    with state.reading() as tx:
        assert tx.outbox.due(NOON + DAY, 10) == []


def test_a_mute_of_something_else_holds_nothing_back(state: State) -> None:
    _mute(state, MuteKind.WATCH, "strike")
    _mute(state, MuteKind.SPEAKER, "202405-c1")
    assert len(_raise(state, 1)) == 1


def test_a_mute_ends(state: State) -> None:
    _mute(state, MuteKind.WATCH, "harbour", NOON + MINUTE)
    assert _raise(state, 1) == []
    assert len(_raise(state, 2, NOON + MINUTE)) == 1


def test_a_copy_of_what_was_muted_does_not_come_in_by_the_back_door(state: State) -> None:
    _mute(state, MuteKind.WATCH, "harbour", NOON + MINUTE)
    _raise(state, 1, utterance="202405-u")
    assert _raise(state, 2, NOON + DAY, utterance="202405-u") == []
    assert _reasons(state) == [WithheldReason.MUTED, WithheldReason.MUTED]


def test_a_copy_of_what_went_out_before_the_mute_is_a_repetition(state: State) -> None:
    _raise(state, 1, utterance="202405-u")
    _mute(state, MuteKind.WATCH, "harbour")
    assert _raise(state, 2, utterance="202405-u") == []
    assert _reasons(state) == [WithheldReason.REPEATED]


def test_a_cap_holds_for_a_day_of_the_watch(state: State) -> None:
    policy = AlertPolicy(max_per_day=2, time_zone="America/New_York")
    evening = NOON.replace(hour=22)
    assert [len(_raise(state, number, evening, policy)) for number in range(3)] == [1, 1, 0]
    assert _raise(state, 3, evening + timedelta(hours=5), policy) == []  # 23:00 there, still the same day
    assert len(_raise(state, 4, evening + timedelta(hours=6), policy)) == 1
    assert _reasons(state) == [WithheldReason.CAPPED] * 2


def test_processing_again_what_was_capped_raises_nothing_on_the_next_day(state: State) -> None:
    policy = AlertPolicy(max_per_day=1)
    for number in range(2):
        _raise(state, number, policy=policy)
    assert _raise(state, 1, NOON + DAY, policy) == []
    assert _reasons(state) == [WithheldReason.CAPPED]


def test_the_mode_says_when_the_delivery_is_due(state: State) -> None:
    policy = AlertPolicy(mode=AlertMode.COALESCED, window_minutes=10)
    for number in range(2):
        _raise(state, number, NOON + number * MINUTE, policy)
    with state.reading() as tx:
        due = tx.outbox.due(NOON + DAY, 10)
        assert tx.outbox.due(NOON + 9 * MINUTE, 10) == []
    assert [delivery.due_at for delivery in due] == [NOON + 10 * MINUTE] * 2
    assert len({delivery.batch for delivery in due}) == 1


def test_what_waits_and_is_muted_fills_no_cap(state: State) -> None:
    digest = AlertPolicy(mode=AlertMode.DIGEST, digest_at="18:00", max_per_day=1)
    assert len(_raise(state, 1, policy=digest)) == 1
    _mute(state, MuteKind.SPEAKER, "x-mara-quill")
    recorded = _article(2)
    said = recorded.statements[0]
    other = replace(said.statement, speaker=replace(said.statement.speaker, key="x-ben-orr"))
    with state.transaction() as tx:
        others = replace(recorded, statements=(replace(said, statement=other),))
        assert len(raise_alerts(others, MatchesEverything(digest), tx, NOON)) == 1
