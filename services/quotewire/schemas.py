"""``schemas/`` from the models: JSON Schemas of every message, an AsyncAPI document of every topic, and their check.

``python -m quotewire.schemas check`` fails when the folder is not what the code says, ``write`` brings it up to date.
``write`` refuses a change that would break readers of the version on disk: raise the number in ``codec.VERSIONS``, and
the old version stays beside the new one. ``write --unreleased`` replaces a version that nobody has been given yet.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from quotewire.codec import HEADER, VERSIONS, headers_of, root_of, schema_name
from quotewire.topics import TOPICS, Topic

Json = dict[str, Any]

DESCRIPTION: Final = "Check or write schemas/, the JSON Schemas and the AsyncAPI document made from the models."
DEFAULT_FOLDER: Final = Path("schemas")
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def message_schema(message: type) -> Json:
    """What a reader of the message accepts; fields with a default are not required."""
    schema = root_of(message).model_json_schema(mode="validation", ref_template="#/$defs/{model}")
    definitions = schema.get("$defs", {})
    own = definitions.pop(message.__name__)
    name = schema_name(message)
    return {"$schema": _DIALECT, "$id": f"urn:quotewire:{name}:{VERSIONS[message]}", **own, "$defs": definitions}


def file_of(message: type) -> str:
    """The name of the message's schema under ``schemas/``."""
    return f"{schema_name(message)}/v{VERSIONS[message]}.json"


def asyncapi() -> Json:
    """An AsyncAPI 3 document of the topics, with Kafka's settings as bindings."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "quotewire",
            "version": "1",
            "description": "The topics that join quotewire's services. Written by `make schemas`; do not edit.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS.values()},
        "components": {"messages": {schema_name(m): _message(m) for m in VERSIONS}},
    }


def rendered() -> dict[str, str]:
    """Every file under ``schemas/`` by its name, as it should be."""
    files = {file_of(m): json.dumps(message_schema(m), indent=2, ensure_ascii=False) + "\n" for m in VERSIONS}
    files["asyncapi.yaml"] = yaml.safe_dump(asyncapi(), sort_keys=False, allow_unicode=True, width=120)
    return files


def find_drift(folder: Path) -> list[str]:
    """The files that are missing or are not what the code says."""
    return [name for name, text in rendered().items() if _read(folder / name) != text]


def find_breaks(folder: Path) -> list[str]:
    """What would break readers of the versions in the folder, without a new version number."""
    found = []
    for message in VERSIONS:
        if released := _read(folder / file_of(message)):
            breaks = breaking_changes(json.loads(released), message_schema(message))
            found += [f"{file_of(message)}: {change}" for change in breaks]
    return found


def breaking_changes(old: Json, new: Json) -> list[str]:
    """Changes after which messages of ``old`` cannot be read by ``new``, or readers of ``old`` cannot read ``new``.

    A new enum value is not among them: upgrade the readers first.
    """
    return list(_compare(old, new, _Documents(old, new), "message"))


class _Documents:
    """The two documents, to follow references in."""

    def __init__(self, old: Json, new: Json) -> None:
        self._old = old.get("$defs", {})
        self._new = new.get("$defs", {})

    def follow(self, old: Json, new: Json) -> tuple[Json, Json]:
        return _resolve(old, self._old), _resolve(new, self._new)


def _compare(old: Json, new: Json, documents: _Documents, place: str) -> Iterator[str]:
    old, new = documents.follow(old, new)
    if _kind(old) != _kind(new):
        yield f"{place} was {_kind(old)}, is {_kind(new)}"
        return
    if removed := sorted(set(old.get("enum", [])) - set(new.get("enum", []))):
        yield f"{place} no longer takes {', '.join(map(repr, removed))}"
    yield from _compare_fields(old, new, documents, place)
    for part in ("items", "prefixItems", "anyOf"):
        for before, after in zip(_listed(old.get(part)), _listed(new.get(part)), strict=False):
            yield from _compare(before, after, documents, f"{place}[]" if part != "anyOf" else place)


def _compare_fields(old: Json, new: Json, documents: _Documents, place: str) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    required_before, required_after = set(old.get("required", [])), set(new.get("required", []))
    for name in sorted(required_before - after.keys()):
        yield f"{place}.{name} is gone, and readers require it"
    for name in sorted(required_after - required_before):
        yield f"{place}.{name} is required, and older messages may lack it"
    for name in before.keys() & after.keys():
        yield from _compare(before[name], after[name], documents, f"{place}.{name}")


def _kind(schema: Json) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(option) for option in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    return " ".join(str(schema[part]) for part in ("type", "format") if part in schema)


def _resolve(schema: Json, definitions: Mapping[str, Json]) -> Json:
    return definitions[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema


def _listed(part: Json | list[Json] | None) -> list[Json]:
    if part is None:
        return []
    return part if isinstance(part, list) else [part]


def _channel(topic: Topic) -> Json:
    names = [schema_name(message) for message in topic.messages]
    retention = -1 if topic.retention is None else int(topic.retention.total_seconds() * 1000)
    return {
        "address": topic.name,
        "description": topic.purpose,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {"cleanup.policy": [topic.cleanup.value], "retention.ms": retention},
            }
        },
        "x-key": topic.key,
    }


def _message(message: type) -> Json:
    return {
        "name": schema_name(message),
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": [HEADER],
            "properties": {HEADER: {"type": "string", "const": headers_of(message)[HEADER]}},
        },
        "payload": {"schemaFormat": "application/schema+json;version=2020-12", "schema": {"$ref": file_of(message)}},
        "bindings": {"kafka": {"key": {"type": "string"}}},
    }


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _write(folder: Path) -> None:
    for name, text in rendered().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run ``check`` or ``write``; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m quotewire.schemas", description=DESCRIPTION)
    parser.add_argument("action", choices=("check", "write"))
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--unreleased", action="store_true", help="write over a version that nobody has been given yet")
    options = parser.parse_args(arguments)
    if not options.unreleased and (breaks := find_breaks(options.folder)):
        return _complain(breaks, "Readers of the released version would break: raise its number in codec.VERSIONS.")
    if options.action == "write":
        _write(options.folder)
    elif drift := find_drift(options.folder):
        return _complain(drift, "Not what the code says: run `make schemas` and commit the result.")
    return 0


def _complain(findings: list[str], advice: str) -> int:
    sys.stderr.write("\n".join([*findings, advice]) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
