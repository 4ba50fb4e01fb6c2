"""What the lists of US legislators and of presidents share: https://github.com/unitedstates/congress-legislators (CC0)."""

from collections.abc import Callable, Iterable
from typing import Any

from quotewire.errors import ConfigurationError
from quotewire.importers.dates import first_day, last_day
from quotewire.importers.draft import Draft, finish
from quotewire.importers.records import read_yaml_list
from quotewire.model.entity import Entity, Role

Offices = Callable[[dict[str, Any]], Iterable[tuple[str, str]]]
"""Title and institution of each office that a term means."""


def read_people(text: str, provenance: str, offices: Offices) -> list[Entity]:
    """One entity for each person; raises ConfigurationError that names the entry which is no person."""
    return finish((_draft(number, entry, offices) for number, entry in enumerate(read_yaml_list(text), 1)), provenance)


def _draft(number: int, entry: dict[str, Any], offices: Offices) -> Draft:
    try:
        name, terms = entry["name"], entry["terms"]
        first, last = name["first"], name["last"]
    except (KeyError, TypeError) as error:
        raise ConfigurationError(f"entry {number}: expected a name with first and last, and terms") from error
    draft = Draft(_usual_name(name), str(entry.get("id", {}).get("bioguide", number)), surname=last, country="us")
    draft.gender = str(entry.get("bio", {}).get("gender", "")).lower() or None
    draft.add_aliases(_other_names(name, first, last))
    draft.roles = [
        Role(title, of, first_day(term.get("start")), last_day(term.get("end")))
        for term in terms
        for title, of in offices(term)
    ]
    return draft


def _usual_name(name: dict[str, str]) -> str:
    official = name.get("official_full")
    return official or f"{name.get('nickname') or name['first']} {name['last']}"


def _other_names(name: dict[str, str], first: str, last: str) -> Iterable[str]:
    yield f"{first} {last}"
    if name.get("nickname"):
        yield f"{name['nickname']} {last}"
    if name.get("middle"):
        yield f"{first} {name['middle']} {last}"
    if name.get("suffix"):
        yield f"{first} {last} {name['suffix']}"
