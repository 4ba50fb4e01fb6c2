"""Watches, what is wrong with their files, and speakers that nobody knows yet."""

from dataclasses import replace

from tests.contract.state.samples import DAY, MINUTE, NOON, make_position

from quotewire.model.entity import Entity, Provisional
from quotewire.model.mention import EntityKind
from quotewire.model.watch import Watch, WatchError
from quotewire.ports.state import State

HARBOUR, MARKET = Watch("harbour", about="harbour"), Watch("market", about="market")


class TestFollowing:
    def test_only_what_changed_since_is_told(self, state: State) -> None:
        with state.transaction() as tx:
            tx.watches.save(HARBOUR, "ana", NOON)
            tx.watches.save(MARKET, "ana", NOON)
            known = tx.watches.revision()
            assert tx.watches.changed_since(known) == {}
        dearer = replace(MARKET, title="dearer")
        with state.transaction() as tx:
            tx.watches.save(replace(MARKET, title="dear"), "ben", NOON + MINUTE)
            tx.watches.save(dearer, "ben", NOON + MINUTE)
            tx.watches.delete("harbour", "ben", NOON + DAY)
        with state.reading() as tx:
            assert tx.watches.changed_since(known) == {"market": dearer, "harbour": None}
            assert tx.watches.revision() > known

    def test_the_last_author_of_each_watch_in_force(self, state: State) -> None:
        with state.transaction() as tx:
            tx.watches.save(HARBOUR, "ana", NOON)
            tx.watches.save(MARKET, "ana", NOON)
            tx.watches.save(replace(MARKET, title="dear"), "ben", NOON)
            tx.watches.save(Watch("gone"), "ana", NOON)
            tx.watches.delete("gone", "ben", NOON)
            assert tx.watches.authors() == {"harbour": "ana", "market": "ben"}


class TestErrors:
    def test_a_file_has_the_errors_of_its_last_reading(self, state: State) -> None:
        first, second = WatchError("a.yaml", 3, 9, "no", "market"), WatchError("a.yaml", 1, 1, "malformed")
        other = WatchError("b.yaml", 1, 2, "no")
        with state.transaction() as tx:
            tx.watches.report("a.yaml", [first, second])
            tx.watches.report("b.yaml", [other])
        with state.transaction() as tx:
            assert tx.watches.errors() == [second, first, other]
            tx.watches.report("a.yaml", [])
            assert tx.watches.errors() == [other]


class TestProvisional:
    def test_who_was_heard_most_comes_first_until_somebody_says_who_it_is(self, state: State) -> None:
        ann, bo = "x-ann-roe", "x-bo-doe"
        heard = [(ann, "Ann Roe", "s1"), (bo, "Bo Doe", "s2"), (bo, "B. Doe", "s3"), (bo, "Bo Doe", "s4")]
        with state.transaction() as tx:
            for key, name, statement in heard:
                tx.claims.take(replace(make_position(statement_id=statement), speaker_key=key, speaker_name=name))
            tx.claims.take(replace(make_position(statement_id="s5"), speaker_key="known"))
        with state.transaction() as tx:
            assert tx.entities.unknown(10) == [Provisional(bo, "Bo Doe", 3), Provisional(ann, "Ann Roe", 1)]
            assert tx.entities.unknown(1) == [Provisional(bo, "Bo Doe", 3)]
            assert tx.entities.heard_as(bo) == ["Bo Doe", "B. Doe"]
            tx.entities.save([Entity("bo", EntityKind.PERSON, "Bo Doe")])
            tx.entities.merge(bo, "bo", "ana", NOON)
            assert [one.key for one in tx.entities.unknown(10)] == [ann]
