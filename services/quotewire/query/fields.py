"""The fields a query may name, and the columns of a document in which each is looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from quotewire.model.statement import Form, Stance


class FieldKind(StrEnum):
    """How a field's values are compared."""

    WORDS = "words"  # text, matched word by word
    VALUE = "value"  # one of a set or an identifier, matched as a whole
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Field:
    """``columns`` are searched as alternatives. ``values`` lists what a closed field may hold."""

    name: str
    kind: FieldKind
    columns: tuple[str, ...]
    values: tuple[str, ...] = ()


ARTICLE_COLUMNS = ("title", "body", "outlet", "source", "language", "section", "entity")
"""What the statements of one article share."""

STATEMENT_COLUMNS = ("quote", "speaker", "role", "speaks_for", "stance", "form", "claim")
"""What belongs to one statement; in an article's own document they hold the values of all its statements."""

CLAIM_COLUMNS = ("body", "entity", "claim")
"""What a claim's document has; every other column of it is empty."""

COLUMNS = ARTICLE_COLUMNS + STATEMENT_COLUMNS
NUMBERS = ("published", "confidence")


def _fields() -> Mapping[str, Field]:
    values = {"stance": tuple(Stance), "form": tuple(Form), "source": (), "language": (), "claim": ()}
    fields = {name: Field(name, FieldKind.WORDS, (name,)) for name in COLUMNS}
    fields |= {name: Field(name, FieldKind.VALUE, (name,), known) for name, known in values.items()}
    return fields | {
        "text": Field("text", FieldKind.WORDS, ("title", "body")),
        "published": Field("published", FieldKind.DATE, ("published",)),
        "confidence": Field("confidence", FieldKind.NUMBER, ("confidence",)),
    }


FIELDS = _fields()
"""By name. ``text`` is meant where no field is named: a statement's words are part of its article's text, so a topic
holds for a statement when its article speaks of it; ``quote`` asks for the statement's own words."""
