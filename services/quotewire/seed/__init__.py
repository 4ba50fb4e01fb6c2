"""Known people, institutions and governments: those that ship with quotewire, and files of one's own."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from quotewire.errors import ConfigurationError
from quotewire.model.entity import Entity

_FOLDER = Path(__file__).parent
_ENTITIES = TypeAdapter(list[Entity])


@cache
def seed_entities() -> tuple[Entity, ...]:
    """Every entity of the files beside this module."""
    return tuple(read_entities(sorted(_FOLDER.glob("*.yaml"))))


def read_entities(files: Iterable[Path]) -> list[Entity]:
    """Entities of YAML files, each a list with the fields of ``model.entity.Entity``.

    Raises ConfigurationError that names the file and the entry.
    """
    return [entity for file in files for entity in _read(file)]


def _read(file: Path) -> list[Entity]:
    try:
        entries = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader) or []  # the safe loader in C
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file}: not UTF-8 text (byte {error.start})") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise ConfigurationError(f"{file}{place}: {error.problem}") from error
    try:
        return _ENTITIES.validate_python(entries)
    except ValidationError as error:
        raise ConfigurationError(_explain(file, entries, error)) from error


def _explain(file: Path, entries: object, error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place, *field = problem["loc"] or ("",)
    entry = entries[place] if isinstance(entries, list) and isinstance(place, int) else {}
    name = entry.get("id", place) if isinstance(entry, dict) else place
    return f"{file}: entity {name}: {'.'.join(map(str, field))}: {problem['msg']}"
