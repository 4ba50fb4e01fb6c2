"""The search index in one SQLite file, on FTS5."""

from quotewire.adapters.fts.index import FtsIndex

__all__ = ["FtsIndex"]
