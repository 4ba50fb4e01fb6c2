"""Reading YAML with the place of everything that is read, so that each complaint can point at it."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise

import yaml


class YamlError(Exception):
    """Something that cannot be used. ``line`` and ``column`` count from 1."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.message = message


def problem_at(node: yaml.Node, message: str) -> YamlError:
    mark = node.start_mark
    return YamlError(mark.line + 1, mark.column + 1, message)


def problem_within(node: yaml.Node, value: str, at: int, message: str) -> YamlError:
    """The problem at one character of a value, which may be quoted, or folded over several lines.

    Writing a value changes its blanks and adds marks to it, so its other characters are followed from the start.
    """
    buffer, end = node.start_mark.buffer, node.end_mark.index
    if buffer is None:
        return problem_at(node, message)
    place = node.start_mark.index
    if getattr(node, "style", None) in ("|", ">"):
        place = buffer.find("\n", place, end)
    for number, character in enumerate(value[: at + 1]):
        if character.isspace():
            continue
        found = buffer.find(character, place, end)
        if found < 0:
            return problem_at(node, message)
        place = found if number == at else found + 1
    line = buffer.count("\n", 0, place)
    return YamlError(line + 1, place - (buffer.rfind("\n", 0, place) + 1) + 1, message)


def compose(text: str) -> yaml.Node | None:
    """The document's node, None when it is empty. Raises ``YamlError`` for malformed YAML."""
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlError(*place, f"malformed YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlError(line, 1, f"malformed YAML: {error.reason}") from error
    except RecursionError as error:  # the library descends once for each level of nesting
        raise YamlError(1, 1, "malformed YAML: nested too deeply") from error


def items_of(node: yaml.Node, what: str) -> Sequence[yaml.Node]:
    """The nodes of a list; a single value stands for a list of one."""
    items = list(node.value) if isinstance(node, yaml.SequenceNode) else [node]
    if not items or is_null(node):
        raise problem_at(node, f"{what} is empty: expected a value or a list of them")
    return items


def entries_of(node: yaml.Node, what: str, known: Sequence[str]) -> dict[str, yaml.Node]:
    """A mapping's nodes by key. Raises ``YamlError`` for another kind of node, and for unknown or doubled keys."""
    if not isinstance(node, yaml.MappingNode):
        raise problem_at(node, f"{what}: expected a mapping with {', '.join(known)}")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name not in known:
            raise problem_at(key, f"unknown key {name}{_suggest(name, known)}: expected one of {', '.join(known)}")
        if name in found:
            raise problem_at(key, f"{name} stands here twice: expected it once")
        found[name] = value
    return found


def _suggest(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f" (is {close[0]} meant?)" if close else ""


def text_of(node: yaml.Node, what: str) -> str:
    """A text that is not empty; numbers and dates are taken as they are written."""
    if not isinstance(node, yaml.ScalarNode) or is_null(node) or not node.value.strip():
        raise problem_at(node, f"{what}: expected a text")
    return str(node.value).strip()


def number_of(node: yaml.Node, what: str, low: float, high: float) -> float:
    """A number within bounds that it may reach."""
    written = text_of(node, what)
    if not re.fullmatch(r"-?\d+(\.\d+)?", written) or not low <= float(written) <= high:
        raise problem_at(node, f"{what} is {written}: expected a number from {low:g} to {high:g}")
    return float(written)


def choice_of(node: yaml.Node, what: str, choices: Sequence[str]) -> str:
    """One of a closed set, written exactly."""
    written = text_of(node, what)
    if written not in choices:
        expected = ", ".join(choices)
        raise problem_at(node, f"{what} is {written}{_suggest(written, choices)}: expected one of {expected}")
    return written


def is_null(node: yaml.Node) -> bool:
    """Whether a value was left out or written as null."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def split_items(text: str) -> Iterator[str]:
    """Each item of the outermost list as a text of its own, in which it stands on the same lines as before.

    What a file of many items still holds when one of them is malformed.
    """
    lines = text.split("\n")
    first = next((line for line in lines if re.match(r"\s*- ", line)), "")
    opening = first[: len(first) - len(first.lstrip())] + "- "
    starts = [number for number, line in enumerate(lines) if first and line.startswith(opening)]
    for start, end in pairwise([*starts, len(lines)]):
        yield "\n" * start + "\n".join(lines[start:end])
