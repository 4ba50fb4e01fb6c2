"""Who is named as the speaker, by what, in which role and on whose behalf. The people are invented."""

from datetime import date

import pytest

from quotewire.analysis.entities.link import link_mentions
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.read import read_statements
from quotewire.analysis.statements.rules import RulesReader
from quotewire.model.entity import Entity, Role
from quotewire.model.mention import EntityKind
from quotewire.model.statement import Resolution, Statement

DAY = date(2024, 3, 1)
REGISTRY = Registry.build(
    [
        Entity("gov-arda", EntityKind.GOVERNMENT, "government of Arda",
               metonyms=("Arda", "Ostrog", "the Citadel"), demonyms=("Ardan",)),
        Entity("wis", EntityKind.ORGANISATION, "Water Institute", ("Institute of Water", "WI")),
        Entity("mira", EntityKind.PERSON, "Mira Holt", surname="Holt", gender="f",
               roles=(Role("press secretary", "gov-arda", start=date(2023, 1, 1), end=date(2024, 6, 1)),)),
        Entity("old", EntityKind.PERSON, "Jon Brand", roles=(Role("press secretary", "gov-arda", end=date(2022, 12, 31)),)),
    ]
)  # fmt: skip


def read(text: str, day: date = DAY) -> list[Statement]:
    reading = RulesReader.load().read(text)
    return list(
        read_statements("202403-a", text, 0, reading, link_mentions(text, reading.names, REGISTRY, day), REGISTRY, day)
    )


@pytest.mark.parametrize(
    ("text", "name", "resolution"),
    [
        ('Ardan minister Peter Lund met farmers. "The dam is safe," he said.', "Peter Lund", Resolution.PRONOUN),
        ('Peter Lund visited the dam. Lund said the dam was safe.', "Peter Lund", Resolution.SURNAME),
        ('Anna Berg met Peter Lund in the town. "The dam is safe," she said.', "Anna Berg", Resolution.PRONOUN),
        ("The Water Institute said the dam was safe. It added that the lake was full.", "Water Institute", Resolution.PRONOUN),
        ('The Water Institute said the dam was safe.\n\nArda is shown.\n\nIt continued: "All is well."', "Water Institute",
         Resolution.PRONOUN),
        ("Farmers met spokesman Peter Lund. The spokesman said the dam was safe.", "Peter Lund", Resolution.DESCRIPTION),
        ("Ostrog said the dam was safe.", "government of Arda", Resolution.METONYM),
        ("Ardan authorities said the dam was safe.", "government of Arda", Resolution.METONYM),
        ("The Ardan press secretary said the dam was safe.", "Mira Holt", Resolution.ROLE),
        ("A farmer said the dam was safe.", "a farmer", Resolution.UNRESOLVED),
    ],
)  # fmt: skip
def test_the_last_speaker_is_named(text: str, name: str, resolution: Resolution) -> None:
    speaker = read(text)[-1].speaker
    assert (speaker.name, speaker.resolution) == (name, resolution)


def test_a_place_that_does_not_speak_is_no_government() -> None:
    (statement,) = read("Peter Lund said Ostrog was quiet.")
    assert statement.speaker.name == "Peter Lund"
    assert statement.speaker.speaks_for is None


def test_an_office_is_held_on_the_articles_day() -> None:
    text = "The Ardan press secretary said the dam was safe."
    assert read(text, date(2022, 5, 1))[0].speaker.entity_id == "old"
    assert read(text, date(2025, 5, 1))[0].speaker.entity_id is None


def test_role_and_whom_it_speaks_for_come_from_the_article() -> None:
    speaker = read('Citadel spokesman Karl Weiss said the dam was "safe".')[0].speaker
    assert speaker.role == "Citadel spokesman"
    assert speaker.speaks_for_id == "gov-arda"
    assert speaker.entity_id is None


def test_a_role_in_apposition_speaks_for_nobody_when_it_is_no_office() -> None:
    speaker = read("Anna Berg, professor of hydrology at the University of Arda, said the dam was safe.")[0].speaker
    assert speaker.role == "professor of hydrology at the University of Arda"
    assert speaker.speaks_for is None


def test_a_quotation_without_a_speaker_follows_the_one_before() -> None:
    text = 'Anna Berg said: "The dam is old."\n\n"Nobody has looked at it for twenty years."'
    first, second = read(text)
    assert second.speaker.key == first.speaker.key
    assert second.speaker.resolution is Resolution.CARRIED


def test_nameless_speakers_of_two_articles_are_kept_apart() -> None:
    text = "A farmer said the dam was safe."
    reading = RulesReader.load().read(text)
    keys = {
        read_statements(one, text, 0, reading, (), REGISTRY, DAY)[0].speaker.key for one in ("202403-a", "202403-b")
    }
    assert len(keys) == 2


def test_a_split_quotation_is_one_statement() -> None:
    (statement,) = read('"The dam is safe," Anna Berg said. "It was built to last."')
    assert len(statement.spans) == 2


def test_ids_do_not_change_and_tell_repetitions_apart() -> None:
    text = "Anna Berg said the dam was safe.\n\nAnna Berg said the dam was safe."
    first = [statement.id for statement in read(text)]
    assert first == [statement.id for statement in read(text)]
    assert len(set(first)) == 2


def test_a_caption_is_no_statement() -> None:
    assert not read("Anna Berg said the dam was safe (Peter Lund/AP)")
