"""FollowTheMoney entities, one JSON object a line, as OpenSanctions publishes them: people, bodies, offices held.

https://followthemoney.tech: ``Person``, ``Organization``, ``PublicBody``, ``Position`` and ``Occupancy`` are read, other
schemata are passed over.
"""

from typing import Any

from quotewire.importers.dates import first_day, last_day
from quotewire.importers.draft import Draft, finish, slug
from quotewire.importers.places import title_within
from quotewire.importers.records import read_json_lines
from quotewire.model.entity import Entity, Role
from quotewire.model.mention import EntityKind

_KINDS = {
    "Person": EntityKind.PERSON,
    "Organization": EntityKind.ORGANISATION,
    "PublicBody": EntityKind.ORGANISATION,
    "Company": EntityKind.ORGANISATION,
    "LegalEntity": EntityKind.ORGANISATION,
}
_GENDERS = {"male": "m", "female": "f"}
_Object = dict[str, Any]


def read_followthemoney(text: str, provenance: str) -> list[Entity]:
    """People and bodies; who held a position that says at which organisation gets a dated role there."""
    objects = list(read_json_lines(text))
    drafts = {str(one.get("id")): draft for one in objects if (draft := _draft(one))}
    positions = {str(one.get("id")): one for one in objects if one.get("schema") == "Position"}
    for one in objects:
        if one.get("schema") == "Occupancy":
            _occupy(one, drafts, positions)
    return finish(drafts.values(), provenance)


def _draft(one: _Object) -> Draft | None:
    kind, names = _KINDS.get(str(one.get("schema"))), _values(one, "name")
    name = one.get("caption") or (names[0] if names else None)
    if kind is None or not name:
        return None
    draft = Draft(str(name), str(one.get("id")), kind)
    draft.add_aliases([*names, *_values(one, "alias"), *_values(one, "abbreviation")])
    if kind is EntityKind.PERSON:
        draft.surname = next(iter(_values(one, "lastName")), None)
        draft.gender = next((_GENDERS[gender] for gender in _values(one, "gender") if gender in _GENDERS), None)
    codes = [code for code in _values(one, "country") + _values(one, "nationality") if len(code) == 2]
    draft.country = codes[0].lower() if codes else None
    return draft


def _occupy(one: _Object, drafts: dict[str, Draft], positions: dict[str, _Object]) -> None:
    start = first_day(next(iter(_values(one, "startDate")), None))
    end = last_day(next(iter(_values(one, "endDate")), None))
    for holder in _values(one, "holder"):
        for position in _values(one, "post"):
            body = _body(positions.get(position, {}), drafts)
            if holder in drafts and body:
                title = title_within(_values(positions[position], "name")[0], body)
                drafts[holder].roles.append(Role(title, slug(body), start, end))


def _body(position: _Object, drafts: dict[str, Draft]) -> str | None:
    """The organisation of a position, by name; it may be given by the id of another entity."""
    named = _values(position, "organization")
    if not named or not _values(position, "name"):
        return None
    return drafts[named[0]].name if named[0] in drafts else named[0]


def _values(one: _Object, name: str) -> list[str]:
    properties = one.get("properties")
    values = properties.get(name, []) if isinstance(properties, dict) else []
    return [value["id"] if isinstance(value, dict) and "id" in value else str(value) for value in values]
