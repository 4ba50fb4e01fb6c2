"""Watch files: YAML to watches. An invalid watch is an error with its place, and never disables another."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from quotewire.errors import QueryError
from quotewire.matching.yamlnode import (
    YamlError,
    choice_of,
    compose,
    entries_of,
    is_null,
    items_of,
    number_of,
    problem_at,
    problem_within,
    split_items,
    text_of,
)
from quotewire.model.statement import Stance
from quotewire.model.watch import AlertMode, AlertPolicy, SaidBy, Watch, WatchError
from quotewire.query.parse import parse_query
from quotewire.query.tokens import words
from quotewire.query.tree import And, Node, Not, Or, Range

WATCH_KEYS = ("id", "title", "said_by", "mentions", "about", "stance", "min_confidence", "sources", "alert")
SPEAKER_KEYS = ("name", "role", "of", "organisation")
SOURCE_KEYS = ("include", "exclude")
ALERT_KEYS = ("channels", "mode", "window_minutes", "digest_at", "time_zone", "max_per_day")
ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
TIME_PATTERN = r"([01]\d|2[0-3]):[0-5]\d"
LONGEST_WINDOW = 1440
"""Minutes."""
MOST_PER_DAY = 100_000


@dataclass(frozen=True, slots=True)
class WatchFile:
    """What a file holds: the watches that can be used, and an error for everything that cannot."""

    name: str
    watches: tuple[Watch, ...]
    errors: tuple[WatchError, ...]


def parse_watches(text: str, name: str) -> WatchFile:
    """Reads a list of watches, bare or under ``watches:``, or one by itself; JSON is YAML too.

    Never raises for what the text holds.
    """
    watches: dict[str, Watch] = {}
    errors: list[WatchError] = []
    for found in _read_file(text):
        if isinstance(found, tuple):
            watch_id, problem = found
            errors.append(WatchError(name, problem.line, problem.column, problem.message, watch_id))
        else:
            watches[found.id] = found
    return WatchFile(name, tuple(watches.values()), tuple(sorted(errors, key=lambda error: (error.line, error.column))))


_Found = Watch | tuple[str | None, YamlError]


def _read_file(text: str) -> Iterator[_Found]:
    seen: set[str] = set()
    try:
        root = compose(text)
    except YamlError as malformed:
        yield None, malformed
        for item in split_items(text):
            yield from _read_item(item, seen)
    else:
        yield from _read_document(root, seen)


def _read_item(item: str, seen: set[str]) -> Iterator[_Found]:
    """One item of a malformed file; the malformed one has been reported already."""
    try:
        root = compose(item)
    except YamlError:
        return
    yield from _read_document(root, seen)


def _read_document(root: yaml.Node | None, seen: set[str]) -> Iterator[_Found]:
    try:
        nodes = _watch_nodes(root)
    except YamlError as problem:
        yield None, problem
        return
    for node in nodes:
        yield from _read_watch(node, seen)


def _watch_nodes(root: yaml.Node | None) -> Sequence[yaml.Node]:
    if isinstance(root, yaml.MappingNode):
        if any(key.value == "id" for key, _ in root.value):
            return (root,)
        root = entries_of(root, "a watch file", ("watches",)).get("watches")
    if root is None or is_null(root):
        return ()
    if not isinstance(root, yaml.SequenceNode):
        raise problem_at(root, "expected a list of watches, each beginning with - id:")
    return list(root.value)


def _read_watch(node: yaml.Node, seen: set[str]) -> Iterator[_Found]:
    """The watch, or each of its problems."""
    watch_id = _peek_id(node)
    problems: list[YamlError] = []
    watch = _build_watch(node, problems)
    if watch_id in seen:
        problems.append(problem_at(node, f"the id {watch_id} is taken by an earlier watch: expected another"))
    if watch and not problems:
        seen.add(watch.id)
        yield watch
    for problem in problems:
        yield watch_id, problem


def _peek_id(node: yaml.Node) -> str | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((str(value.value) for key, value in node.value if key.value == "id"), None)


def _build_watch(node: yaml.Node, problems: list[YamlError]) -> Watch | None:
    try:
        entries = entries_of(node, "a watch", WATCH_KEYS)
    except YamlError as problem:
        problems.append(problem)
        return None
    values: dict[str, Any] = {}
    for key, entry in entries.items():
        try:
            values |= _READERS[key](entry)
        except YamlError as problem:
            problems.append(problem)
    if "id" not in entries:
        problems.append(problem_at(node, "a watch without id: expected id: and a short name"))
    if not {"said_by", "mentions", "about"} & entries.keys():
        problems.append(
            problem_at(node, "this watch would match nearly everything: expected said_by, mentions or about")
        )
    elif not {"said_by", "mentions"} & entries.keys() and _asks_no_word(values.get("about")):
        problems.append(
            problem_at(
                entries["about"],
                "about asks only for dates and numbers and would match nearly everything: "
                "expected a word, a name or a source beside them",
            )
        )
    return None if problems else Watch(**values)


def _asks_no_word(about: str | None) -> bool:
    """Whether dates and numbers alone may let a statement through."""
    return about is not None and not _needs_word(parse_query(about).root)


def _needs_word(node: Node) -> bool:
    if isinstance(node, And):
        return any(map(_needs_word, node.children))
    if isinstance(node, Or):
        return all(map(_needs_word, node.children))
    return not isinstance(node, Range | Not)


def _read_id(node: yaml.Node) -> dict[str, Any]:
    written = text_of(node, "id")
    if not re.fullmatch(ID_PATTERN, written):
        raise problem_at(node, f"the id {written}: expected letters, digits, dots, dashes or underscores, at most 100")
    return {"id": written}


def _read_said_by(node: yaml.Node) -> dict[str, Any]:
    return {"said_by": tuple(_read_speaker(item) for item in items_of(node, "said_by"))}


def _read_speaker(node: yaml.Node) -> SaidBy:
    """A name, or a mapping that names a person, an organisation, or a role of an institution."""
    if isinstance(node, yaml.ScalarNode):
        return SaidBy(name=_name_of(node, "said_by"))
    entries = entries_of(node, "said_by", SPEAKER_KEYS)
    values = {key: _name_of(entry, key) for key, entry in entries.items()}
    if set(values) not in ({"name"}, {"organisation"}, {"role", "of"}):
        raise problem_at(node, "said_by: expected a name, {organisation: …} or {role: …, of: …}")
    return SaidBy(**values)


def _name_of(node: yaml.Node, what: str) -> str:
    written = text_of(node, what)
    if not words(written):
        raise problem_at(node, f"{what}: no word in {written}: expected a name")
    return written


def _read_names(key: str) -> Callable[[yaml.Node], dict[str, Any]]:
    return lambda node: {key: tuple(_name_of(item, key) for item in items_of(node, key))}


def _read_about(node: yaml.Node) -> dict[str, Any]:
    written = text_of(node, "about")
    try:
        parse_query(written)
    except QueryError as error:
        at = error.position or 0
        message = f"about: {error} (character {at + 1} of the query)"
        raise problem_within(node, written, at, message) from error
    return {"about": written}


def _read_stance(node: yaml.Node) -> dict[str, Any]:
    names = [choice_of(item, "stance", tuple(Stance)) for item in items_of(node, "stance")]
    return {"stance": tuple(Stance(name) for name in names)}


def _read_confidence(node: yaml.Node) -> dict[str, Any]:
    return {"min_confidence": number_of(node, "min_confidence", 0, 1)}


def _read_sources(node: yaml.Node) -> dict[str, Any]:
    entries = entries_of(node, "sources", SOURCE_KEYS)
    return {f"sources_{key}": _read_names(key)(entry)[key] for key, entry in entries.items()}


def _read_title(node: yaml.Node) -> dict[str, Any]:
    return {"title": text_of(node, "title")}


def _read_alert(node: yaml.Node) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, entry in entries_of(node, "alert", ALERT_KEYS).items():
        values |= _ALERT_READERS[key](entry)
    return {"alert": AlertPolicy(**values)}


def _read_mode(node: yaml.Node) -> dict[str, Any]:
    return {"mode": AlertMode(choice_of(node, "mode", tuple(AlertMode)))}


def _read_digest_at(node: yaml.Node) -> dict[str, Any]:
    written = text_of(node, "digest_at")
    if not re.fullmatch(TIME_PATTERN, written):
        raise problem_at(node, f"digest_at is {written}: expected a time such as 08:00")
    return {"digest_at": written}


def _read_time_zone(node: yaml.Node) -> dict[str, Any]:
    written = text_of(node, "time_zone")
    try:
        ZoneInfo(written)
    except (KeyError, ValueError, OSError) as error:  # unknown, malformed, or a folder of the zone database
        raise problem_at(node, f"time_zone {written}: expected a name such as Europe/London") from error
    return {"time_zone": written}


def _read_count(key: str, high: int) -> Callable[[yaml.Node], dict[str, Any]]:
    return lambda node: {key: _whole(node, number_of(node, key, 1, high), key)}


def _whole(node: yaml.Node, number: float, what: str) -> int:
    if not number.is_integer():
        raise problem_at(node, f"{what} is {number:g}: expected a whole number")
    return int(number)


_ALERT_READERS: dict[str, Callable[[yaml.Node], dict[str, Any]]] = {
    "channels": _read_names("channels"),
    "mode": _read_mode,
    "window_minutes": _read_count("window_minutes", LONGEST_WINDOW),
    "digest_at": _read_digest_at,
    "time_zone": _read_time_zone,
    "max_per_day": _read_count("max_per_day", MOST_PER_DAY),
}

_READERS: dict[str, Callable[[yaml.Node], dict[str, Any]]] = {
    "id": _read_id,
    "title": _read_title,
    "said_by": _read_said_by,
    "mentions": _read_names("mentions"),
    "about": _read_about,
    "stance": _read_stance,
    "min_confidence": _read_confidence,
    "sources": _read_sources,
    "alert": _read_alert,
}
