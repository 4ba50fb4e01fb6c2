"""Articles given as plain text, with what stood around them on the page."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from quotewire.analysis.text.extract import extract
from quotewire.errors import RejectedInput
from quotewire.model.article import Extraction, RemovedReason
from quotewire.model.outcome import RejectedReason

CLOSED = "The harbour authority said on Tuesday that it would close the northern pier after an inspection found cracks."
QUOTED = '"We cannot take the risk," said Ines Vollmer, the harbour master. "It is that simple."'
DENIED = "Two ferry companies denied that they had been warned. They plan to sue, a lawyer for one of them said."
TITLE = "Harbour closes pier after cracks found"


def read(*lines: str, apart: str = "\n\n") -> Extraction:
    return extract(apart.join(lines).encode(), "text/plain")


def paragraphs(found: Extraction) -> list[str]:
    return found.body.split("\n\n")


def removed(found: Extraction, reason: RemovedReason) -> list[str]:
    return [line.text for line in found.removed if line.reason is reason]


def test_title_byline_and_date_stand_above_the_text() -> None:
    found = read(TITLE, "By Jane Doe", "3 May 2023", CLOSED, QUOTED)
    assert (found.title, found.authors, found.published) == (TITLE, ("Jane Doe",), datetime(2023, 5, 3, tzinfo=UTC))
    assert paragraphs(found) == [CLOSED, QUOTED]
    assert [(title.text, title.origin) for title in found.titles] == [(TITLE, "text")]


def test_masthead_of_several_lines() -> None:
    found = read(
        "The Coast Gazette\nPolitics\n",
        TITLE,
        "By Jane Doe and John Q. Public, Political Correspondent",
        "Published: Wednesday 3 May 2023, 14:05 BST | Updated 4 May 2023",
        CLOSED,
        QUOTED,
    )
    assert (found.outlet, found.section) == ("The Coast Gazette", "Politics")
    assert found.authors == ("Jane Doe", "John Q. Public")
    assert found.published == datetime(2023, 5, 3, 14, 5, tzinfo=timezone(timedelta(hours=1)))
    assert found.modified == datetime(2023, 5, 4, tzinfo=UTC)
    assert paragraphs(found) == [CLOSED, QUOTED]


def test_names_without_by_below_an_outlet_that_repeats() -> None:
    found = read("Northern Argus\nNorthern Argus\nWorld\nAna Lima & Bo Chen\n", TITLE, CLOSED)
    assert (found.outlet, found.section, found.authors) == ("Northern Argus", "World", ("Ana Lima", "Bo Chen"))


def test_a_menu_is_no_section() -> None:
    found = read("Home", "News", "Sport", "Weather", TITLE, "Jane Doe", CLOSED, apart="\n")
    assert (found.title, found.section, found.authors) == (TITLE, None, ("Jane Doe",))


def test_a_question_can_be_the_title() -> None:
    found = read("Why did the harbour authority close the northern pier so late?", CLOSED, QUOTED)
    assert found.title == "Why did the harbour authority close the northern pier so late?"
    assert paragraphs(found) == [CLOSED, QUOTED]


def test_a_text_without_a_title_keeps_its_first_sentence() -> None:
    found = read(CLOSED, QUOTED)
    assert (found.title, paragraphs(found)) == ("", [CLOSED, QUOTED])


def test_a_summary_below_the_title_belongs_to_the_text() -> None:
    summary = "Inspection in April showed damage to the supports of the structure"
    assert paragraphs(read(TITLE, summary, "By Jane Doe", CLOSED)) == [summary, CLOSED]


@pytest.mark.parametrize(
    "caption",
    [
        "A crane at the northern pier (Jo Black/CP)",
        "The pier in April. Photograph: Jo Black/CP",
        "Ines Vollmer at the harbour. (AP Photo/Jo Black)",
        "Photo: Jo Black",
        "FILE PHOTO: Ferries wait at the northern pier",
        "Cracks were found in the supports (Image: Getty Images)",
        "A ferry leaves the harbour. REUTERS/Jo Black",
    ],
)
def test_captions_are_taken_out(caption: str) -> None:
    found = read(TITLE, CLOSED, caption, DENIED)
    assert paragraphs(found) == [CLOSED, DENIED]
    assert removed(found, RemovedReason.CAPTION) == [caption]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry (together with two ferry companies) declined to comment on the cost of the repairs.",
        'The company told its members by email: "You must sign up for free access to your account today."',
        "An undisclosed number of customers signed up for the free trial, though few became paid subscribers.",
        "Follow the money and you will find the owner, said a lawyer who has studied the accounts of the company.",
        "Reporting by the harbour authority shows that the pier has been unsafe for at least nine years.",
        "The minister contributed to the fund, and to this report he has nothing to add, his office said.",
        "More than 200 people were told to leave, and the authority follows the rules on safety to the letter.",
        "Read more than once, the report denies every claim that the harbour authority has made since March.",
        "The picture: a harbour that nobody wants to pay for, two companies at odds, and a minister who says nothing.",
    ],
)
def test_sentences_that_look_like_chrome_stay(sentence: str) -> None:
    assert sentence in paragraphs(read(TITLE, CLOSED, sentence, DENIED))


def test_offers_and_notices_between_paragraphs_go() -> None:
    notices = ["Advertisement", "Sign up to our newsletter to get the best stories in your inbox", "Share this article"]
    found = read(TITLE, CLOSED, *notices, DENIED)
    assert paragraphs(found) == [CLOSED, DENIED]
    assert removed(found, RemovedReason.CHROME) == notices


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by Jane Doe; additional reporting by Bo Chen; Editing by Ana Lima)",
        "Bo Chen and Ana Lima contributed to this report.",
        "Doe reported from Northport.",
        "Follow Jane Doe on Twitter @janedoe",
        "jane.doe@gazette.example",
        "You may also like...",
        "MORE: The history of the northern pier",
        "[Related: The tunnel that nobody wanted]",
        "3 of 57",
        "___",
    ],
)
def test_sign_offs_and_pointers_are_no_part_of_the_text(line: str) -> None:
    assert paragraphs(read(TITLE, CLOSED, line, DENIED)) == [CLOSED, DENIED]


def test_text_goes_on_after_related_stories() -> None:
    found = read(TITLE, CLOSED, "Related articles", "Ferry firm fined over late sailings", QUOTED, DENIED)
    assert paragraphs(found) == [CLOSED, QUOTED, DENIED]
    assert removed(found, RemovedReason.RELATED) == ["Related articles", "Ferry firm fined over late sailings"]


def test_the_tail_of_a_page_goes() -> None:
    tail = ["Most read", "Minister resigns over expenses", "Tunnel reopens after ten years of repairs"]
    found = read(TITLE, CLOSED, QUOTED, "She left.", *tail, "© 2023 The Coast Gazette. All rights reserved.")
    assert paragraphs(found) == [CLOSED, QUOTED, "She left."]
    assert removed(found, RemovedReason.RELATED) == tail


def test_a_paywall_marks_the_text_as_partial() -> None:
    found = read(TITLE, CLOSED, "Subscribe to continue reading", "Already a subscriber? Log in")
    assert found.partial
    assert paragraphs(found) == [CLOSED]
    assert len(removed(found, RemovedReason.PAYWALL)) == 2


def test_a_text_that_breaks_off_is_partial() -> None:
    assert read(TITLE, CLOSED, "The repairs will cost the city more than it has, the authority said, and the…").partial
    assert not read(TITLE, CLOSED, QUOTED).partial


def test_an_agency_dateline_goes_only_when_it_is_a_line() -> None:
    assert paragraphs(read(TITLE, f"NORTHPORT (CP) — {CLOSED}")) == [f"NORTHPORT (CP) — {CLOSED}"]
    found = read(TITLE, CLOSED, "NORTHPORT (CP) —", DENIED)
    assert paragraphs(found) == [CLOSED, DENIED]
    assert removed(found, RemovedReason.DATELINE) == ["NORTHPORT (CP) —"]


def test_hard_wrapped_paragraphs_are_joined() -> None:
    wrapped = CLOSED.replace("northern pier", "northern\npier")
    assert paragraphs(read(TITLE, wrapped, "He did not elaborate."))[0] == CLOSED


def test_a_brief_of_one_short_sentence_is_an_article() -> None:
    assert read("Vollmer said the pier was safe.").body == "Vollmer said the pier was safe."


@pytest.mark.parametrize("text", ["Harbour closes pier", "Home\nWorld\nSport\nSign in\nSubscribe now"])
def test_headings_alone_are_no_article(text: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        read(text)
    assert caught.value.reason == RejectedReason.NO_ARTICLE


def test_every_line_is_in_the_body_or_accounted_for() -> None:
    lines = [
        "The Coast Gazette",
        "World",
        TITLE,
        "By Jane Doe",
        CLOSED,
        "Photo: Jo Black",
        QUOTED,
        "Our picks",
        "Tunnel reopens",
    ]
    found = read(*lines)
    assert {*paragraphs(found), found.title, *(line.text for line in found.removed)} == set(lines)
