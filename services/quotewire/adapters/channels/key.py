"""The idempotency key of a message: receivers tell a repetition by it."""

from collections.abc import Iterable
from hashlib import blake2b

from quotewire.model.alert import Alert
from quotewire.model.notice import Notice


def key_of(told: Iterable[Alert | Notice]) -> str:
    """The same for the same alerts or notice, at every attempt and from every worker."""
    return "msg_" + blake2b("".join(one.id for one in told).encode(), digest_size=12).hexdigest()
