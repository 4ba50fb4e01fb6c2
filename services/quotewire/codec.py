"""Model objects as bytes on the log and back.

JSON with bytes as URL-safe base64, enums by value, dates and times in ISO 8601. A reader ignores fields that it does
not know and fills fields that are missing from their defaults, so messages of one version may differ by optional fields.
"""

import re
from collections.abc import Hashable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import ConfigDict, RootModel, ValidationError
from pydantic_core import PydanticSerializationError

from quotewire.errors import MalformedMessage, UnknownSchema
from quotewire.model.alert import Alert
from quotewire.model.article import CollectedArticle
from quotewire.model.dead_letter import DeadLetter
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RejectedArticle
from quotewire.model.watch import Watch

T = TypeVar("T")

HEADER: Final = "schema"
"""The header that names a message's schema: ``collected-article/1``."""

VERSION_HEADER: Final = "version"
"""The header that names the collected version, so that a record that cannot be read can still be told by name."""

VERSIONS: Final[Mapping[type, int]] = MappingProxyType(
    {
        CollectedArticle: 1,
        AnalysedArticle: 1,
        RejectedArticle: 1,
        RecordedArticle: 1,
        Alert: 1,
        Watch: 1,
        DeadLetter: 1,
    }
)
"""Every message and the version that this code writes. It reads that version and those before it."""

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")
_HEADER_FORM = re.compile(r"([a-z-]+)/([1-9][0-9]{0,5})")


def schema_name(message: type) -> str:
    """``CollectedArticle`` is ``collected-article``."""
    return _WORD_START.sub("-", message.__name__).lower()


def headers_of(message: type) -> dict[str, str]:
    """The headers to send with a message of this type."""
    return {HEADER: f"{schema_name(message)}/{VERSIONS[message]}"}


def encode(value: object) -> bytes:
    """Any frozen dataclass of ``model`` as JSON. Raises ``MalformedMessage`` for text that has no UTF-8 form."""
    try:
        return root_of(type(value)).model_construct(root=value).model_dump_json().encode()
    except (PydanticSerializationError, UnicodeEncodeError) as error:
        raise MalformedMessage(f"a {schema_name(type(value))} cannot be written: {error}") from error


def decode(message: type[T], data: bytes, headers: Mapping[str, str] | None = None) -> T:
    """What ``encode`` was given. With ``headers``, their schema is checked first.

    Raises ``UnknownSchema`` when the headers name no schema, another one or a later version, and ``MalformedMessage``
    when the bytes hold something else than the schema says.
    """
    if headers is not None:
        _check_schema(message, headers)
    try:
        value: T = root_of(message).model_validate_json(data).root
    except ValidationError as error:
        raise MalformedMessage(f"not a {schema_name(message)}: {_first_of(error)}") from error
    return value


def root_of(message: type) -> type[RootModel[Any]]:
    """The pydantic model that reads and writes this dataclass; the dataclass itself stays free of any framework."""

    return _make_root(message)


@cache
def _make_root(message: Hashable) -> type[RootModel[Any]]:
    class Root(RootModel[message]):  # type: ignore[valid-type]
        model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    return Root


def _check_schema(message: type, headers: Mapping[str, str]) -> None:
    stated = headers.get(HEADER, "")
    parsed = _HEADER_FORM.fullmatch(stated)
    expected = f"{schema_name(message)}/{VERSIONS[message]}"
    if parsed is None or parsed[1] != schema_name(message) or int(parsed[2]) > VERSIONS[message]:
        raise UnknownSchema(f"the message says schema {stated!r}; this version of quotewire reads up to {expected}")


def _first_of(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the whole"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{place}: {first['msg']}{more}"
