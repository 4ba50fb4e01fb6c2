"""Files of records, checked as they are read, so that an error can say where it stands."""

import csv
import io
import json
from collections.abc import Collection, Iterator
from typing import Any

import yaml

from quotewire.errors import ConfigurationError


def read_rows(text: str, required: Collection[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV with a header, each with its line number; raises ConfigurationError when a column is missing."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = sorted(set(required) - set(reader.fieldnames or ()))
    if missing:
        raise ConfigurationError(f"line 1: there is no column {', '.join(missing)}")
    for row in reader:
        yield reader.line_num, {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}


def read_json_lines(text: str) -> Iterator[dict[str, Any]]:
    """Objects, one a line; raises ConfigurationError with the line that is none."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _object(number, line)


def _object(number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigurationError(f"line {number}:{error.colno}: {error.msg}") from error
    if not isinstance(found, dict):
        raise ConfigurationError(f"line {number}: expected an object")
    return found


def read_yaml_list(text: str) -> list[dict[str, Any]]:
    """The mappings of a YAML list. Raises ConfigurationError with line and column."""
    try:
        entries = yaml.load(text, Loader=yaml.CSafeLoader)  # the safe loader in C
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ConfigurationError(f"line {mark.line + 1 if mark else '?'}: {error.problem}") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigurationError("expected a list of people")
    return entries
