"""Who can be tracked: people, organisations and governments, with names and dated roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from quotewire.model.mention import EntityKind

TITLE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("spokesman", "spokeswoman", "spokespeople", "spokesmen", "spokeswomen"), "spokesperson"),
        **dict.fromkeys(("chairman", "chairwoman", "chair"), "chairperson"),
        **dict.fromkeys(("congressman", "congresswoman", "congressperson"), "representative"),
        **dict.fromkeys(("councilman", "councilwoman"), "councillor"),
    }
)
"""Words (in lower case) of a title that name one office whoever holds it, each with the word that stands for all."""


def title_word(word: str) -> str:
    """ "spokesperson" for "spokeswoman": how the word of a title is compared. ``word`` is in lower case."""
    return TITLE_WORDS.get(word, word)


class SurnameRule(StrEnum):
    """When a surname alone stands for the person."""

    ALWAYS = "always"
    AFTER_FULL_NAME = "after the full name"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Provisional:
    """A speaker that no list knows: the key it has in every article, a name, and on how many claims it was heard."""

    key: str
    name: str
    positions: int


@dataclass(frozen=True, slots=True)
class Role:
    """An office held: ``title`` "press secretary", ``of`` the id of the institution. Dates are inclusive; None is open."""

    title: str
    of: str
    start: date | None = None
    end: date | None = None

    def held_on(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, organisation, government or place.

    ``aliases`` are further full names in any script. ``metonyms`` ("the Kremlin", "Moscow") and ``demonyms``
    ("Russian") stand for the entity only as the subject of a speech cue. ``speaks_for`` is the id of the entity on
    whose behalf this one speaks (an institution for its government). ``provenance`` names list and date.
    """

    id: str
    kind: EntityKind
    name: str
    aliases: tuple[str, ...] = ()
    surname: str | None = None
    surname_rule: SurnameRule = SurnameRule.AFTER_FULL_NAME
    gender: str | None = None  # "f", "m" or None; used only to follow pronouns
    roles: tuple[Role, ...] = ()
    metonyms: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    speaks_for: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2, lower case
    provenance: str = ""
    provisional: bool = False
