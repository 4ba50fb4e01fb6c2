import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotewire.analysis.encoder.attribution import Attribution, Reading
from quotewire.analysis.encoder.reader import EncoderReader

NASTY = [
    "",
    " \n\n\t ",
    "\x00\x01\ufffe\ud7ff",
    '"' * 3000,
    "“She said ‘no” and' \"yes’ «",
    "قال الوزير إن “الاتفاق” جيد، said Smith.",
    "😀" * 2000 + ' "Great," said Ann. ' + "👩‍👩‍👧‍👦" * 300,
    "zero\u200bwidth\u200djoined said\ufeff that it is so",
    "MAYOR SAYS CITY 'WILL NOT PAY' FOR STADIUM " * 40,
    "he said that " * 900,
    "x" * 60_000,
    "said " * 4000,
    ("no full stop here and the minister said that it goes on and on " * 160)[:10_000],
    "a\x85b\u2028c\u2029d said that e",
    "e\u0301" * 3000 + " said no",
    "(" * 5000,
]

ARTICLE = """Bridge will stay closed, mayor says

"The bridge is not safe," Mayor Anna Lindqvist said on Monday, "and it will stay closed until spring."

According to the transport ministry, repairs would cost 40 million euros.

Lindqvist also denied that the city had known about the cracks. "Nobody told us," she said.
"""


@pytest.fixture(scope="module")
def reader() -> EncoderReader:
    return EncoderReader.load()


def assert_sound(text: str, reading: Reading) -> None:
    spans = [(n.start, n.end) for n in reading.names]
    for a in reading.attributions:
        assert 0.0 <= a.confidence <= 1.0
        assert a.content
        assert list(a.content) == sorted(a.content)
        spans += [*a.cue, *a.content, *([a.source] if a.source else [])]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()


def by_content(text: str, reading: Reading, part: str) -> Attribution:
    return next(a for a in reading.attributions if part in " ".join(text[s:e] for s, e in a.content))


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_any_text_is_read_without_raising(reader: EncoderReader, text: str) -> None:
    assert_sound(text, reader.read(text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400) | st.text(st.sampled_from("“”\"' said he.\nX,"), max_size=400))
def test_offsets_are_sound_whatever_the_characters(reader: EncoderReader, text: str) -> None:
    assert_sound(text, reader.read(text))


def test_a_result_depends_on_its_own_text_alone(reader: EncoderReader) -> None:
    texts = [ARTICLE, NASTY[8], "", ARTICLE[100:], NASTY[12]]
    alone = [EncoderReader.load().read(text) for text in texts]
    assert reader.read_many(texts) == alone
    assert reader.read_many(texts[::-1]) == alone[::-1]


def test_threads_may_share_a_reader(reader: EncoderReader) -> None:
    expected, results = reader.read(ARTICLE), []
    threads = [threading.Thread(target=lambda: results.append(reader.read(ARTICLE))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 3


def test_a_split_quotation_is_one_statement_of_its_speaker(reader: EncoderReader) -> None:
    found = by_content(ARTICLE, reader.read(ARTICLE), "not safe")
    assert [ARTICLE[s:e] for s, e in found.content] == [
        '"The bridge is not safe,"',
        '"and it will stay closed until spring."',
    ]
    assert found.source is not None
    assert "Lindqvist" in ARTICLE[slice(*found.source)]


def test_indirect_statements_and_according_to_are_found(reader: EncoderReader) -> None:
    found = by_content(ARTICLE, reader.read(ARTICLE), "40 million")
    assert found.source is not None
    assert "ministry" in ARTICLE[slice(*found.source)]


def test_names_have_kinds(reader: EncoderReader) -> None:
    text = "Angela Merkel met officials of the World Bank in Paris on Tuesday."
    names = {text[n.start : n.end]: n.kind for n in reader.read(text).names}
    assert names == {"Angela Merkel": "person", "World Bank": "organisation", "Paris": "place"}


def test_a_caption_holds_no_statement(reader: EncoderReader) -> None:
    text = ARTICLE + "\nThe mayor said the bridge was closed (Tom Berg/AP)\n"
    assert not [a for a in reader.read(text).attributions if a.cue[0][0] > len(ARTICLE)]


def test_a_paragraph_reads_the_same_wherever_the_text_is_long(reader: EncoderReader) -> None:
    filler = "Nothing happened on the river that day.\n\n" * 1500
    found = by_content(filler + ARTICLE, reader.read(filler + ARTICLE), "not safe")
    assert (filler + ARTICLE)[slice(*found.content[0])] == '"The bridge is not safe,"'
