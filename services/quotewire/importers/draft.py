"""What a list says of one entity while it is being read, row by row."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from quotewire.model.entity import Entity, Role, SurnameRule
from quotewire.model.mention import EntityKind

_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae"})
_SEAM = timedelta(days=7)
"""Two terms of one office with no longer gap between them are one."""


@dataclass(slots=True)
class Draft:
    """``source_id`` is the list's own id; it tells namesakes apart."""

    name: str
    source_id: str
    kind: EntityKind = EntityKind.PERSON
    aliases: dict[str, None] = field(default_factory=dict)
    surname: str | None = None
    surname_rule: SurnameRule = SurnameRule.AFTER_FULL_NAME
    gender: str | None = None
    roles: list[Role] = field(default_factory=list)
    metonyms: dict[str, None] = field(default_factory=dict)
    demonyms: dict[str, None] = field(default_factory=dict)
    speaks_for: str | None = None
    country: str | None = None
    id: str | None = None

    def add_aliases(self, names: Iterable[str | None]) -> None:
        """Take the names that are new; blanks do not count."""
        for name in names:
            if name and name.strip() and name.strip() != self.name:
                self.aliases.setdefault(name.strip())

    def entity(self, entity_id: str, provenance: str) -> Entity:
        return Entity(
            id=entity_id,
            kind=self.kind,
            name=self.name,
            aliases=tuple(self.aliases),
            surname=self.surname,
            surname_rule=self.surname_rule,
            gender=self.gender,
            roles=join_terms(self.roles),
            metonyms=tuple(self.metonyms),
            demonyms=tuple(self.demonyms),
            speaks_for=self.speaks_for,
            country=self.country,
            provenance=f"{provenance}, {self.source_id}" if self.source_id else provenance,
        )


def finish(drafts: Iterable[Draft], provenance: str) -> list[Entity]:
    """Entities with ids made from their names; namesakes within one list carry the list's own id too."""
    drafts = list(drafts)
    bearers = Counter(slug(draft.name) for draft in drafts if not draft.id)
    return [draft.entity(draft.id or _id_of(draft, bearers), provenance) for draft in drafts]


def _id_of(draft: Draft, bearers: Counter[str]) -> str:
    plain = slug(draft.name)
    return plain if plain and bearers[plain] == 1 else "-".join(filter(None, (plain, slug(draft.source_id))))


def slug(name: str) -> str:
    """ASCII words in lower case joined by hyphens; empty for a name in another script."""
    letters = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = re.sub(r"['’.]", "", letters.encode("ascii", "ignore").decode())
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()


def join_terms(roles: Iterable[Role]) -> tuple[Role, ...]:
    """Terms of one office that follow one another become one; ordered by start."""
    joined: list[Role] = []
    last: dict[tuple[str, str], int] = {}
    for role in sorted(dict.fromkeys(roles), key=lambda role: (role.start or date.min, role.end or date.max)):
        number = last.get((role.title, role.of))
        if number is not None and _follows(joined[number], role):
            joined[number] = Role(role.title, role.of, joined[number].start, _later(joined[number].end, role.end))
        else:
            last[role.title, role.of] = len(joined)
            joined.append(role)
    return tuple(joined)


def _follows(earlier: Role, later: Role) -> bool:
    return earlier.end is None or later.start is None or later.start <= earlier.end + _SEAM


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
