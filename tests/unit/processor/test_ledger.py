from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.processor.builders import NOON, open_state, say, write_article

from quotewire.adapters.state.state import SqlState
from quotewire.model.article import Article
from quotewire.model.claim import Claim, Novelty
from quotewire.model.journey import RecordedStatement
from quotewire.model.statement import Attitude, Stance, Statement, attitude_of
from quotewire.processor.ledger import Ledger, claims_of

ACCUSED = write_article(
    "Opposition accuses minister over dam",
    "Opposition leader Rosa Quist claimed that Minister Orlova had ignored cracks in the wall of the Varda dam for years.",
    "“I was never told of any crack in the Varda dam,” Orlova said.",
    "The minister's spokesman, Ivo Brandt, said he could not confirm the allegation.",
    "Quist also said that the harbour festival would be held in August.",
)
CLAIM = "Minister Orlova had ignored cracks in the wall of the Varda dam for years"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SqlState]:
    state = open_state(tmp_path)
    yield state
    state.close()


def enter(state: SqlState, article: Article, *statements: Statement) -> list[RecordedStatement]:
    with state.transaction() as tx:
        return list(Ledger(tx, article, ()).enter(statements, {}))


def claim_of(state: SqlState, recorded: RecordedStatement) -> Claim:
    with state.transaction() as tx:
        claim = tx.claims.get(recorded.claim_id)
    assert claim is not None
    return claim


def accusation() -> list[Statement]:
    return [
        say(ACCUSED, "Rosa Quist", Stance.ALLEGES, "claimed", CLAIM),
        say(ACCUSED, "Orlova", Stance.DENIES, "said", "“I was never told of any crack in the Varda dam,”"),
        say(ACCUSED, "Ivo Brandt", Stance.NEITHER, "said", "he could not confirm the allegation"),
        say(ACCUSED, "Rosa Quist", Stance.ASSERTS, "said", "the harbour festival would be held in August"),
    ]


def test_denial_and_refusal_join_the_claim_they_answer_and_another_matter_founds_its_own(state: SqlState) -> None:
    alleged, denied, refused, festival = enter(state, ACCUSED, *accusation())
    assert alleged.claim_id == denied.claim_id == refused.claim_id != festival.claim_id
    assert claim_of(state, alleged).text == CLAIM
    assert alleged.claim_score == festival.claim_score == 1.0
    assert alleged.claim_evidence == "founds the claim"
    assert refused.claim_evidence.startswith("answers the claim")
    assert "varda" in denied.claim_evidence
    with state.transaction() as tx:
        taken = {one.speaker_name: attitude_of(one.stance) for one in tx.claims.positions(alleged.claim_id)}
    assert taken == {
        "Rosa Quist": Attitude.SUPPORTS,
        "Orlova": Attitude.DISPUTES,
        "Ivo Brandt": Attitude.UNCOMMITTED,
    }


def test_the_next_article_joins_in_other_words_and_its_outlet_is_added(state: SqlState) -> None:
    first = enter(state, ACCUSED, *accusation())[0]
    later = write_article(
        "Dam: Quist repeats charge",
        "Cracks in the Varda dam were ignored by Minister Orlova for years, Rosa Quist said.",
        at=NOON + timedelta(hours=5),
        outlet="Evening Globe",
    )
    content = "Cracks in the Varda dam were ignored by Minister Orlova for years"
    (again,) = enter(state, later, say(later, "Rosa Quist", Stance.ALLEGES, "said", content))
    assert again.claim_id == first.claim_id
    assert again.utterance_id == first.utterance_id
    assert again.novelty is Novelty.REPEATED
    assert again.outlets == ("Morning Post", "Evening Globe")


def test_a_claim_known_by_its_denial_takes_the_wording_of_who_puts_it_forward(state: SqlState) -> None:
    denial = write_article(
        "Brightwell answers", "“We did not know that our pipeline was leaking before the spill,” Brightwell said."
    )
    words = "“We did not know that our pipeline was leaking before the spill,”"
    (denied,) = enter(state, denial, say(denial, "Brightwell", Stance.DENIES, "said", words))
    report = write_article(
        "Report on spill",
        "Brightwell knew that its pipeline was leaking months before the spill, inspector Ada Roth alleged.",
        at=NOON + timedelta(days=1),
    )
    full = "Brightwell knew that its pipeline was leaking months before the spill"
    (alleged,) = enter(state, report, say(report, "Ada Roth", Stance.ALLEGES, "alleged", full))
    assert alleged.claim_id == denied.claim_id
    assert claim_of(state, alleged).text == full


def test_a_speaker_does_not_answer_a_claim_of_their_own(state: SqlState) -> None:
    article = write_article(
        "Quist on dam",
        f"Rosa Quist claimed that {CLAIM}.",
        "Talk that she had the story from a rival was nonsense, Quist said of that report.",
    )
    alleged, rejected = enter(
        state,
        article,
        say(article, "Rosa Quist", Stance.ALLEGES, "claimed", CLAIM),
        say(article, "Rosa Quist", Stance.REJECTS, "said", "Talk that she had the story from a rival was nonsense"),
    )
    assert rejected.claim_id != alleged.claim_id


def test_the_source_that_the_article_names_for_an_allegation_supports_it(state: SqlState) -> None:
    article = write_article(
        "Dam: accusation",
        f"The opposition claimed that {CLAIM}.",
        "The accusation was made by party secretary Lena Holt, who promised to publish letters.",
    )
    alleged, promised = enter(
        state,
        article,
        say(article, "the opposition", Stance.ALLEGES, "claimed", CLAIM),
        say(article, "Lena Holt", Stance.PROMISES, "promised", "to publish letters"),
    )
    assert promised.claim_id == alleged.claim_id
    assert claim_of(state, alleged).text == CLAIM


def test_the_body_is_told_and_the_headline_repeats_it(state: SqlState) -> None:
    article = write_article(
        "Orlova denies ignoring cracks in Varda dam",
        "Minister Orlova denied that she had ignored cracks in the wall of the Varda dam.",
    )
    headline, body = enter(
        state,
        article,
        say(article, "Orlova", Stance.DENIES, "denies", "ignoring cracks in Varda dam"),
        say(article, "Orlova", Stance.DENIES, "denied", "she had ignored cracks in the wall of the Varda dam"),
    )
    assert headline.statement.headline
    assert (headline.novelty, body.novelty) == (Novelty.REPEATED, Novelty.NEW)
    assert headline.utterance_id == body.utterance_id


def test_a_change_of_mind_days_later_is_a_new_stance(state: SqlState) -> None:
    enter(state, ACCUSED, *accusation())
    later = write_article(
        "Orlova admits",
        "Orlova confirmed that she had ignored cracks in the wall of the Varda dam for years.",
        at=NOON + timedelta(days=6),
    )
    content = "she had ignored cracks in the wall of the Varda dam for years"
    (confirmed,) = enter(state, later, say(later, "Orlova", Stance.CONFIRMS, "confirmed", content))
    assert confirmed.novelty is Novelty.NEW_STANCE


def test_entering_the_same_article_again_changes_nothing(state: SqlState) -> None:
    first = enter(state, ACCUSED, *accusation())
    with state.transaction() as tx:
        carried = {one.statement.id: one for one in first}
        again = Ledger(tx, ACCUSED, ()).enter(accusation(), carried)
        claims, positions = claims_of(again, tx)
    assert list(again) == first
    assert len(claims) == 2
    assert len(positions) == 4


def test_opposite_orders_of_two_articles_give_one_claim_each_way(tmp_path: Path) -> None:
    other = write_article("Dam", f"Engineers' union chief Olaf Berg alleged that {CLAIM}.", outlet="Evening Globe")
    for number, order in enumerate(((ACCUSED, other), (other, ACCUSED))):
        folder = tmp_path / str(number)
        folder.mkdir()
        state = open_state(folder)
        claims = set()
        for article in order:
            said = (
                accusation()[:1] if article is ACCUSED else [say(other, "Olaf Berg", Stance.ALLEGES, "alleged", CLAIM)]
            )
            claims |= {one.claim_id for one in enter(state, article, *said)}
        state.close()
        assert len(claims) == 1


def test_a_denial_that_an_outlet_words_as_an_assertion_is_the_same_utterance_and_position(state: SqlState) -> None:
    enter(state, ACCUSED, *accusation())
    words = "she had never been told of any crack in the Varda dam"
    later = write_article("Mayor speaks", f"Orlova said {words}.", outlet="Evening Star", at=NOON + timedelta(hours=5))
    (again,) = enter(state, later, say(later, "Orlova", Stance.ASSERTS, "said", words))
    assert again.novelty is Novelty.REPEATED
    with state.reading() as tx:
        shown = {one.statement_id: one.stance for one in tx.claims.positions(again.claim_id)}
    assert shown[again.statement.id] is Stance.DENIES


def test_words_said_before_stay_on_their_claim_whatever_leads_up_to_them(state: SqlState) -> None:
    _, _, refused, _ = enter(state, ACCUSED, *accusation())
    words = "he could not confirm the allegation"
    later = write_article(
        "Ferry contract sold without a vote", f"Brandt said {words}.", outlet="Star", at=NOON + timedelta(hours=5)
    )
    (again,) = enter(state, later, say(later, "Ivo Brandt", Stance.NEITHER, "said", words))
    assert (again.claim_id, again.claim_evidence) == (refused.claim_id, "said before")


def test_a_headline_and_the_statement_it_shortens_are_one_utterance_on_one_claim(state: SqlState) -> None:
    article = write_article(
        "Lund blames Lisbon for harbour drones",
        "“Decisions about such raids are made not in Oslo but in Lisbon,” Lund told reporters.",
        "The new school would open in May, Lund added.",
    )
    headline, body, school = enter(
        state,
        article,
        say(article, "Lund", Stance.ALLEGES, "blames", "Lisbon for harbour drones"),
        say(
            article, "Lund", Stance.ASSERTS, "told", "“Decisions about such raids are made not in Oslo but in Lisbon,”"
        ),
        say(article, "Lund", Stance.ASSERTS, "added", "The new school would open in May"),
    )
    assert (headline.novelty, body.novelty) == (Novelty.REPEATED, Novelty.NEW)
    assert headline.utterance_id == body.utterance_id
    assert headline.claim_id == body.claim_id != school.claim_id


def test_a_doubt_without_words_in_common_is_about_what_the_article_has_at_issue(state: SqlState) -> None:
    doubted = write_article(
        "Cracks in the Varda dam: an engineer is not convinced",
        "The opposition says that Minister Orlova had ignored cracks in the wall of the Varda dam.",
        "It was unlikely that several lorries of concrete had passed through the village at night, engineer Olga Brill said.",
    )
    alleged, *_ = enter(state, ACCUSED, *accusation())
    content = "It was unlikely that several lorries of concrete had passed through the village at night"
    (brill,) = enter(state, doubted, say(doubted, "Olga Brill", Stance.DOUBTS, "said", content))
    assert brill.claim_id == alleged.claim_id


def test_what_was_first_said_the_day_after_is_not_what_is_answered(state: SqlState) -> None:
    before = write_article(
        "No confirmation of cracks in the Varda dam",
        "The ministry knew no more about the Varda dam than anybody else.",
        "Its press officer, Tilda Moss, said she could not confirm the report.",
        at=ACCUSED.dated - timedelta(days=1),
    )
    alleged, *_ = enter(state, ACCUSED, *accusation())
    (refused,) = enter(
        state, before, say(before, "Tilda Moss", Stance.NEITHER, "said", "she could not confirm the report")
    )
    assert refused.claim_id != alleged.claim_id


def test_an_accusation_of_another_country_is_another_claim(state: SqlState) -> None:
    first = write_article("Drones hit the palace", "Norway sent the drones that hit the palace, Lund said.")
    (sent,) = enter(
        state, first, say(first, "Lund", Stance.ALLEGES, "said", "Norway sent the drones that hit the palace")
    )
    content = "the order for the drones at the palace came from Portugal"
    ordered = write_article("Brand on the drones", f"Brand said {content}.")
    (came,) = enter(state, ordered, say(ordered, "Brand", Stance.ALLEGES, "said", content))
    assert came.claim_id != sent.claim_id


def test_who_denies_goes_on_denying_whatever_the_verb(state: SqlState) -> None:
    article = write_article(
        "Minister denies ignoring cracks in the Varda dam",
        "Orlova rejected the accusation that she had ignored cracks in the wall of the Varda dam.",
        "“The wall of the dam was never without a guard,” Orlova told the assembly.",
    )
    (alleged,) = enter(state, ACCUSED, accusation()[0])
    rejected, told = enter(
        state,
        article,
        say(article, "Orlova", Stance.REJECTS, "rejected", "that she had ignored cracks in the wall of the Varda dam"),
        say(article, "Orlova", Stance.ASSERTS, "told", "“The wall of the dam was never without a guard,”"),
    )
    assert rejected.claim_id == told.claim_id == alleged.claim_id


def test_a_denial_is_likelier_to_answer_an_accusation_than_what_nobody_is_accused_of(state: SqlState) -> None:
    article = write_article("Minister denies neglect of the Varda dam", "The assembly meets on Monday.")
    (alleged,) = enter(state, ACCUSED, accusation()[0])
    (denied,) = enter(state, article, say(article, "Orlova", Stance.DENIES, "denies", "neglect of the Varda dam"))
    assert denied.claim_id == alleged.claim_id
