"""Who is named as the speaker, by what, in which role and on whose behalf. The people are invented."""

from datetime import date

import pytest

from quotewire.analysis.entities.link import link_mentions
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.read import read_statements
from quotewire.analysis.statements.rules import RulesReader
from quotewire.model.entity import Entity, Role
from quotewire.model.ids import is_nameless
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


NAMESAKES = "Mira Holt opened the dam. Peter Holt and Mira Holt walked over it.\n\nHolt said it was safe."


def test_a_surname_of_two_people_keeps_both_with_their_shares() -> None:
    (statement,) = read(NAMESAKES)
    speaker = statement.speaker
    assert (speaker.name, speaker.entity_id, speaker.resolution) == ("Holt", None, Resolution.SURNAME)
    shares = {one.entity_id: round(one.score, 2) for one in speaker.candidates}
    assert shares == {"mira": 0.67, "x-peter-holt": 0.33}
    elsewhere = read("Peter Holt slept. Mira Holt walked. Peter Holt woke. Holt said the lake was full.")[0].speaker
    assert (elsewhere.key, is_nameless(speaker.key)) == (speaker.key, False)
    others = read("Anna Holt slept. Mira Holt walked. Holt said the lake was full.")[0].speaker
    assert (others.name, others.key == speaker.key) == ("Holt", False)


@pytest.mark.parametrize(
    ("goes_on", "names"),
    [
        ('"It will hold," he said.', {"x-peter-holt"}),
        ('"It will hold," she said.', {"mira"}),
        ("Mr. Holt said it would hold.", {"x-peter-holt"}),
        ("Mira Holt said it would hold.", {"mira"}),
        ('"It will hold for long."', {"mira", "x-peter-holt"}),
    ],
)
def test_what_follows_a_doubtful_surname_settles_it_or_keeps_the_doubt(goes_on: str, names: set[str]) -> None:
    speaker = read(f"{NAMESAKES.replace('it was safe.', 'it was “safe”.')}\n\n{goes_on}")[-1].speaker
    assert ({one.entity_id for one in speaker.candidates} or {speaker.key}) == names


def test_a_pronoun_that_does_not_tell_them_apart_keeps_both() -> None:
    text = 'Peter Lund met Karl Lund at the dam. Lund said it was safe.\n\n"It will hold," he said.'
    said = read(text)
    assert [len(one.speaker.candidates) for one in said] == [2, 2]
    assert len({one.speaker.key for one in said}) == 1


def test_a_full_name_after_a_doubtful_surname_is_in_no_doubt() -> None:
    text = "Peter Holt slept. Mira Holt walked. Peter Holt woke. Holt said it was safe. Peter Holt said it was not."
    first, last = read(text)
    assert (len(first.speaker.candidates), last.speaker.key, last.speaker.candidates) == (2, "x-peter-holt", ())


def test_before_a_namesake_is_named_the_surname_means_the_one_who_was() -> None:
    first, last = read("Peter Lund came. Lund said it was safe.\n\nThen Karl Lund came. Lund said it was not.")
    assert (first.speaker.key, first.speaker.candidates) == ("x-peter-lund", ())
    assert len(last.speaker.candidates) == 2


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


def test_he_is_whom_the_paragraph_begins_with_rather_than_who_spoke_before_it() -> None:
    text = (
        "According to Peter Lund, the minister's spokesman, the dam is safe.\n\n"
        "Jon Brand, deputy head of the Water Institute, had gone further the night before. He said the dam would never leak."
    )
    assert read(text)[-1].speaker.name == "Jon Brand"
