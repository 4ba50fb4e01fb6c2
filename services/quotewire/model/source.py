"""Where articles come from."""

from dataclasses import dataclass
from enum import StrEnum


class SourceKind(StrEnum):
    FEED = "feed"  # RSS, RDF, Atom or JSON Feed at an http(s) address or in a file
    FOLDER = "folder"  # a folder of .html and .txt files
    PAGE = "page"  # one page at an http(s) address


@dataclass(frozen=True, slots=True)
class Source:
    """One place that is polled for articles. ``location`` is an address or a path."""

    id: str
    kind: SourceKind
    location: str
    outlet: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2, lower case
