"""State on SQLite or PostgreSQL: one SQLAlchemy Core code base, one small file a store."""

from quotewire.adapters.state.migrate import migrate
from quotewire.adapters.state.state import SqlState

__all__ = ["SqlState", "migrate"]
