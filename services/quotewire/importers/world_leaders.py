"""Heads of state and government as Wikidata lists them, one office of one person a row."""

from quotewire.importers.dates import first_day, last_day
from quotewire.importers.draft import Draft, finish
from quotewire.importers.places import government_id, title_within
from quotewire.importers.records import read_rows
from quotewire.model.entity import Entity, Role

COLUMNS = ("country", "positionLabel", "officeholder", "officeholderLabel", "start_year", "end_year")


def read_world_leaders(text: str, provenance: str) -> list[Entity]:
    """One entity a person. A year stands for all its days, so in a year of change an office has two holders."""
    drafts: dict[str, Draft] = {}
    for _, row in read_rows(text, COLUMNS):
        name, person = row["officeholderLabel"], row["officeholder"]
        if not name or name == person:  # nobody has given the person a name in English
            continue
        draft = drafts.setdefault(person, Draft(name, person))
        title = title_within(row["positionLabel"], row["country"])
        start, end = first_day(row["start_year"]), last_day(row["end_year"])
        draft.roles.append(Role(title, government_id(row["country"]), start, end))
    return finish(drafts.values(), provenance)
