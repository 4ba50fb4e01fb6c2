"""What people decide about claims holds: for ids given out, for the index, and for what comes later."""

from pathlib import Path

import pytest
from tests.unit.curator.conftest import ANA, NEVER, RUST, SOLD, Desk, article_on
from tests.unit.processor.builders import say

from quotewire.adapters.fts.rebuild import open_or_rebuild
from quotewire.curator import decide
from quotewire.model.statement import Stance
from quotewire.ports.search import Kind, SearchIndex
from quotewire.query.parse import parse_query


def found(index: SearchIndex, text: str, kind: Kind) -> set[str]:
    return {hit.claim_id for hit in index.search(parse_query(text), kind).hits}


def ids(desk: Desk) -> dict[str, str]:
    """Claim by speaker."""
    return {speaker: claim_id for claim_id, speakers in desk.claims().items() for speaker in speakers}


def test_two_claims_become_one_and_what_comes_later_joins_it(desk: Desk) -> None:
    before = ids(desk)
    assert before["Ada Lind"] == before["Oren Cast"] != before["Tomas Reyl"]
    merged = decide.merge(desk.state, desk.index, (before["Tomas Reyl"], before["Ada Lind"]), ANA)
    assert merged.id == before["Ada Lind"]
    later = article_on("More rust", f"Mirela Dun said that {RUST}.", hours=30)
    desk.tell(later, say(later, "Mirela Dun", Stance.ASSERTS, "said", RUST))
    assert desk.claims() == {merged.id: ["Ada Lind", "Oren Cast", "Tomas Reyl", "Mirela Dun"]}


def test_the_index_shows_one_claim_after_a_merge_even_when_it_is_built_again(desk: Desk, tmp_path: Path) -> None:
    before = ids(desk)
    decide.merge(desk.state, desk.index, (before["Tomas Reyl"], before["Ada Lind"]), ANA)
    rebuilt = open_or_rebuild(tmp_path / "again.db", desk.state)
    for index in (desk.index, rebuilt):
        assert found(index, "bridge OR rust", Kind.CLAIMS) == {before["Ada Lind"]}
        assert found(index, "rust", Kind.STATEMENTS) == {before["Ada Lind"]}
    rebuilt.close()


def test_merging_again_or_by_an_old_id_changes_nothing(desk: Desk) -> None:
    before = ids(desk)
    pair = (before["Tomas Reyl"], before["Ada Lind"])
    first = decide.merge(desk.state, desk.index, pair, ANA)
    assert decide.merge(desk.state, desk.index, pair, ANA) == first
    with desk.state.reading() as tx:
        assert decide.find_claim(before["Tomas Reyl"], tx) == first
        assert len(tx.claims.decisions(first.id)) == 1


def statement_of(desk: Desk, speaker: str) -> str:
    with desk.state.reading() as tx:
        claim_id = ids(desk)[speaker]
        return next(one.statement_id for one in tx.claims.positions(claim_id) if one.speaker_name == speaker)


def test_a_statement_split_off_founds_a_claim_which_others_like_it_join(desk: Desk, tmp_path: Path) -> None:
    before = ids(desk)
    founded = decide.split(desk.state, desk.index, before["Ada Lind"], [statement_of(desk, "Oren Cast")], "", ANA)
    assert founded.text.lower() == NEVER
    later = article_on("Again", f"Oren Cast denied once more that {NEVER}.", hours=40)
    desk.tell(later, say(later, "Oren Cast", Stance.DENIES, "denied", NEVER))
    third = article_on("And again", f"Ada Lind repeated that {SOLD}.", hours=41)
    desk.tell(third, say(third, "Ada Lind", Stance.ALLEGES, "repeated", SOLD))
    claims = desk.claims()
    assert claims[founded.id] == ["Oren Cast", "Oren Cast"]
    assert claims[before["Ada Lind"]] == ["Ada Lind", "Ada Lind"]
    rebuilt = open_or_rebuild(tmp_path / "again.db", desk.state)
    for index in (desk.index, rebuilt):
        assert found(index, "stance:denies", Kind.STATEMENTS) == {founded.id}
    rebuilt.close()


def test_a_split_takes_a_merge_back(desk: Desk) -> None:
    before = desk.claims()
    rust, bridge = ids(desk)["Tomas Reyl"], ids(desk)["Ada Lind"]
    statement = statement_of(desk, "Tomas Reyl")
    decide.merge(desk.state, desk.index, (rust, bridge), ANA)
    assert decide.split(desk.state, desk.index, bridge, [statement], "", ANA).id == rust
    assert desk.claims() == before
    assert found(desk.index, "rust", Kind.CLAIMS) >= {rust}


def test_a_moved_statement_stays_where_it_was_put_when_its_article_comes_again(desk: Desk) -> None:
    statement, target = statement_of(desk, "Oren Cast"), ids(desk)["Tomas Reyl"]
    assert decide.move(desk.state, desk.index, [statement], target, ANA).id == target
    again = article_on("Minister answers", f"Oren Cast denied that {NEVER}.", hours=3, outlet="Evening Star")
    recorded = desk.tell(again, say(again, "Oren Cast", Stance.DENIES, "denied", NEVER))
    assert [one.claim_id for one in recorded.statements] == [target]
    assert ids(desk)["Oren Cast"] == target


@pytest.mark.parametrize("statements", [[], ["202603-none"]])
def test_what_is_not_there_cannot_be_split_off(desk: Desk, statements: list[str]) -> None:
    with pytest.raises((decide.ClaimUnknown, decide.DecisionRefused)):
        decide.split(desk.state, desk.index, ids(desk)["Ada Lind"], statements, "", ANA)


def test_unknown_claims_and_moves_to_nowhere_are_refused(desk: Desk) -> None:
    before = ids(desk)
    with pytest.raises(decide.ClaimUnknown, match="no claim has the id 'x'"):
        decide.merge(desk.state, desk.index, ("x", before["Ada Lind"]), ANA)
    with pytest.raises(decide.DecisionRefused, match="merge"):
        decide.move(desk.state, desk.index, [statement_of(desk, "Tomas Reyl")], before["Ada Lind"], ANA)
    with pytest.raises(decide.DecisionRefused, match="already"):
        decide.move(desk.state, desk.index, [statement_of(desk, "Oren Cast")], before["Ada Lind"], ANA)
