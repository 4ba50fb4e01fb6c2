"""A few known entities for tests."""

from quotewire.model.entity import Entity


class Known:
    """A few entities, asked as the registry is."""

    def __init__(self, *entities: Entity) -> None:
        self._entities = {entity.id: entity for entity in entities}

    def get(self, entity_id: str) -> Entity | None:
        return self._entities.get(entity_id)

    def by_name(self, name: str) -> tuple[Entity, ...]:
        return tuple(of for of in self._entities.values() if name in (of.name, *of.aliases))

    def metonym(self, text: str) -> Entity | None:
        return next((of for of in self._entities.values() if text in of.metonyms), None)
