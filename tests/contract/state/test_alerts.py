"""What ``ports.state.WatchStore``, ``AlertLedger`` and ``Outbox`` promise."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.contract.state.samples import DAY, MINUTE, NOON, make_alert

from quotewire.model.alert import Delivery, DeliveryStatus, Withheld, WithheldReason
from quotewire.model.statement import Stance
from quotewire.model.watch import SaidBy, Watch
from quotewire.ports.state import State

WATCH = Watch("harbour", said_by=(SaidBy(name="Mara Quill"),), stance=(Stance.DENIES,), about="oil AND spill")
DELIVERY = Delivery("202405-l1", "console", DeliveryStatus.PENDING, NOON)


class TestWatchStore:
    def test_a_watch_comes_back_as_it_was(self, state: State) -> None:
        with state.transaction() as transaction:
            assert transaction.watches.save(WATCH, "ana", NOON)
            transaction.watches.save(Watch("aaa"), "ana", NOON)
        with state.transaction() as transaction:
            assert transaction.watches.get("harbour") == WATCH
            assert [watch.id for watch in transaction.watches.all()] == ["aaa", "harbour"]

    def test_saving_the_same_again_is_no_change(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.watches.save(WATCH, "ana", NOON)
            before = transaction.watches.revision()
            assert not transaction.watches.save(WATCH, "ben", NOON + DAY)
            assert transaction.watches.revision() == before
            assert len(transaction.watches.history("harbour")) == 1

    def test_history_tells_who_changed_what_when(self, state: State) -> None:
        changed = replace(WATCH, about="oil")
        with state.transaction() as transaction:
            transaction.watches.save(WATCH, "ana", NOON)
            transaction.watches.save(changed, "ben", NOON + MINUTE)
            assert transaction.watches.delete("harbour", "ana", NOON + DAY)
            assert not transaction.watches.delete("harbour", "ana", NOON + DAY)
            assert transaction.watches.get("harbour") is None
            assert transaction.watches.history("harbour") == [
                (NOON, "ana", WATCH),
                (NOON + MINUTE, "ben", changed),
                (NOON + DAY, "ana", None),
            ]

    def test_every_change_raises_the_revision(self, state: State) -> None:
        revisions = []
        with state.transaction() as transaction:
            revisions.append(transaction.watches.revision())
            transaction.watches.save(WATCH, "ana", NOON)
            revisions.append(transaction.watches.revision())
            transaction.watches.delete("harbour", "ana", NOON)
            revisions.append(transaction.watches.revision())
        assert revisions == sorted(set(revisions))

    def test_concurrent_savers_leave_one_history_entry(self, state: State) -> None:
        def save(author: str) -> bool:
            with state.transaction() as transaction:
                return transaction.watches.save(WATCH, author, NOON)

        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(save, "abcdef")) == 1
        with state.transaction() as transaction:
            assert len(transaction.watches.history("harbour")) == 1


class TestAlertLedger:
    def test_an_alert_is_raised_once(self, state: State) -> None:
        with state.transaction() as transaction:
            assert transaction.alerts.raise_alert(make_alert())
        with state.transaction() as transaction:
            assert not transaction.alerts.raise_alert(make_alert(at=NOON + DAY))
            assert transaction.alerts.get("202405-l1") == make_alert()
            assert transaction.alerts.get("202405-l2") is None

    def test_racing_raisers_raise_one(self, state: State) -> None:
        def raise_it(_number: int) -> bool:
            with state.transaction() as transaction:
                return transaction.alerts.raise_alert(make_alert())

        with ThreadPoolExecutor(6) as pool:
            assert sum(pool.map(raise_it, range(12))) == 1

    def test_lists_newest_first_page_by_page(self, state: State) -> None:
        with state.transaction() as transaction:
            for number in range(5):  # two of them at the same moment
                transaction.alerts.raise_alert(make_alert(f"202405-l{number}", at=NOON + number // 2 * MINUTE))
            first = transaction.alerts.list(limit=2)
            second = transaction.alerts.list(after=first[-1].id, limit=2)
            third = transaction.alerts.list(after=second[-1].id, limit=2)
            listed = [alert.id[-1] for alert in [*first, *second, *third]]
            assert listed == ["4", "3", "2", "1", "0"]
            assert transaction.alerts.list(after=third[-1].id) == []

    def test_lists_those_of_one_watch_or_statement(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.alerts.raise_alert(make_alert("202405-l1", "harbour"))
            transaction.alerts.raise_alert(make_alert("202405-l2", "strike"))
            assert [alert.id for alert in transaction.alerts.list("strike")] == ["202405-l2"]
            assert len(transaction.alerts.of_statement("202405-s1")) == 2
            assert transaction.alerts.of_statement("202405-s2") == []

    def test_what_was_withheld_is_kept_once_and_listed_newest_first(self, state: State) -> None:
        first = Withheld("harbour", "202405-s1", "202405-a1", WithheldReason.REPEATED, NOON, "202405-l1")
        second = Withheld("strike", "202405-s1", "202405-a1", WithheldReason.MUTED, NOON + DAY)
        with state.transaction() as transaction:
            for withheld in (first, second, replace(first, at=NOON + 2 * DAY)):
                transaction.alerts.withhold(withheld)
            assert transaction.alerts.withheld() == [second, first]
            assert transaction.alerts.withheld("harbour") == [first]
            assert transaction.alerts.withheld(limit=1) == [second]
            assert transaction.alerts.withheld(until=NOON) == [first]
            assert transaction.alerts.withheld(until=NOON - MINUTE) == []


class TestOutbox:
    def test_a_delivery_is_put_once_for_alert_and_channel(self, state: State) -> None:
        with state.transaction() as transaction:
            assert transaction.outbox.put(DELIVERY)
            assert not transaction.outbox.put(replace(DELIVERY, due_at=NOON + DAY))
            assert transaction.outbox.put(replace(DELIVERY, channel="mail"))

    def test_due_are_the_pending_whose_time_has_come_earliest_first(self, state: State) -> None:
        late = replace(DELIVERY, alert_id="202405-l2", due_at=NOON + MINUTE)
        with state.transaction() as transaction:
            for delivery in (late, DELIVERY, replace(DELIVERY, alert_id="202405-l3", due_at=NOON + DAY)):
                transaction.outbox.put(delivery)
            transaction.outbox.put(replace(DELIVERY, alert_id="202405-l4", status=DeliveryStatus.SENT))
            assert transaction.outbox.due(NOON + MINUTE, 10) == [DELIVERY, late]
            assert transaction.outbox.due(NOON + MINUTE, 1) == [DELIVERY]
            assert transaction.outbox.due(NOON - MINUTE, 10) == []

    def test_settling_replaces_the_entry_and_logs_the_attempt(self, state: State) -> None:
        retried = replace(DELIVERY, attempts=1, due_at=NOON + MINUTE, last_response="503")
        sent = replace(retried, attempts=2, status=DeliveryStatus.SENT, last_response="200")
        with state.transaction() as transaction:
            transaction.outbox.put(DELIVERY)
            transaction.outbox.settle(retried, NOON)
            assert transaction.outbox.due(NOON, 10) == []
            assert transaction.outbox.due(NOON + MINUTE, 10) == [retried]
            for _ in range(2):
                transaction.outbox.settle(sent, NOON + MINUTE)
            assert transaction.outbox.due(NOON + DAY, 10) == []
            assert transaction.outbox.attempts(DELIVERY.alert_id) == [(NOON, retried), (NOON + MINUTE, sent)]
            assert not transaction.outbox.put(DELIVERY)
