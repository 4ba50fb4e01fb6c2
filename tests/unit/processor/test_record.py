from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.processor.builders import NOON, open_state, say, write_article

from quotewire.adapters.state.state import SqlState
from quotewire.model.article import Article
from quotewire.model.claim import Novelty
from quotewire.model.journey import AnalysedArticle, ChangeKind, RecordedArticle
from quotewire.model.outcome import OutcomeKind
from quotewire.model.statement import Stance, Statement
from quotewire.processor.record import record

LEAD = "The ferry Aurora will be withdrawn from service on the northern route at the end of April"
SHIP = """The ship has carried passengers and cars across the sound since 1984, and it failed an inspection of its engines
three weeks ago for the second time within a year."""
YARD = """A replacement was ordered from a yard in the south, but delivery has slipped twice because of a shortage of steel and
a dispute between the yard and its painters."""
OWN = """On the quay in Lomma, two dozen people had come with flowers for the crew, and the brass band of the fire brigade played
as the evening crossing left ten minutes late. Many of them had met their husbands and wives on board."""
FEAR = """Islanders fear that the summer timetable will lose half of its crossings and that guest houses will stand empty when
the school holidays begin."""
STORY = (f"{LEAD}, harbour master Ada Roth said on Monday.", SHIP, YARD, FEAR)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SqlState]:
    state = open_state(tmp_path)
    yield state
    state.close()


def put(state: SqlState, article: Article, *statements: Statement) -> RecordedArticle:
    with state.transaction() as tx:
        return record(AnalysedArticle(article, (), statements), tx, article.collected_at)


def lead(article: Article) -> Statement:
    return say(article, "Ada Roth", Stance.ASSERTS, "said", LEAD)


def test_a_retitled_and_shortened_copy_is_a_duplicate_and_its_outlet_is_counted(state: SqlState) -> None:
    original = write_article("Ferry withdrawn", *STORY, outlet="Wire")
    put(state, original, lead(original))
    copy = write_article("No more Aurora", *STORY[:3], at=NOON + timedelta(hours=2), outlet="Globe")
    recorded = put(state, copy, lead(copy))
    assert recorded.outcome.kind is OutcomeKind.DUPLICATE
    assert recorded.outcome.duplicate_of == original.id
    assert recorded.statements[0].novelty is Novelty.REPEATED
    assert recorded.statements[0].outlets == ("Wire", "Globe")


def test_an_article_on_the_same_event_in_its_own_words_is_indexed(state: SqlState) -> None:
    original = write_article("Ferry withdrawn", *STORY, outlet="Wire")
    put(state, original, lead(original))
    own = write_article("End of the Aurora", f"“{LEAD},” said harbour master Ada Roth.", OWN, outlet="Globe")
    assert put(state, own, lead(own)).outcome.kind is OutcomeKind.INDEXED


def test_recording_a_version_again_gives_the_stored_result(state: SqlState) -> None:
    article = write_article("Ferry withdrawn", *STORY)
    first = put(state, article, lead(article))
    assert put(state, article, lead(article)) == first


def test_a_newer_version_tells_what_it_changed_and_keeps_the_rest(state: SqlState) -> None:
    article = write_article("Ferry withdrawn", *STORY, "“We regret it,” Roth added.")
    first = put(state, article, lead(article), say(article, "Ada Roth", Stance.ASSERTS, "added", "“We regret it,”"))
    second = write_article(
        "Ferry withdrawn", STORY[0].replace("April", "August"), *STORY[1:], "“We regret it,” Roth added.", version=2
    )
    changed = say(second, "Ada Roth", Stance.ASSERTS, "said", LEAD.replace("April", "August"))
    recorded = put(state, second, changed, say(second, "Ada Roth", Stance.ASSERTS, "added", "“We regret it,”"))
    assert recorded.version == 2
    assert [(one.kind, one.after) for one in recorded.corrections] == [(ChangeKind.REWORDED, changed)]
    assert recorded.statements[0].utterance_id == first.statements[0].utterance_id
    assert recorded.statements[0].novelty is Novelty.REPEATED
    assert recorded.statements[1].utterance_id == first.statements[1].utterance_id
    assert recorded.statements[1].novelty is first.statements[1].novelty


def test_a_version_cut_short_by_a_paywall_takes_nothing_back(state: SqlState) -> None:
    article = write_article("Ferry withdrawn", *STORY)
    put(state, article, lead(article))
    teaser = replace(write_article("Ferry withdrawn", "Subscribe to read on.", version=2), partial=True)
    assert put(state, teaser).corrections == ()
