import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire.codec import HEADER, VERSIONS, decode, encode, headers_of, schema_name
from quotewire.errors import MalformedMessage, UnknownSchema
from quotewire.model.article import CollectedArticle
from quotewire.model.dead_letter import DeadLetter
from quotewire.model.journey import AnalysedArticle, RecordedArticle
from quotewire.model.span import Span
from quotewire.model.statement import Stance
from quotewire.model.watch import SaidBy, Watch

PARIS = timezone(timedelta(hours=2))
COLLECTED = CollectedArticle(
    id="202305-ab.cd",
    article_id="202305-ab",
    url="https://example.org/a",
    source_id="example",
    collected_at=datetime(2023, 5, 4, 9, 30, 0, 250_000, UTC),
    media_type="text/html",
    content=b"\xff\x00<p>\xc3\xa9</p>",
    published=datetime(2023, 5, 4, 9, 0, tzinfo=PARIS),
)


def test_what_is_encoded_comes_back_equal_with_bytes_and_time_zone():
    back = decode(CollectedArticle, encode(COLLECTED), headers_of(CollectedArticle))

    assert back == COLLECTED
    assert back.published is not None
    assert back.published.utcoffset() == timedelta(hours=2)


def test_tuples_enums_and_nested_objects_keep_their_types():
    watch = Watch(id="w", said_by=(SaidBy(name="Ann Example"),), stance=(Stance.DENIES, Stance.NEITHER))

    back = decode(Watch, encode(watch))

    assert back == watch
    assert isinstance(back.said_by, tuple)
    assert back.stance[0] is Stance.DENIES


text = st.text(st.characters(codec="utf-8"))
moments = st.datetimes(timezones=st.sampled_from([UTC, PARIS]))
collected_articles = st.builds(
    CollectedArticle,
    id=text,
    article_id=text,
    url=text,
    source_id=text,
    collected_at=moments,
    media_type=text,
    content=st.binary(),
    outlet=st.none() | text,
    title=st.none() | text,
    published=st.none() | moments,
    backfill=st.booleans(),
)
analysed_articles = st.deferred(lambda: st.from_type(AnalysedArticle))
recorded_articles = st.deferred(lambda: st.from_type(RecordedArticle))
spans = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)).map(lambda ends: Span(min(ends), max(ends)))
st.register_type_strategy(Span, spans)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(str, text)
st.register_type_strategy(float, st.floats(0, 1))


@given(collected_articles | analysed_articles | recorded_articles | st.from_type(DeadLetter))
def test_any_message_survives_the_journey(message):
    assert decode(type(message), encode(message), headers_of(type(message))) == message


def test_the_header_names_schema_and_version():
    assert headers_of(CollectedArticle) == {HEADER: "collected-article/1"}
    assert len({schema_name(message) for message in VERSIONS}) == len(VERSIONS)


@pytest.mark.parametrize(
    "stated",
    ["collected-article/2", "watch/1", "collected-article", "collected-article/0", "collected-article/x", ""],
)
def test_another_schema_or_a_later_version_is_refused(stated):
    with pytest.raises(UnknownSchema, match="collected-article/1"):
        decode(CollectedArticle, encode(COLLECTED), {HEADER: stated})


def test_a_message_without_schema_header_is_refused():
    with pytest.raises(UnknownSchema):
        decode(CollectedArticle, encode(COLLECTED), {})


def changed(**changes: object) -> bytes:
    fields = json.loads(encode(COLLECTED)) | changes
    return json.dumps({name: value for name, value in fields.items() if value != "gone"}).encode()


def test_fields_of_later_writers_are_ignored():
    assert decode(CollectedArticle, changed(mood="cheerful")) == COLLECTED


def test_fields_that_earlier_writers_did_not_know_take_their_defaults():
    assert decode(CollectedArticle, changed(backfill="gone", outlet="gone")) == COLLECTED


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "Invalid JSON"),
        (b"\xff\xfe", "Invalid JSON"),
        (b"null", "the whole"),
        (b"[]", "the whole"),
        (b"{}", "more"),
        (changed(url="gone"), "url"),
        (changed(content="not base64!"), "content"),
        (changed(collected_at="yesterday"), "collected_at"),
    ],
)
def test_other_bytes_are_malformed_and_the_error_says_where(data, complaint):
    with pytest.raises(MalformedMessage, match=complaint):
        decode(CollectedArticle, data)


def test_a_span_that_runs_backwards_is_malformed():
    with pytest.raises(MalformedMessage, match="runs forward"):
        decode(Span, b'{"start": 5, "end": 2}')


def test_text_without_utf_8_form_is_reported_not_written():
    with pytest.raises(MalformedMessage):
        encode(Watch(id="\ud800"))
