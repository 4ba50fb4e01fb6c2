"""Characters from bytes, however they are labelled."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire.analysis.text.decode import Markup, decode_bytes, sniff_markup
from quotewire.errors import RejectedInput

GERMAN = "Schöne Grüße aus München, sagte der Minister am Dienstag; „wir“ zahlen 5 €."
RUSSIAN = "Кремль опроверг обвинения США во вторник вечером, сообщил представитель администрации."


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_german_in_any_encoding_without_a_label(codec: str) -> None:
    assert decode_bytes(GERMAN.encode(codec)) == GERMAN


@pytest.mark.parametrize("codec", ["utf-8", "cp1251", "koi8-r"])
def test_a_declared_charset_is_believed(codec: str) -> None:
    assert decode_bytes(RUSSIAN.encode(codec), f"text/html; charset={codec}") == RUSSIAN
    page = f"<html><head><meta charset='{codec}'></head><body>{RUSSIAN}</body></html>"
    assert decode_bytes(page.encode(codec), "text/html") == page


@pytest.mark.parametrize("label", ["iso-8859-1", "ascii", "no-such-charset", "rot13", "zlib", "utf-16"])
def test_valid_utf8_is_utf8_whatever_the_label(label: str) -> None:
    assert decode_bytes(RUSSIAN.encode(), f"text/html; charset={label}") == RUSSIAN


def test_latin_1_means_windows_1252_as_in_browsers() -> None:
    assert decode_bytes(GERMAN.encode("cp1252"), "text/plain; charset=iso-8859-1") == GERMAN


def test_one_broken_character_does_not_change_the_encoding() -> None:
    assert decode_bytes(RUSSIAN.encode()[:-3] + b"\xd1.").startswith(RUSSIAN[:-3])


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/html; charset=utf-8", "text/html; charset=idna", "charset=\x00"]),
)
def test_any_bytes_decode_or_are_binary(content: bytes, media_type: str) -> None:
    with contextlib.suppress(RejectedInput):
        assert decode_bytes(content, media_type).encode("utf-8") is not None


@pytest.mark.parametrize(
    ("text", "media_type", "markup"),
    [
        ("<!DOCTYPE html><p>Hello", "text/plain", Markup.HTML),
        ("<p>Hello</p>", "", Markup.HTML),
        ("Hello <b>you</b>", "text/html", Markup.HTML),
        ("Hello, a < b and b > c", "text/html", Markup.PLAIN),
        ("He wrote <b>bold</b> in the text", "text/plain", Markup.PLAIN),
        ("<?xml version='1.0'?><rss version='2.0'>", "text/html", Markup.OTHER),
        ('{"a": 1}', "text/plain", Markup.OTHER),
        ("[Editor's note: this was corrected] The pier", "text/plain", Markup.PLAIN),
    ],
)
def test_markup_is_told_from_the_characters(text: str, media_type: str, markup: Markup) -> None:
    assert sniff_markup(text, media_type) is markup
