"""A claim's page and its export."""

from datetime import timedelta
from typing import Any

import pytest
from rich.console import Console
from tests.unit.curator.conftest import NEVER, SOLD, Desk, article_on
from tests.unit.processor.builders import NOON, say

from quotewire.cli.claim_page import show_page
from quotewire.curator.claimreview import review_claim
from quotewire.curator.page import ClaimPage, read_page
from quotewire.model.statement import Stance


@pytest.fixture
def page(desk: Desk) -> ClaimPage:
    """Repeated by another outlet, and taken back by the one who made the claim."""
    copy = article_on("The bridge", f"Ada Lind alleged that {SOLD}.", hours=4, outlet="Evening Star")
    desk.tell(copy, say(copy, "Ada Lind", Stance.ALLEGES, "alleged", SOLD))
    turn = article_on("She turns", f"Ada Lind now doubts that {NEVER}.", hours=30)
    desk.tell(turn, say(turn, "Ada Lind", Stance.DOUBTS, "doubts", NEVER))
    claim_id = next(claim_id for claim_id, speakers in desk.claims().items() if "Oren Cast" in speakers)
    with desk.state.reading() as tx:
        return read_page(claim_id, tx)


def test_the_timeline_has_each_position_with_the_words_that_show_it(page: ClaimPage) -> None:
    told = [(one.position.speaker_name, one.position.stance, one.text, one.country) for one in page.timeline]
    assert told == [
        ("Ada Lind", Stance.ALLEGES, SOLD, "us"),
        ("Oren Cast", Stance.DENIES, NEVER, "gb"),
        ("Ada Lind", Stance.ALLEGES, SOLD, "gb"),
        ("Ada Lind", Stance.DOUBTS, NEVER, "us"),
    ]


def test_a_change_of_position_is_told_once(page: ClaimPage) -> None:
    changes = [(one.before.stance, one.after.stance, one.after.at) for one in page.changes]
    assert changes == [(Stance.ALLEGES, Stance.DOUBTS, NOON + timedelta(hours=30))]


def test_spread_by_outlet_and_hour(page: ClaimPage) -> None:
    assert [(one.outlet, one.country, one.articles) for one in page.outlets] == [
        ("Morning Post", "us", 2),
        ("Evening Star", "gb", 2),
    ]
    hours = [(one.at - NOON, one.new_outlets, one.countries, one.outlets_so_far) for one in page.hours]
    assert hours == [
        (timedelta(0), ("Morning Post",), ("us",), 1),
        (timedelta(hours=3), ("Evening Star",), ("gb",), 2),
        (timedelta(hours=4), (), ("gb",), 2),
        (timedelta(hours=30), (), ("us",), 2),
    ]


def test_the_terminal_folds_repetitions_into_what_they_repeat(page: ClaimPage) -> None:
    console = Console(width=200, record=True)
    for part in show_page(page, with_ids=False):
        console.print(part)
    shown = console.export_text()
    assert shown.count(SOLD) == 1
    assert "Morning Post (us) +1 outlet" in shown
    assert "Ada Lind: alleges 2026-03-02 12:00 → doubts 2026-03-03 18:00" in shown


# Property: the types schema.org allows, of those that are used here. https://schema.org/ClaimReview and so on.
_VOCABULARY: dict[str, dict[str, Any]] = {
    "ClaimReview": {
        "identifier": str,
        "claimReviewed": str,
        "datePublished": str,
        "author": {"Organization", "Person"},
        "reviewRating": {"Rating"},
        "itemReviewed": {"Claim", "CreativeWork"},
    },
    "Rating": {"alternateName": str},
    "Organization": {"name": str, "identifier": str},
    "Person": {"name": str, "identifier": str},
    "Claim": {
        "identifier": str,
        "text": str,
        "alternateName": list,
        "dateCreated": str,
        "author": {"Organization", "Person"},
        "firstAppearance": {"NewsArticle"},
        "appearance": {"NewsArticle"},
        "subjectOf": {"Quotation"},
    },
    "NewsArticle": {"url": str, "headline": str, "datePublished": str, "publisher": {"Organization"}},
    "Quotation": {
        "identifier": str,
        "text": str,
        "creator": {"Organization", "Person"},
        "dateCreated": str,
        "about": {"DefinedTerm"},
        "isPartOf": {"NewsArticle"},
    },
    "DefinedTerm": {"name": str, "inDefinedTermSet": str},
}


def check(node: dict[str, Any]) -> None:
    properties = _VOCABULARY[node["@type"]]
    for name, value in node.items():
        if name.startswith("@"):
            continue
        allowed = properties[name]
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                assert one["@type"] in allowed, (name, one["@type"])
                check(one)
            else:
                assert isinstance(one, str), name


def test_the_export_keeps_to_the_vocabulary_of_claimreview(page: ClaimPage) -> None:
    review = review_claim(page)
    check(review)
    assert review["@context"] == "https://schema.org"
    assert review["claimReviewed"] == review["itemReviewed"]["text"] == page.claim.text
    assert review["reviewRating"]["alternateName"] == "disputed by Ada Lind, Oren Cast"
    claim = review["itemReviewed"]
    assert claim["author"]["name"] == "Ada Lind"
    assert [one["publisher"]["name"] for one in claim["appearance"]] == ["Morning Post", "Evening Star"]
    assert [(one["creator"]["name"], one["about"]["name"]) for one in claim["subjectOf"]] == [
        ("Oren Cast", "denies"),
        ("Ada Lind", "doubts"),
    ]
