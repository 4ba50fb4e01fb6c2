"""The JSON Feed of a watch, read by its specification and by a feed reader."""

import json
import re
from dataclasses import replace
from typing import Any

import fastfeedparser
import pytest
from jsonschema import Draft202012Validator
from tests.contract.state.samples import make_alert, make_statement

from quotewire.api.json_feed import build_json_feed
from quotewire.model.alert import Evidence
from quotewire.model.span import Span

_URL = "http://e.example/v1/watches/harbour/feed.json"
_TEXT = {"type": "string", "minLength": 1}
_AUTHORS = {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name"]}}
_DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)$"}  # RFC 3339
_ITEM = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_text"]}, {"required": ["content_html"]}],
    "properties": {
        **dict.fromkeys(("id", "url", "title", "content_text", "content_html"), _TEXT),
        **dict.fromkeys(("date_published", "date_modified"), _DATE),
        "authors": _AUTHORS,
        "tags": {"type": "array", "items": _TEXT},
    },
    "additionalProperties": False,
}
_FEED = {  # what version 1.1 demands, and none but the members that it knows
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "feed_url": _TEXT,
        "authors": _AUTHORS,
        "items": {"type": "array", "items": _ITEM},
    },
    "additionalProperties": False,
}


def _build(*alerts: Any, title: str = "The harbour") -> dict[str, Any]:
    written = build_json_feed("harbour", title, _URL, alerts)
    feed: dict[str, Any] = json.loads(written.decode("utf-8"))
    Draft202012Validator(_FEED).validate(feed)
    return feed


def test_it_is_a_json_feed_whose_ids_last() -> None:
    first, again = (_build(make_alert("one"), replace(make_alert("two"), look_back=True)) for _ in range(2))
    assert first == again
    assert [item["id"] for item in first["items"]] == [
        "urn:quotewire:alert:one",
        "urn:quotewire:alert:two",
    ]
    assert first["items"][1]["tags"] == ["statement", "look-back"]
    assert (first["title"], first["feed_url"]) == ("The harbour", _URL)


def test_an_empty_one_is_valid_and_has_a_title() -> None:
    assert _build(title="")["title"] == "harbour"


def test_a_reader_finds_the_entries() -> None:
    alert = make_alert("one")
    (entry,) = fastfeedparser.parse(build_json_feed("harbour", "The harbour", _URL, [alert])).entries
    assert (entry.id, entry.link) == ("urn:quotewire:alert:one", alert.url)
    assert entry.title.startswith("Mara Quill denies: ")


@pytest.mark.parametrize("nasty", ['a < b & "c"', "]]> </p><script>x</script>", "\x00\x0b\ud800 \N{SNOWMAN}"])
def test_it_is_valid_and_harmless_whatever_was_said(nasty: str) -> None:
    evidence = Evidence(f"He said: {nasty}.", (Span(9, 9 + len(nasty)),))
    alert = replace(make_alert(), statement=replace(make_statement(), text=nasty), evidence=evidence, outlet=nasty)
    (item,) = _build(alert)["items"]
    shown = nasty.replace("\x00", "\ufffd").replace("\x0b", "\ufffd").replace("\ud800", "\ufffd")
    assert shown in item["content_text"].splitlines()
    assert item["title"] == f"Mara Quill denies: {shown}"
    assert set(re.findall("<[^>]*>?", item["content_html"])) == {"<p>", "</p>", "<br>", "<mark>", "</mark>"}


def test_the_words_of_the_statement_are_marked() -> None:
    evidence = Evidence("She said no & left it.", (Span(9, 13),))
    (item,) = _build(replace(make_alert(), evidence=evidence))["items"]
    assert "<p>She said <mark>no &amp;</mark> left it.</p>" in item["content_html"]
