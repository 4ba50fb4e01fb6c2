"""The form in which corpora exchange readings: offsets hold, and names are given as corpora write them."""

from datetime import date

import pytest

from quotewire.analysis.encoder.attribution import Attribution, NamedSpan, Reading
from quotewire.analysis.entities.registry import Registry
from quotewire.model.entity import Entity
from quotewire.model.mention import EntityKind
from quotewire.processor.analyse import Analyser
from quotewire.processor.exchange import Exchanged, to_exchange

_TEXT = "Ostrog speaks\n\nMira Holt met farmers. She said the dam was safe. Ostrog denied that the dam had been sold."
_ARDA = Entity(
    "gov-arda", EntityKind.GOVERNMENT, "government of Arda", metonyms=("Ostrog", "Arda"), demonyms=("Ardan",)
)


class _Reader:
    """Reads the one text above."""

    def read(self, text: str) -> Reading:
        def at(words: str, after: str = "") -> tuple[int, int]:
            start = text.index(words, text.index(after) if after else 0)
            return start, start + len(words)

        return Reading(
            (
                Attribution((at("said"),), at("She"), (at("the dam was safe"),), 0.9),
                Attribution((at("denied"),), at("Ostrog", "safe"), (at("the dam had been sold"),), 0.8),
            ),
            (NamedSpan(*at("Mira Holt"), "person", 0.9), NamedSpan(*at("Ostrog", "safe"), "place", 0.9)),
        )


@pytest.fixture(scope="module")
def exchanged() -> Exchanged:
    registry = Registry.build([_ARDA])
    reading = Analyser({"en": _Reader()}, lambda: registry).read_text("d", _TEXT, 13, "en", date(2024, 3, 1))
    return to_exchange("d", _TEXT, reading)


def test_every_offset_is_one_into_the_text(exchanged: Exchanged) -> None:
    for quote in exchanged["quotes"]:
        assert " … ".join(_TEXT[start:end] for start, end in quote["quote"]["spans"]) == quote["quote"]["text"]
        for part in (quote["speaker"], quote["cue"]):
            assert _TEXT[part["start"] : part["end"]] == part["text"]
    for mention in exchanged["mentions"]:
        assert _TEXT[mention["start"] : mention["end"]] == mention["text"]


def test_pronouns_and_metonyms_are_resolved_as_corpora_write_names(exchanged: Exchanged) -> None:
    said, denied = exchanged["quotes"]
    assert (said["speaker"]["text"], said["speaker"]["resolved"]) == ("She", ["Mira Holt"])
    assert (denied["speaker"]["text"], denied["speaker"]["resolved"]) == ("Ostrog", ["Arda"])
    assert (said["type"], said["kind"], denied["stance"]) == ("indirect", "speech", "denies")


def test_mentions_have_the_types_of_corpora(exchanged: Exchanged) -> None:
    assert [(one["text"], one["type"]) for one in exchanged["mentions"]] == [("Mira Holt", "PER"), ("Ostrog", "LOC")]
