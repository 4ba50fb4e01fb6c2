"""What is answered with 404."""

from quotewire.errors import QuotewireError


class NotKnownError(QuotewireError):
    """Something was asked for by an id that nothing has."""
