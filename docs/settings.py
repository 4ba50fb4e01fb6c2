# ruff: noqa: INP001  # a script
"""Writes settings.md from the settings themselves: ``make schemas``."""

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from quotewire.settings import Settings

FILE = Path(__file__).with_name("settings.md")
HEAD = """# Settings

Written by `make schemas`; do not edit. A configuration file (`--config`, YAML) has these names; a dot is one step
in. Each is also a variable: `streaming.kafka.servers` is `QUOTEWIRE_STREAMING__KAFKA__SERVERS`, and a list is written as JSON.
Variables win over the file, and options of a command over both. `data`, `watches`, `entities` and the locations of sources are
relative to the file; the files of secrets and certificates to where the service is started.
"""


def write() -> str:
    """The page."""
    sections = [("General", "", Settings), *_sections(Settings, "")]
    return "\n".join([HEAD, *(_section(*section) for section in sections)])


def _sections(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        inner = _model_of(field.annotation)
        if inner:
            place = f"{prefix}{name}" + ("[]" if get_origin(field.annotation) is tuple else "")
            yield place, f"{place}.", inner
            yield from _sections(inner, f"{place}.")


def _section(title: str, prefix: str, model: type[BaseModel]) -> str:
    rows = [
        f"| `{prefix}{name}` | {_kind(field.annotation)} | {_default(field)} | {field.description} |"
        for name, field in model.model_fields.items()
        if not _model_of(field.annotation)
    ]
    said = (
        (model.__doc__ or "").strip().splitlines()[0] if prefix else "What is collected, kept and delivered, and where."
    )
    return "\n".join(
        [f"## {title}\n", f"{said}\n", "| setting | type | default | meaning |", "|---|---|---|---|", *rows, ""]
    )


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "has to be set"
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return "none" if value is None or value == () else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _kind(annotation: Any) -> str:
    names = {str: "text", SecretStr: "secret", Path: "path", int: "number", float: "number", bool: "true or false"}
    if get_origin(annotation) in (types.UnionType, Union):
        return " or ".join(_kind(one) for one in get_args(annotation) if one is not type(None))
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{one}`" for one in get_args(annotation))
    if get_origin(annotation) is tuple:
        return f"list of {_kind(get_args(annotation)[0])}"
    return names.get(annotation) or ", ".join(f"`{one.value}`" for one in annotation)


def _model_of(annotation: Any) -> type[BaseModel] | None:
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


if __name__ == "__main__":
    FILE.write_text(write(), "utf-8")
