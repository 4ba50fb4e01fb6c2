"""The parts that a text falls into, before metadata is laid over them."""

from dataclasses import dataclass
from datetime import datetime

from quotewire.model.article import RemovedLine


@dataclass(frozen=True, slots=True)
class Masthead:
    """What stands above an article: the parts that could be told, and the lines that belong to none."""

    title: str = ""
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    section: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    standfirst: tuple[str, ...] = ()
    removed: tuple[RemovedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """Paragraphs in order, what was taken out of them, and whether the text breaks off."""

    paragraphs: tuple[str, ...]
    removed: tuple[RemovedLine, ...] = ()
    partial: bool = False
