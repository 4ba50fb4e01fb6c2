"""How the broker is reached, and what its refusals mean."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import errors

from quotewire.errors import ConfigurationError, LogUnavailable, MessageTooLarge, QuotewireError
from quotewire.settings import KafkaSettings, read_secret

REQUEST_SECONDS = 10
_MEBIBYTE = 1 << 20
LARGEST_MESSAGE = 16 * _MEBIBYTE
"""Bytes of a message's value: an article of the largest size in Base64 and room for what is said of it."""

LARGEST_DEAD_LETTER = 24 * _MEBIBYTE
"""A dead letter carries a message in Base64."""

LARGEST_REQUEST = 32 * _MEBIBYTE


def connect_arguments(settings: KafkaSettings) -> dict[str, Any]:
    """What producers, consumers and the admin client have in common."""
    return {
        "bootstrap_servers": list(settings.servers.split(",")),
        "request_timeout_ms": REQUEST_SECONDS * 1000,
        "bootstrap_timeout_ms": REQUEST_SECONDS * 1000,
        "client_id": "quotewire",
        **_tls(settings),
        **_sasl(settings),
    }


def _tls(settings: KafkaSettings) -> dict[str, Any]:
    protocol = ("SASL_" if settings.sasl else "") + ("SSL" if settings.tls else "PLAINTEXT")
    files = {
        "ssl_cafile": settings.ca_file,
        "ssl_certfile": settings.certificate_file,
        "ssl_keyfile": settings.key_file,
    }
    return {"security_protocol": protocol, **{name: str(file) for name, file in files.items() if file}}


def _sasl(settings: KafkaSettings) -> dict[str, Any]:
    if settings.sasl is None:
        return {}
    password = read_secret(settings.password, settings.password_file)
    if not settings.user or not password:
        raise ConfigurationError(
            "streaming.kafka.sasl needs streaming.kafka.user and a password (password or password_file)"
        )
    return {
        "sasl_mechanism": settings.sasl,
        "sasl_plain_username": settings.user,
        "sasl_plain_password": password,
    }


@contextmanager
def explained(settings: KafkaSettings) -> Iterator[None]:
    """Raise what kafka-python's errors mean for the caller: wait, or give this message up."""
    try:
        yield
    except errors.KafkaError as error:
        raise explain(error, settings) from error


def explain(error: errors.KafkaError, settings: KafkaSettings) -> QuotewireError:
    if isinstance(error, (errors.MessageSizeTooLargeError, errors.RecordListTooLargeError)):
        return MessageTooLarge(f"the broker takes no message of this size: {error}")
    return LogUnavailable(f"Kafka at {settings.servers}: {_advise(error, settings)} ({error})")


def _advise(error: errors.KafkaError, settings: KafkaSettings) -> str:
    if isinstance(error, errors.AuthorizationError):
        return "this user lacks a permission; grant it read, write and describe on topics and groups"
    if isinstance(error, errors.SaslAuthenticationFailedError):
        return "the broker refused the login; check streaming.kafka.user and its password"
    if isinstance(error, errors.UnknownTopicOrPartitionError):
        return "a topic is missing; run `quotewire init`"
    if settings.sasl or settings.tls:  # kafka-python does not tell a refusal from an absence: the broker hangs up
        return (
            "no answer, or it hung up: see that it is up, then check ca_file, user and password under streaming.kafka"
        )
    return "no answer; it goes on when the broker is back and `quotewire init` has made the topics"
