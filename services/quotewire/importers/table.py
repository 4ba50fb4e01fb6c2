"""A table of one's own: CSV with a header.

| column | what |
|---|---|
| ``name`` | required: the usual full name |
| ``id`` | a slug; made from the name when blank |
| ``kind`` | ``person`` (when blank), ``organisation``, ``government`` or ``place`` |
| ``aliases``, ``metonyms``, ``demonyms`` | joined by ";" |
| ``surname`` | the part that may stand alone |
| ``surname_rule`` | ``always``, ``after the full name`` (when blank) or ``never`` |
| ``gender`` | ``f``, ``m`` or blank |
| ``title``, ``of``, ``start``, ``end`` | an office, the id of its institution, dates as YYYY-MM-DD, YYYY-MM or YYYY |
| ``speaks_for`` | the id of whom the entity speaks for |
| ``country`` | two letters, ISO 3166-1 |

Several rows of one ``id`` (or, without ids, of one name) are one entity with several offices.
"""

from enum import StrEnum
from typing import TypeVar

from quotewire.errors import ConfigurationError
from quotewire.importers.dates import first_day, last_day
from quotewire.importers.draft import Draft, finish
from quotewire.importers.records import read_rows
from quotewire.model.entity import Entity, Role, SurnameRule
from quotewire.model.mention import EntityKind

_Choice = TypeVar("_Choice", bound=StrEnum)
_Row = dict[str, str]


def read_table(text: str, provenance: str) -> list[Entity]:
    """Entities of a CSV; raises ConfigurationError with line and column of what cannot be read."""
    drafts: dict[str, Draft] = {}
    for line, row in read_rows(text, ["name"]):
        key = row.get("id") or row["name"]
        if key:
            _add(drafts.setdefault(key, Draft(row["name"] or key, "")), line, row)
    return finish(drafts.values(), provenance)


def _add(draft: Draft, line: int, row: _Row) -> None:
    draft.id = row.get("id") or None
    if row.get("kind"):
        draft.kind = _choose(EntityKind, line, "kind", row["kind"])
    if row.get("surname_rule"):
        draft.surname_rule = _choose(SurnameRule, line, "surname_rule", row["surname_rule"])
    draft.add_aliases(_several(row, "aliases"))
    draft.metonyms |= dict.fromkeys(_several(row, "metonyms"))
    draft.demonyms |= dict.fromkeys(_several(row, "demonyms"))
    draft.surname = row.get("surname") or draft.surname
    draft.gender = _gender(line, row.get("gender", "")) or draft.gender
    draft.speaks_for = row.get("speaks_for") or draft.speaks_for
    draft.country = row.get("country", "").lower() or draft.country
    if row.get("title"):
        draft.roles.append(_role(line, row))


def _role(line: int, row: _Row) -> Role:
    if not row.get("of"):
        raise ConfigurationError(f"line {line}: of: at which institution is {row['title']!r} held?")
    start, end = first_day(row.get("start")), last_day(row.get("end"))
    for column, day in (("start", start), ("end", end)):
        if row.get(column) and day is None:
            raise ConfigurationError(f"line {line}: {column}: {row[column]!r} is no date (YYYY-MM-DD, YYYY-MM or YYYY)")
    if start and end and end < start:
        raise ConfigurationError(f"line {line}: end: {row['end']} is before {row['start']}")
    return Role(row["title"], row["of"], start, end)


def _several(row: _Row, column: str) -> list[str]:
    return [part.strip() for part in row.get(column, "").split(";") if part.strip()]


def _gender(line: int, text: str) -> str | None:
    if text not in {"", "f", "m"}:
        raise ConfigurationError(f"line {line}: gender: expected f, m or nothing, not {text!r}")
    return text or None


def _choose(choices: type[_Choice], line: int, column: str, text: str) -> _Choice:
    try:
        return choices(text)
    except ValueError:
        known = ", ".join(choice.value for choice in choices)
        raise ConfigurationError(f"line {line}: {column}: expected one of {known}, not {text!r}") from None
