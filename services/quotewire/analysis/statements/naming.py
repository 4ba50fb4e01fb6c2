"""What the registry knows of a speaker: metonyms, office holders, and on whose behalf somebody speaks."""

from dataclasses import dataclass
from datetime import date

from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.entities.tokens import find_tokens
from quotewire.analysis.statements.phrases import load_roles
from quotewire.model.entity import Entity
from quotewire.model.mention import EntityKind

_LONGEST_METONYM = 4  # words
_SMALL_WORDS = frozenset({"of", "for", "the", "to", "at", "s", "a", "an", "in", "former"})


@dataclass(frozen=True, slots=True)
class Naming:
    """The registry as of one day."""

    registry: Registry
    day: date

    def body(self, name: str) -> Entity | None:
        """The government or institution that a name stands for when it speaks: "Moscow", "the Kremlin", "Russia"."""
        return self.registry.metonym(name)

    def authority(self, words: str) -> Entity | None:
        """The government behind "Russian authorities" or "Ukrainian officials"."""
        last = words.lower().split()[-1:]
        if not last or last[0] not in {"authorities", "officials", "government", "officialdom"}:
            return None
        found = self._institution(words.rsplit(maxsplit=1)[0])
        return self._principal(found[0]) if found else None

    def holder(self, description: str) -> Entity | None:
        """The one person who held the described office on the day: "the White House press secretary"."""
        found = self._institution(description)
        if found is None or description.lower().startswith(("a ", "an ", "former ", "the former ")):
            return None
        institution, title = found
        for of in dict.fromkeys((institution.id, institution.speaks_for)):
            holders = self.registry.holders(title, of, self.day) if of and title else ()
            if len(holders) == 1:
                return holders[0]
        return None

    def offices(self, entity_id: str | None) -> list[str]:
        """The offices a known person held on the day, each with its institution: "president United States"."""
        entity = self.registry.get(entity_id) if entity_id else None
        held = [role for role in entity.roles if role.held_on(self.day)] if entity else []
        return [f"{role.title} {of.name if (of := self.registry.get(role.of)) else ''}".strip() for role in held]

    def spoken_for(self, entity_id: str | None, role: str | None) -> Entity | None:
        """On whose behalf: of a known entity by the registry, else by the office that the article states."""
        entity = self.registry.get(entity_id) if entity_id else None
        if entity:
            found = self._by_registry(entity)
            if found or entity.kind is not EntityKind.PERSON:
                return found
        if role is None or not _is_official(role):
            return None
        institution = self._institution(role)
        return self._principal(institution[0]) if institution else None

    def _by_registry(self, entity: Entity) -> Entity | None:
        if entity.speaks_for:
            return self.registry.get(entity.speaks_for)
        if entity.kind is EntityKind.GOVERNMENT:
            return entity
        held = next((role for role in entity.roles if role.held_on(self.day)), None)
        of = self.registry.get(held.of) if held else None
        return self._principal(of) if of else None

    def _principal(self, entity: Entity) -> Entity:
        return (self.registry.get(entity.speaks_for) if entity.speaks_for else None) or entity

    def _institution(self, role: str) -> tuple[Entity, str] | None:
        """The body that an office names, and the words of the office without it."""
        tokens = [found.group() for found in find_tokens(role)]
        for size in range(min(_LONGEST_METONYM, len(tokens)), 0, -1):
            for start in range(len(tokens) - size + 1):
                entity = self._body_named(" ".join(tokens[start : start + size]))
                if entity:
                    rest = tokens[:start] + tokens[start + size :]
                    return entity, " ".join(word for word in rest if word.lower() not in _SMALL_WORDS)
        return None

    def _body_named(self, words: str) -> Entity | None:
        if not words[:1].isupper():
            return None
        named = [entity for entity in self.registry.by_name(words) if entity.kind is not EntityKind.PERSON]
        return named[0] if len(named) == 1 else self.registry.metonym(words) or self.registry.demonym(words)


def _is_official(role: str) -> bool:
    words = {word.strip(",.").lower() for word in role.split()}
    return bool(words & load_roles()["official"]) or "authorities" in words or "officials" in words
