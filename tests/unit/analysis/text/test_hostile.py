"""Input that is broken or meant to break: it ends soon, in an Extraction or in RejectedInput."""

import re
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotewire.analysis.text.extract import extract
from quotewire.analysis.text.limits import Limits
from quotewire.errors import RejectedInput
from quotewire.model.article import Extraction
from quotewire.model.outcome import RejectedReason

SENTENCE = "The harbour authority said on Tuesday that it would close the pier after an inspection found cracks."
P = f"<p>{SENTENCE}</p>"
BOMB = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
SECONDS = 10.0  # far above what was measured, far below what an unbounded cost takes


def attempt(content: bytes, media_type: str = "text/html") -> Extraction | RejectedInput:
    try:
        return extract(content, media_type)
    except RejectedInput as rejected:
        return rejected


@pytest.mark.parametrize(
    "html",
    {
        "100,000 nested divs": "<html><body>" + "<div>" * 100_000 + P * 5,
        "100,000 nested and closed": "<html><body>" + "<div>" * 100_000 + P * 5 + "</div>" * 100_000,
        "nested tags of no standard": "<html><body>" + "<x-y>" * 100_000 + P * 5,
        "nested lists": "<html><body>" + "<blockquote><ul><li>" * 30_000 + P * 3,
        "100,000 attributes": "<h1>T</h1><p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">" + P,
        "attributes that hold a tag's opening": "<p " + " ".join(f'a{i}="<"' for i in range(100_000)) + ">" + P,
        "tags that never close": "<html><body>" + "<p " * 100_000,
        "only opening brackets": "<" * 1_000_000,
        "comments that never close": "<html><!--" * 50_000,
        "JSON-LD nested without end": "<script type='application/ld+json'>" + "[" * 300_000 + "</script>" + P * 4,
        "entity bomb": f"<!DOCTYPE html [<!ENTITY a0 'lol'>{BOMB}]><html><body><p>&a11;</p>{P * 4}",
        "14,000 links": "<html><body><h1>T</h1>" + "<a href=x>link text here</a> " * 14_000,
        "40,000 paragraphs": "<html><body>" + P * 40_000,
        "one paragraph of a million words": "<p>" + "word " * 1_000_000,
    }.items(),
    ids=lambda item: item[0],
)
def test_hostile_pages_end_soon(html: tuple[str, str]) -> None:
    began = time.process_time()
    found = attempt(html[1].encode())
    assert time.process_time() - began < SECONDS
    assert isinstance(found, Extraction | RejectedInput)


@pytest.mark.parametrize(
    "text",
    ["word " * 1_000_000, "Word. " * 200_000, "(" * 1_000_000, '."' * 1_000_000, "photo: " * 200_000, "Jane Doe and " * 200_000,
     "\n" * 1_000_000, " " * 5_000_000 + "x", "a\u0301" * 300_000, "Short line\n" * 100_000, f"{SENTENCE}\n\n" * 30_000],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_hostile_texts_end_soon(text: str) -> None:
    began = time.process_time()
    attempt(text.encode(), "text/plain")
    assert time.process_time() - began < SECONDS


def test_text_below_a_hundred_thousand_divs_is_found() -> None:
    found = extract(("<html><body>" + "<div>" * 100_000 + P * 5).encode(), "text/html")
    assert found.body.count(SENTENCE) == 5


def test_a_page_cut_in_the_middle_of_a_tag_keeps_what_came() -> None:
    html = f"<html><body><h1>Harbour closes pier</h1>{P * 4}<p class='"
    assert extract(html.encode(), "text/html").body.count(SENTENCE) == 4


def test_nul_bytes_are_dropped() -> None:
    found = extract(f"<html><body><h1>Harbour\0 closes pier</h1>{P * 4}".encode(), "text/html")
    assert found.title == "Harbour closes pier"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", RejectedReason.EMPTY),
        (b" \n\t\r\n ", RejectedReason.EMPTY),
        (b"\xef\xbb\xbf", RejectedReason.EMPTY),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), RejectedReason.BINARY),
        (b"%PDF-1.7\n%text text text", RejectedReason.BINARY),
        (bytes(range(256)) * 50, RejectedReason.BINARY),
        (b"x" * 50_000_000, RejectedReason.TOO_LARGE),
    ],
)
def test_reasons(content: bytes, reason: RejectedReason) -> None:
    rejected = attempt(content)
    assert isinstance(rejected, RejectedInput)
    assert rejected.reason == reason


def test_limits_are_the_callers() -> None:
    with pytest.raises(RejectedInput, match="too large"):
        extract(SENTENCE.encode(), "text/plain", limits=Limits(max_bytes=10))


CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<h1>", "<div class='a'>", "<br>", "<script>", "<!--", P, SENTENCE, "\n\n", "By Jane Doe"]
    )
    | CHARACTERS,
    max_size=15,
)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=400),
    st.sampled_from(["text/html", "text/plain", "", "text/html; charset=utf-16", "x/y; charset=rot13"]),
)
def test_any_bytes(content: bytes, media_type: str) -> None:
    attempt(content, media_type)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP.map("".join), st.sampled_from(["text/html", "text/plain"]))
def test_any_text_leaves_in_normal_form(text: str, media_type: str) -> None:
    found = attempt(text.encode(), media_type)
    if isinstance(found, RejectedInput):
        return
    lines = [
        *found.body.split("\n\n"),
        found.title,
        *(line.text for line in found.removed),
        *(t.text for t in found.titles),
    ]
    for line in lines:
        assert line == line.strip()
        assert not re.search(r"[^\S ]|  |[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]", line)
        assert unicodedata.is_normalized("NFC", line)
    assert all(found.body.split("\n\n"))
