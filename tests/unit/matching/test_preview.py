from dataclasses import replace
from datetime import date

import pytest
from tests.unit.matching.known import Known
from tests.unit.query.samples import build_article, build_statement, record

from quotewire.errors import QueryError
from quotewire.matching.preview import SAMPLES, preview_watch
from quotewire.matching.speaker import NoNames
from quotewire.model.alert import WithheldReason
from quotewire.model.claim import Novelty
from quotewire.model.entity import Entity
from quotewire.model.journey import RecordedArticle
from quotewire.model.mention import EntityKind
from quotewire.model.span import Span
from quotewire.model.statement import Stance
from quotewire.model.watch import AlertMode, AlertPolicy, ReasonKind, SaidBy, Watch

BODY = "Before.\n\nPeskov said the parade would go on, drones or not. More of it.\n\nAfter."
WATCH = Watch("parade", (SaidBy(name="Dmitry Peskov"), SaidBy(name="Nobody")), about="parade AND (drone* OR football)")


def said(day: int, number: int = 0, novelty: Novelty = Novelty.NEW, name: str = "Dmitry Peskov") -> RecordedArticle:
    article = build_article("Parade", BODY, day)
    start = article.text.index("the parade")
    words = Span(start, start + len("the parade would go on"))
    statement = build_statement(article, (words,), name, Stance.ASSERTS, ordinal=number)
    return record(article, (replace(statement, novelty=novelty),))


def test_alerts_are_counted_by_day_and_repeats_are_folded() -> None:
    articles = [
        said(0, 0),
        said(0, 0, Novelty.REPEATED),
        said(1, 0, Novelty.RESTATED),
        said(1, 0),  # the article again, in a newer version
        said(2, 1),
        said(2, 2, name="Somebody Else"),
    ]
    seen = preview_watch(WATCH, articles, NoNames(), days=4)
    assert (seen.articles, seen.statements, seen.matches, seen.alerts) == (6, 6, 5, 2)
    assert seen.alerts_per_day == 2 / 3  # the articles are of three days
    assert seen.by_day == {date(2023, 5, 3): 1, date(2023, 5, 5): 1}
    assert seen.folded == {
        WithheldReason.REPEATED: 1,
        WithheldReason.RESTATED: 1,
        WithheldReason.ALREADY_ALERTED: 1,
    }


def test_each_clause_has_its_share_also_those_that_never_held() -> None:
    seen = preview_watch(WATCH, [said(0)], NoNames(), days=1)
    assert [(share.kind, share.clause, share.share) for share in seen.clauses] == [
        (ReasonKind.NAME, "Dmitry Peskov", 1.0),
        (ReasonKind.NAME, "Nobody", 0.0),
        (ReasonKind.ABOUT, "parade", 1.0),
        (ReasonKind.ABOUT, "drone*", 1.0),
        (ReasonKind.ABOUT, "football", 0.0),
    ]


def test_each_clause_tells_what_it_holds_of_by_itself() -> None:
    watch = replace(WATCH, about="parade AND football", stance=(Stance.ASSERTS, Stance.DENIES))
    seen = preview_watch(watch, [said(0, 0), said(0, 1, name="Somebody Else")], NoNames(), days=1)
    assert seen.matches == 0
    assert {share.clause: share.alone for share in seen.clauses} == {
        "Dmitry Peskov": 1, "Nobody": 0, "parade": 2, "football": 0, "asserts": 2, "denies": 0,
    }  # fmt: skip


def test_a_sample_shows_the_paragraph_with_its_highlights() -> None:
    (sample,) = preview_watch(WATCH, [said(0)], NoNames(), days=1).samples
    assert sample.excerpt == "Peskov said the parade would go on, drones or not. More of it."
    shown = [span.of(sample.excerpt) for span in sample.highlights]
    assert shown == ["the parade would go on", "parade", "drones"]


def test_samples_are_spread_over_the_whole_time() -> None:
    seen = preview_watch(WATCH, (said(day, day) for day in range(97)), NoNames(), days=97)
    assert len(seen.samples) == SAMPLES
    dates = [sample.dated for sample in seen.samples]
    assert dates == sorted(set(dates))
    assert (dates[-1] - dates[0]).days > 60


@pytest.mark.parametrize(
    ("policy", "messages"),
    [
        (AlertPolicy(), 6),
        (AlertPolicy(mode=AlertMode.COALESCED, window_minutes=60), 3),
        (AlertPolicy(mode=AlertMode.DIGEST), 3),
        (AlertPolicy(max_per_day=1), 3),
    ],
)
def test_grouping_and_caps(policy: AlertPolicy, messages: int) -> None:
    articles = [said(day, number) for day in range(3) for number in (2 * day, 2 * day + 1)]
    seen = preview_watch(replace(WATCH, alert=policy), articles, NoNames(), days=3)
    assert seen.messages == messages
    assert seen.folded.get(WithheldReason.CAPPED, 0) == (3 if policy.max_per_day else 0)


def test_warnings() -> None:
    busy = preview_watch(WATCH, [said(0, number) for number in range(8)], NoNames(), days=2, most_per_day=3)
    assert any("8.0 alerts a day, more than 3" in warning for warning in busy.warnings)
    assert any("100% of all statements" in warning for warning in busy.warnings)
    silent = preview_watch(replace(WATCH, about="football"), [said(0)], NoNames(), days=1)
    elsewhere = preview_watch(replace(WATCH, sources_include=("nowhere",)), [said(0)], NoNames(), days=1)
    assert "sources: none of the 1 articles is let through" in elsewhere.warnings
    assert silent.warnings[-1] == "nothing in this time matches: check the names and the spelling"


def test_a_name_that_no_list_knows_is_told() -> None:
    peskov = Entity("peskov", EntityKind.PERSON, "Dmitry Peskov")
    seen = preview_watch(WATCH, [said(0)], Known(peskov), days=1)
    assert seen.warnings[0] == "no known entity is called Nobody: only speakers of exactly this name are found"
    assert not any("Dmitry Peskov" in warning for warning in seen.warnings)


def test_a_query_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(QueryError):
        preview_watch(replace(WATCH, about="titel:x"), [], NoNames(), days=1)
