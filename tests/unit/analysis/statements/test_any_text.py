"""Whatever the text, reading it ends, raises nothing, and says only what the text says."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotewire.analysis.encoder.attribution import Attribution, NamedSpan, Reading
from quotewire.analysis.entities.link import link_mentions
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.read import read_statements
from quotewire.analysis.statements.rules import RulesReader
from quotewire.model.entity import Entity, Role
from quotewire.model.mention import EntityKind
from quotewire.model.span import join_spans
from quotewire.model.statement import Statement

DAY = date(2024, 3, 1)
REGISTRY = Registry.build(
    [
        Entity(
            "arda",
            EntityKind.GOVERNMENT,
            "government of Arda",
            ("Arda",),
            metonyms=("Arda", "Ostrog"),
            demonyms=("Ardan",),
        ),
        Entity(
            "mira",
            EntityKind.PERSON,
            "Mira Holt",
            ("Мира Хольт",),
            "Holt",
            gender="f",
            roles=(Role("spokeswoman", "arda"),),
        ),
        Entity("wat", EntityKind.ORGANISATION, "Institute of Water", ("IW", "معهد المياه")),
    ]
)
PIECES = [
    "Mira Holt", "Holt", "Arda", "Ostrog", "he", "She", "it", "They", "who", " said ", "said", " told ",
    "according to ", "denied ", '"', "“", "”", "«", "»", "''", "'", ",", ".", "?", "! ", ": ", "\n", "\n\n",
    " ", "(AP/IW)", "the spokeswoman", "her campaign", "Mr. ", "Dr", "the Ardan president", "\u200b", "\u202e",
    "́", "🚁", "习近平", "معهد المياه", "Мира Хольт", "a" * 40, "İ", "ß", "\r", "\x00", "\x85", "\u2028", "not",
    "campaign", "The", "administration", "and ", "A and B ", "-", "—", "1.5", "U.S.", "U", "\ud800",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=60).map("".join)


def read(text: str, reading: Reading) -> tuple[Statement, ...]:
    mentions = link_mentions(text, reading.names, REGISTRY, DAY)
    assert all(mention.span.of(text) == mention.text for mention in mentions)
    assert all(one.span.end <= other.span.start for one, other in pairwise(mentions))
    return read_statements("202403-any", text, 5, reading, mentions, REGISTRY, DAY)


def assert_faithful(text: str, statements: tuple[Statement, ...]) -> None:
    for statement in statements:
        assert statement.text == join_spans(text, statement.spans)
        assert statement.spans
        assert all(0 <= span.start < span.end <= len(text) for span in statement.spans)
        assert statement.cue is None or statement.cue.of(text) == statement.cue_text
        assert all(span.end <= len(text) and len(span) for span in statement.stance_evidence)
        assert statement.speaker.mention is None or statement.speaker.mention.end <= len(text)
    assert len({statement.id for statement in statements}) == len(statements)


@given(TEXTS)
@settings(max_examples=120, deadline=None)
def test_the_rules_reader_reads_any_text(text: str) -> None:
    assert_faithful(text, read(text, RulesReader.load().read(text)))


@st.composite
def texts_and_readings(draw: st.DrawFn) -> tuple[str, Reading]:
    text = draw(TEXTS.filter(bool))
    ranges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: (min(pair), max(pair)))
    full = ranges.filter(lambda pair: pair[0] < pair[1])
    attributions = st.builds(
        Attribution,
        cue=st.lists(full, max_size=2).map(sorted).map(tuple),
        source=st.none() | full,
        content=st.lists(ranges, max_size=3).map(sorted).map(tuple),
        confidence=st.floats(0, 1),
    )
    names = st.builds(
        lambda pair, kind: NamedSpan(*pair, kind, 0.9), full, st.sampled_from(["person", "organisation", "place"])
    )
    return text, Reading(
        tuple(draw(st.lists(attributions, max_size=5))),
        tuple(sorted(draw(st.lists(names, max_size=6)), key=lambda name: (name.start, name.end))),
    )


@given(texts_and_readings())
@settings(max_examples=120, deadline=None)
def test_any_reading_of_any_text_gives_faithful_statements(pair: tuple[str, Reading]) -> None:
    assert_faithful(pair[0], read(*pair))


@pytest.mark.parametrize(
    "text",
    [
        '"' * 500,
        "He said " * 3000,
        "“Never” he said " * 800,
        "WE WILL NEVER STOP SAID MIRA HOLT " * 200,
        "x" * 30_000,
        "said Mira Holt, " * 1500,
        "قالت ميرا هولت: «لن نتوقف أبدا» " * 200,
        "a, " * 10_000 + "he said.",
        "(" * 5000 + "he said",
        "Mr. " * 5000,
        "A" + " B" * 8000 + " said it.",
        "\u200b".join('"No," he said.') * 100,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.timeout(20)
def test_nasty_texts_end_in_time(text: str) -> None:
    assert_faithful(text, read(text, RulesReader.load().read(text)))
