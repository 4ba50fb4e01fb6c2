"""One root for every error that quotewire raises on purpose. The message says what to do."""


class QuotewireError(Exception):
    """Something that a user or an operator can act on."""


class ConfigurationError(QuotewireError):
    """A settings file, watchlist or argument that cannot be used; the message names file, line and column if known."""


class QueryError(QuotewireError):
    """A query that cannot be used. ``position`` is the character (from 0) that it points at."""

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class RejectedInput(QuotewireError):
    """Bytes that hold no article. ``reason`` is a ``model.outcome.RejectedReason`` value."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Unavailable(QuotewireError):
    """Something outside is absent for now; waiting and trying again is right."""


class LogUnavailable(Unavailable):
    pass


class StateUnavailable(Unavailable):
    pass


class IndexUnavailable(Unavailable):
    pass


class MessageTooLarge(QuotewireError):
    """A message that the log will never take."""


class UnknownSchema(QuotewireError):
    """A message whose schema version this code cannot read."""


class MalformedMessage(QuotewireError):
    """Bytes that do not hold the message that their header promises, or a message that cannot be written as bytes."""
