"""The JSON Schema of watch files, for editors. ``watchfile.parse_watches`` has the last word: it also reads queries."""

from typing import Any

from quotewire.matching.watchfile import ID_PATTERN, LONGEST_WINDOW, MOST_PER_DAY, TIME_PATTERN
from quotewire.model.statement import Stance
from quotewire.model.watch import AlertMode, AlertPolicy

Schema = dict[str, Any]

_DEFAULT = AlertPolicy()


def build_watchlist_schema() -> Schema:
    """Draft 2020-12. A file is a list of watches, bare or under ``watches``, or one watch."""
    watches = {"type": "array", "items": {"$ref": "#/$defs/watch"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "quotewire watchlist",
        "oneOf": [watches, _mapping({"watches": watches}, ["watches"]), {"$ref": "#/$defs/watch"}],
        "$defs": {"watch": _watch(), "speaker": _speaker(), "alert": _alert()},
    }


def _watch() -> Schema:
    names = _one_or_more({"type": "string", "minLength": 1})
    properties = {
        "id": _described(
            {"type": "string", "pattern": f"^{ID_PATTERN}$"}, "Names the watch in alerts; never reuse it."
        ),
        "title": _described({"type": "string"}, "What people call the watch."),
        "said_by": _described(_one_or_more({"$ref": "#/$defs/speaker"}), "Who must be speaking: any of these."),
        "mentions": _described(names, "Whom or what the article must name: any of these."),
        "about": _described(
            {"type": "string", "minLength": 1},
            'A Lucene query over statement, article and entities: (drone* OR UAV) AND "Red Square"~3 NOT football.',
        ),
        "stance": _described(_one_or_more({"enum": [*Stance]}), "How the speaker stands to it: any of these."),
        "min_confidence": _described({"type": "number", "minimum": 0, "maximum": 1}, "Of the statement."),
        "sources": _described(
            _mapping({"include": names, "exclude": names}, []),
            "Source ids, outlets or domains to keep to or leave out.",
        ),
        "alert": {"$ref": "#/$defs/alert"},
    }
    needs = [{"required": [key]} for key in ("said_by", "mentions", "about")]
    return _mapping(properties, ["id"]) | {"anyOf": needs}


def _speaker() -> Schema:
    text = {"type": "string", "minLength": 1}
    forms = [
        _mapping({"name": text}, ["name"]),
        _mapping({"organisation": text}, ["organisation"]),
        _mapping({"role": text, "of": text}, ["role", "of"]),
    ]
    return {"oneOf": [_described(text, "A person or an organisation."), *forms]}


def _alert() -> Schema:
    properties = {
        "channels": _described(_one_or_more({"type": "string"}), "Where alerts go, by the names in the settings."),
        "mode": {"enum": [*AlertMode], "default": _DEFAULT.mode},
        "window_minutes": _described(
            {"type": "integer", "minimum": 1, "maximum": LONGEST_WINDOW, "default": _DEFAULT.window_minutes},
            "How long coalesced alerts are gathered.",
        ),
        "digest_at": {"type": "string", "pattern": f"^{TIME_PATTERN}$", "default": _DEFAULT.digest_at},
        "time_zone": {"type": "string", "default": _DEFAULT.time_zone, "examples": ["Europe/London"]},
        "max_per_day": {"type": "integer", "minimum": 1, "maximum": MOST_PER_DAY},
    }
    return _mapping(properties, [])


def _mapping(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _one_or_more(item: Schema) -> Schema:
    return {"oneOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}
