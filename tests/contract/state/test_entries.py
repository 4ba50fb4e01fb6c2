"""What ``ports.entries.EntryStore`` promises: an article's entry into the ledger, all statements at once."""

from dataclasses import replace

from tests.contract.state.samples import DAY, MINUTE, NOON, make_claim, make_position, make_utterance

from quotewire.model.claim import Claim
from quotewire.model.statement import Stance
from quotewire.ports.entries import Sought
from quotewire.ports.state import State

QUILL = "e-mara-quill"


def write_claims(state: State, *claims: Claim) -> None:
    with state.transaction() as tx:
        tx.entries.write(claims, (), (), ())


class TestCandidates:
    def test_each_statement_gets_its_own_those_that_share_most_first(self, state: State) -> None:
        one = replace(make_claim("202405-c1", ("oil",)), entity_ids=())
        two = replace(make_claim("202405-c2", ("oil", "spill")), entity_ids=())
        by_entity = make_claim("202405-c3", ("strike",))
        write_claims(state, one, two, by_entity)
        oil, port = Sought({"oil", "spill", "port"}, ["e-eastport"]), Sought({"strike"}, ())
        with state.transaction() as tx:
            assert tx.entries.candidates([oil, port, Sought((), ())], NOON, 10) == [
                [two, one, by_entity],
                [by_entity],
                [],
            ]
            assert tx.entries.candidates([oil, port], NOON, 1) == [[two], [by_entity]]
            assert tx.entries.candidates([oil], NOON + MINUTE, 10) == [[]]
            assert tx.entries.candidates([], NOON, 10) == []

    def test_they_are_those_that_the_claims_give_one_by_one(self, state: State) -> None:
        claims = [
            replace(make_claim(f"202405-c{n}", tuple("abcdefgh"[n % 5 : n % 7 + 2])), entity_ids=()) for n in range(40)
        ]
        write_claims(state, *claims)
        sought = [Sought(set("abc"), ()), Sought(set("fgh"), ()), Sought({"a", "h"}, ["e-eastport"])]
        with state.transaction() as tx:
            alone = [tx.claims.candidates(one.terms, one.entity_ids, NOON, 7) for one in sought]
            assert tx.entries.candidates(sought, NOON, 7) == alone

    def test_an_entity_is_known_by_every_name_that_was_merged(self, state: State) -> None:
        claim = make_claim()
        write_claims(state, claim)
        with state.transaction() as tx:
            tx.entities.merge("e-eastport", "e-port-of-east", "desk", NOON)
            tx.entities.merge("x-harbour", "e-port-of-east", "desk", NOON)
            assert tx.entries.candidates([Sought((), ["x-harbour"])], NOON, 10) == [[claim]]


class TestClaims:
    def test_come_by_the_ids_asked_for_merged_ones_too(self, state: State) -> None:
        one, two = make_claim("202405-c1"), make_claim("202405-c2")
        write_claims(state, one, two)
        with state.transaction() as tx:
            tx.claims.merge("202405-c1", "202405-c2", "desk", NOON)
            found = tx.entries.claims(["202405-c1", "202405-c2", "202405-c9"])
            assert found == {"202405-c1": two, "202405-c2": two}
            assert tx.entries.claims([]) == {}

    def test_a_changed_claim_keeps_what_it_is_found_by(self, state: State) -> None:
        claim = make_claim()
        changed = replace(claim, text="Oil was spilled at Eastport", last_seen=NOON + DAY)
        write_claims(state, claim)
        with state.transaction() as tx:
            tx.entries.write((), [changed], (), ())
            assert tx.claims.get(claim.id) == changed
            assert tx.claims.candidates(claim.terms, (), NOON + DAY, 10) == [changed]


class TestPositions:
    def test_only_the_latest_of_each_speaker_in_the_order_of_their_coming(self, state: State) -> None:
        taken = [
            make_position(statement_id="202405-s1", at=NOON),
            replace(make_position(statement_id="202405-s2", at=NOON + MINUTE), speaker_key="x-other"),
            make_position(statement_id="202405-s3", at=NOON + DAY),
            make_position(claim_id="202405-c2", statement_id="202405-s4"),
            make_position(claim_id="202405-c3", statement_id="202405-s5"),
        ]
        with state.transaction() as tx:
            tx.entries.write((), (), taken, ())
            latest = tx.entries.latest_positions(["202405-c1", "202405-c2"])
        assert [one.statement_id for one in latest if one.claim_id == "202405-c1"] == ["202405-s3", "202405-s2"]
        assert [one.statement_id for one in latest if one.claim_id == "202405-c2"] == ["202405-s4"]
        assert len(latest) == 3

    def test_a_merged_speaker_has_one_and_a_merged_claim_brings_its_own(self, state: State) -> None:
        early = replace(make_position(claim_id="202405-c2", statement_id="202405-s1"), speaker_key="x-quill")
        late = replace(make_position(statement_id="202405-s2", at=NOON + DAY), speaker_key=QUILL)
        write_claims(state, make_claim("202405-c1"), make_claim("202405-c2"))
        with state.transaction() as tx:
            tx.entries.write((), (), [early, late], ())
            tx.entities.merge("x-quill", QUILL, "desk", NOON)
            tx.claims.merge("202405-c2", "202405-c1", "desk", NOON)
            assert tx.entries.latest_positions(["202405-c1"]) == [late]
            assert tx.entries.is_held("202405-c1", [early.stance])

    def test_tells_whether_a_stance_was_taken(self, state: State) -> None:
        position = make_position()
        others = [stance for stance in Stance if stance is not position.stance]
        with state.transaction() as tx:
            tx.entries.write((), (), [position], ())
            assert tx.entries.is_held("202405-c1", [position.stance])
            assert not tx.entries.is_held("202405-c1", others)
            assert not tx.entries.is_held("202405-c2", list(Stance))


class TestUtterances:
    def test_heard_of_each_speaker_latest_first(self, state: State) -> None:
        first, second = make_utterance("202405-u1"), replace(make_utterance("202405-u2"), last_at=NOON + DAY)
        with state.transaction() as tx:
            tx.entries.write((), (), (), [first, second])
            heard = tx.entries.heard([first.speaker_key, "x-nobody"], (), NOON, 10)
            assert heard == {first.speaker_key: [second, first], "x-nobody": []}
            assert tx.entries.heard([first.speaker_key], (), NOON + DAY, 10) == {first.speaker_key: [second]}
            assert heard[first.speaker_key] == tx.utterances.of_speaker(first.speaker_key, NOON)
            assert tx.entries.heard([], (), NOON, 10) == {}

    def test_of_older_ones_only_those_on_the_claims(self, state: State) -> None:
        said = [
            replace(make_utterance(f"202405-u{n}"), claim_id=f"202405-c{n % 2}", last_at=NOON + n * MINUTE)
            for n in range(6)
        ]
        key = said[0].speaker_key
        with state.transaction() as tx:
            tx.entries.write((), (), (), said)
            heard = tx.entries.heard([key], ["202405-c0"], NOON, 2)
        assert [one.id for one in heard[key]] == ["202405-u5", "202405-u4", "202405-u2", "202405-u0"]

    def test_merged_speakers_share_one_list(self, state: State) -> None:
        mine, theirs = make_utterance("202405-u1"), replace(make_utterance("202405-u2"), speaker_key=QUILL)
        with state.transaction() as tx:
            tx.entries.write((), (), (), [mine, theirs])
            tx.entities.merge(mine.speaker_key, QUILL, "desk", NOON)
            heard = tx.entries.heard([mine.speaker_key, QUILL], (), NOON, 10)
        assert heard[mine.speaker_key] is heard[QUILL]
        assert [(one.id, one.speaker_key) for one in heard[QUILL]] == [("202405-u1", QUILL), ("202405-u2", QUILL)]

    def test_an_utterance_is_carried_by_each_outlet_once(self, state: State) -> None:
        with state.transaction() as tx:
            tx.entries.carry(["202405-u1"], "Bell", "202405-a1", NOON)
            both = tx.entries.carry(["202405-u1", "202405-u2", "202405-u1"], "Gull", "202405-a2", NOON)
            assert both == {"202405-u1": ["Bell", "Gull"], "202405-u2": ["Gull"]}
            assert tx.entries.carry(["202405-u1"], "Bell", "202405-a3", NOON) == {"202405-u1": ["Bell", "Gull"]}
            assert tx.entries.carry([], "Bell", "202405-a3", NOON) == {}
