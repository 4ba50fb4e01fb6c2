"""Model objects as JSON text, and rows as flat model objects."""

from dataclasses import fields
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from quotewire.codec import decode, encode

T = TypeVar("T")


class Codec(Generic[T]):
    """Writes and reads one type of the model, as ``quotewire.codec`` does."""

    def __init__(self, of: type[T]) -> None:
        self._of = of
        self._adapter: TypeAdapter[T] = TypeAdapter(of)
        self._fields = [field.name for field in fields(of)]  # type: ignore[arg-type]

    def dump(self, value: T) -> str:
        return encode(value).decode()

    def load(self, payload: str) -> T:
        return decode(self._of, payload.encode())

    def row(self, value: T) -> dict[str, Any]:
        """The columns of a flat object: one a field, under the field's name."""
        return {name: getattr(value, name) for name in self._fields}

    def load_row(self, row: RowMapping) -> T:
        """From columns named like the fields; others are ignored."""
        return self._adapter.validate_python(dict(row))
