"""What ``ports.state.ClaimStore``, ``UtteranceStore`` and ``EntityStore`` promise."""

from dataclasses import replace

import pytest
from tests.contract.state.samples import DAY, MINUTE, NOON, make_claim, make_position, make_recorded, make_utterance

from quotewire.model.care import Mute, MuteKind
from quotewire.model.claim import ClaimDecision, DecisionKind
from quotewire.model.entity import Entity, Role
from quotewire.model.mention import EntityKind
from quotewire.ports.state import State

QUILL = "e-mara-quill"


class TestClaimStore:
    def test_a_claim_comes_back_as_it_was(self, state: State) -> None:
        with state.transaction() as transaction:
            assert transaction.claims.get("202405-c1") is None
            transaction.claims.save(make_claim())
            assert transaction.claims.get("202405-c1") == make_claim()

    def test_candidates_share_terms_or_entities_most_first(self, state: State) -> None:
        one = replace(make_claim("202405-c1", ("oil",)), entity_ids=())
        two = replace(make_claim("202405-c2", ("oil", "spill")), entity_ids=())
        by_entity = make_claim("202405-c3", ("strike",))
        none = replace(make_claim("202405-c4", ("strike",)), entity_ids=())
        with state.transaction() as transaction:
            for claim in (none, by_entity, two, one):
                transaction.claims.save(claim)
            found = transaction.claims.candidates(["oil", "spill", "port"], ["e-eastport"], NOON, 10)
            assert found == [two, one, by_entity]
            assert transaction.claims.candidates(["oil", "spill"], [], NOON, 1) == [two]
            assert transaction.claims.candidates([], [], NOON, 10) == []

    def test_a_term_is_no_entity(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.claims.save(make_claim())
            assert transaction.claims.candidates(["e-eastport"], ["oil"], NOON, 10) == []

    def test_claims_not_heard_of_since_are_no_candidates(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.claims.save(make_claim())
            assert transaction.claims.candidates(["oil"], [], NOON + MINUTE, 10) == []

    def test_a_changed_claim_is_found_by_its_new_terms_only(self, state: State) -> None:
        changed = make_claim(terms=("oil", "leak"), at=NOON + DAY)
        with state.transaction() as transaction:
            transaction.claims.save(make_claim())
            transaction.claims.save(changed)
            assert transaction.claims.candidates(["spill"], [], NOON, 10) == []
            assert transaction.claims.candidates(["leak"], [], NOON, 10) == [changed]

    def test_positions_come_by_date_and_are_kept_once(self, state: State) -> None:
        late = make_position(statement_id="202405-s0", at=NOON + DAY)
        early = make_position(statement_id="202405-s2")
        with state.transaction() as transaction:
            for position in (late, early, late, make_position(claim_id="202405-c9")):
                transaction.claims.take(position)
            assert transaction.claims.positions("202405-c1") == [early, late]

    def test_latest_lists_what_was_heard_last(self, state: State) -> None:
        with state.transaction() as transaction:
            for number in range(3):
                transaction.claims.save(make_claim(f"202405-c{number}", at=NOON + number * DAY))
            assert [claim.id for claim in transaction.claims.latest(2)] == ["202405-c2", "202405-c1"]


class TestClaimsByHand:
    """Two claims with a statement each; the first one was seen first."""

    @pytest.fixture
    def state(self, state: State) -> State:
        with state.transaction() as tx:
            for number, terms in ((1, ("oil",)), (2, ("leak",))):
                tx.claims.save(replace(make_claim(f"202405-c{number}", terms), entity_ids=()))
                tx.claims.take(make_position(f"202405-c{number}", f"202405-s{number}", NOON + number * MINUTE))
                utterance = replace(make_utterance(f"202405-u{number}"), claim_id=f"202405-c{number}")
                tx.utterances.save(replace(utterance, first_statement_id=f"202405-s{number}"))
        return state

    def merge(self, state: State, claim_id: str = "202405-c2", into: str = "202405-c1") -> None:
        with state.transaction() as tx:
            tx.claims.merge(claim_id, into, "ana", NOON)

    def on_claims(self, state: State) -> dict[str, list[str]]:
        with state.reading() as tx:
            claims = tx.claims.latest(10)
            return {claim.id: [one.statement_id for one in tx.claims.positions(claim.id)] for claim in claims}

    def test_a_merged_claim_answers_with_the_one_that_stands_for_it(self, state: State) -> None:
        self.merge(state)
        with state.reading() as tx:
            assert tx.claims.get("202405-c2") == tx.claims.get("202405-c1")
            assert tx.claims.merged_into("202405-c2") == tx.claims.merged_into("202405-c1") == "202405-c1"
            assert tx.claims.positions("202405-c2") == tx.claims.positions("202405-c1")
            assert {one.claim_id for one in tx.claims.positions("202405-c1")} == {"202405-c1"}
            assert {one.claim_id for one in tx.utterances.of_speaker("x-mara-quill", NOON)} == {"202405-c1"}
            assert tx.claims.candidates(["leak"], [], NOON, 10) == []
        assert self.on_claims(state) == {"202405-c1": ["202405-s1", "202405-s2"]}

    def test_what_comes_under_a_merged_id_later_joins_the_one_that_stands_for_it(self, state: State) -> None:
        self.merge(state)
        with state.transaction() as tx:
            tx.claims.take(make_position("202405-c2", "202405-s3", NOON + DAY))
        assert self.on_claims(state) == {"202405-c1": ["202405-s1", "202405-s2", "202405-s3"]}

    def test_a_mute_of_either_claim_covers_both(self, state: State) -> None:
        self.merge(state)
        with state.transaction() as tx:
            tx.mutes.save(Mute(MuteKind.CLAIM, "202405-c2", "ana", NOON))
            assert tx.mutes.covering("w", "s", "202405-c1", NOON) is not None
            assert tx.mutes.covering("w", "s", "202405-c3", NOON) is None

    def test_merges_follow_merges_and_make_no_circle(self, state: State) -> None:
        with state.transaction() as tx:
            tx.claims.save(make_claim("202405-c0"))
        self.merge(state)
        self.merge(state, "202405-c1", "202405-c0")
        self.merge(state, "202405-c0", "202405-c2")
        with state.reading() as tx:
            assert {tx.claims.merged_into(f"202405-c{number}") for number in range(3)} == {"202405-c0"}

    def test_a_moved_statement_is_on_its_claim_wherever_it_is_asked_for(self, state: State) -> None:
        recorded = make_recorded()
        (one,) = recorded.statements
        statement = replace(one.statement, id="202405-s1")
        with state.transaction() as tx:
            tx.articles.save(replace(recorded, statements=(replace(one, statement=statement),)))
            tx.claims.move(["202405-s1"], "202405-c2", "ana", NOON)
        assert self.on_claims(state) == {"202405-c1": [], "202405-c2": ["202405-s1", "202405-s2"]}
        with state.reading() as tx:
            (version,) = tx.articles.versions(recorded.article.id)
            assert tx.articles.recorded(version.article.version_id) == version
            assert list(tx.articles.since(NOON - DAY)) == [version]
            assert [one.claim_id for one in version.statements] == ["202405-c2"]
            assert [claim.id for claim in version.claims] == ["202405-c2"]
            assert {one.claim_id for one in tx.utterances.of_speaker("x-mara-quill", NOON)} == {"202405-c2"}
            assert tx.claims.claim_of("202405-s1") == "202405-c2"

    def test_a_revived_claim_stands_for_itself_and_takes_nothing_along(self, state: State) -> None:
        self.merge(state)
        with state.transaction() as tx:
            tx.claims.revive("202405-c2", "ana", NOON + DAY)
            tx.claims.save(make_claim("202405-c2", ("leak",)))
            assert [claim.id for claim in tx.claims.candidates(["leak"], [], NOON, 10)] == ["202405-c2"]
        assert self.on_claims(state) == {"202405-c1": ["202405-s1", "202405-s2"], "202405-c2": []}

    def test_decisions_are_kept_with_who_took_them(self, state: State) -> None:
        self.merge(state)
        with state.transaction() as tx:
            before = tx.claims.revision()
            tx.claims.merge("202405-c2", "202405-c1", "ben", NOON + DAY)  # they are one already
            assert tx.claims.revision() == before
            tx.claims.save(make_claim("202405-c3"))
            tx.claims.move(["202405-s1"], "202405-c3", "ben", NOON + DAY)
            assert tx.claims.revision() > before
            assert tx.claims.decisions("202405-c2") == [
                ClaimDecision(DecisionKind.MERGED, "202405-c1", "202405-c2", "ana", NOON),
                ClaimDecision(DecisionKind.MOVED, "202405-c3", "202405-c1", "ben", NOON + DAY, ("202405-s1",)),
            ]


class TestUtteranceStore:
    def test_a_speakers_utterances_come_latest_first(self, state: State) -> None:
        first, second = make_utterance("202405-u1"), make_utterance("202405-u2", at=NOON + DAY)
        with state.transaction() as transaction:
            for utterance in (first, second, make_utterance("202405-u3", "x-somebody-else"), first):
                transaction.utterances.save(utterance)
            assert transaction.utterances.of_speaker("x-mara-quill", NOON) == [second, first]
            assert transaction.utterances.of_speaker("x-mara-quill", NOON + DAY) == [second]

    def test_outlets_are_distinct_and_in_order_of_arrival(self, state: State) -> None:
        with state.transaction() as transaction:
            for outlet, at in (("Bell", NOON), ("Anchor", NOON + DAY), ("Bell", NOON + DAY), ("Gull", NOON)):
                transaction.utterances.add_outlet("202405-u1", outlet, "202405-a1", at)
            assert transaction.utterances.outlets("202405-u1") == ["Bell", "Anchor", "Gull"]

    def test_forgets_what_is_old_with_its_outlets(self, state: State) -> None:
        new = make_utterance("202405-u2", at=NOON + DAY)
        with state.transaction() as transaction:
            for utterance in (make_utterance(), new):
                transaction.utterances.save(utterance)
                transaction.utterances.add_outlet(utterance.id, "Bell", "202405-a1", NOON)
            transaction.utterances.forget_before(NOON + DAY)
            assert transaction.utterances.of_speaker("x-mara-quill", NOON) == [new]
            assert transaction.utterances.outlets("202405-u1") == []
            assert transaction.utterances.outlets("202405-u2") == ["Bell"]


def make_entity(entity_id: str = QUILL, name: str = "Mara Quill") -> Entity:
    role = Role("harbour master", "e-eastport", NOON.date())
    return Entity(entity_id, EntityKind.PERSON, name, aliases=("M. Quill",), roles=(role,), provisional=True)


class TestEntityStore:
    def test_entities_come_back_as_they_were_by_id(self, state: State) -> None:
        known = [make_entity("e-b"), make_entity("e-a")]
        with state.transaction() as transaction:
            transaction.entities.save(known)
            assert transaction.entities.all() == known[::-1]
            assert transaction.entities.get("e-b") == known[0]
            assert transaction.entities.get("e-c") is None

    def test_the_revision_grows_with_a_change_only(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.entities.save([make_entity()])
            before = transaction.entities.revision()
            transaction.entities.save([make_entity()])
            assert transaction.entities.revision() == before
            transaction.entities.save([make_entity(name="Mara J. Quill")])
            assert transaction.entities.revision() > before

    def test_thousands_are_saved_at_once(self, state: State) -> None:
        many = [make_entity(f"e-{number:05}") for number in range(2500)]
        with state.transaction() as transaction:
            transaction.entities.save(many)
            transaction.entities.save(many)
            assert transaction.entities.all() == many

    def test_history_follows_a_merge(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.claims.take(make_position())
            transaction.utterances.save(make_utterance())
            transaction.entities.merge("x-mara-quill", QUILL, "ana", NOON)
            assert transaction.entities.merged_into("x-mara-quill") == QUILL
            assert [position.speaker_key for position in transaction.claims.positions("202405-c1")] == [QUILL]
            for key in (QUILL, "x-mara-quill"):
                found = transaction.utterances.of_speaker(key, NOON)
                assert [utterance.speaker_key for utterance in found] == [QUILL]

    def test_reprocessing_does_not_undo_a_merge(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.entities.merge("x-mara-quill", QUILL, "ana", NOON)
            transaction.claims.take(make_position())
            transaction.utterances.save(make_utterance())
            assert transaction.claims.positions("202405-c1")[0].speaker_key == QUILL
            assert len(transaction.utterances.of_speaker(QUILL, NOON)) == 1

    def test_claims_are_found_by_either_name_of_a_merged_entity(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.claims.save(replace(make_claim(), entity_ids=("x-mara-quill",)))
            transaction.entities.merge("x-mara-quill", QUILL, "ana", NOON)
            assert transaction.claims.candidates([], [QUILL], NOON, 5) != []

    def test_merges_follow_merges(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.entities.merge("x-quill", "x-mara-quill", "ana", NOON)
            transaction.entities.merge("x-mara-quill", QUILL, "ana", NOON)
            transaction.entities.merge("x-m-quill", "x-mara-quill", "ana", NOON)
            for provisional in ("x-quill", "x-mara-quill", "x-m-quill"):
                assert transaction.entities.merged_into(provisional) == QUILL
            assert transaction.entities.merged_into(QUILL) == QUILL

    def test_a_merge_back_makes_no_circle_and_a_repeated_one_no_revision(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.entities.merge("x-mara-quill", QUILL, "ana", NOON)
            before = transaction.entities.revision()
            transaction.entities.merge("x-mara-quill", QUILL, "ben", NOON + DAY)
            transaction.entities.merge(QUILL, "x-mara-quill", "ben", NOON + DAY)
            assert transaction.entities.revision() == before
            assert transaction.entities.merged_into(QUILL) == QUILL

    def test_a_merged_entity_is_listed_no_more(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.entities.save([make_entity("x-mara-quill"), make_entity()])
            transaction.entities.merge("x-mara-quill", QUILL, "ana", NOON)
            assert [entity.id for entity in transaction.entities.all()] == [QUILL]
            assert transaction.entities.get("x-mara-quill") is not None
