"""Answers of a Wikidata query service, as SPARQL results in JSON.

Variables that are read, all but the first two optional: ``person`` (or ``item``), ``personLabel``, ``alias`` (one a row,
or several joined by "|"), ``familyNameLabel``, ``genderLabel``, ``positionLabel``, ``ofLabel`` or ``countryLabel``,
``countryCode`` (ISO 3166-1 alpha-2), ``start``, ``end``. Rows of one person are gathered.
"""

import json
from collections.abc import Iterator

from quotewire.errors import ConfigurationError
from quotewire.importers.dates import first_day, last_day
from quotewire.importers.draft import Draft, finish, slug
from quotewire.importers.places import government_id, title_within
from quotewire.model.entity import Entity, Role

_GENDERS = {"male": "m", "female": "f", "trans woman": "f", "trans man": "m"}
_Row = dict[str, str]


def read_wikidata(text: str, provenance: str) -> list[Entity]:
    """One entity a person. An office with ``ofLabel`` is held at that institution, else at the country's government."""
    drafts: dict[str, Draft] = {}
    for row in _rows(text):
        uri = row.get("person") or row.get("item") or ""
        person, name = uri.rsplit("/", 1)[-1], row.get("personLabel") or row.get("itemLabel") or ""
        if person and name and name != person:
            _add(drafts.setdefault(person, Draft(name, person)), row)
    return finish(drafts.values(), provenance)


def _add(draft: Draft, row: _Row) -> None:
    draft.add_aliases(row.get("alias", row.get("aliases", "")).split("|"))
    draft.surname = draft.surname or row.get("familyNameLabel")
    draft.gender = draft.gender or _GENDERS.get(row.get("genderLabel", ""))
    draft.country = draft.country or row.get("countryCode", "").lower() or None
    role = _role(row)
    if role and role not in draft.roles:
        draft.roles.append(role)


def _role(row: _Row) -> Role | None:
    position, of, country = row.get("positionLabel"), row.get("ofLabel"), row.get("countryLabel")
    if not position or not (of or country):
        return None
    title = title_within(position, of or country or "")
    institution = slug(of) if of else government_id(country or "")
    return Role(title, institution, first_day(row.get("start")), last_day(row.get("end")))


def _rows(text: str) -> Iterator[_Row]:
    try:
        bindings = json.loads(text)["results"]["bindings"]
        for binding in bindings:
            yield {variable: str(value["value"]) for variable, value in binding.items()}
    except json.JSONDecodeError as error:
        raise ConfigurationError(f"line {error.lineno}:{error.colno}: {error.msg}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError("expected SPARQL results in JSON: results, bindings, and a value each") from error
