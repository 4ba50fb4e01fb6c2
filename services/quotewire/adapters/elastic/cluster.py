"""The cluster: how it is reached, what its refusals mean, and writing in bulk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, TransportError

from quotewire.errors import IndexUnavailable, QuotewireError
from quotewire.settings import ElasticsearchSettings, read_secret

_LATER = frozenset({429, 502, 503, 504})
_REFUSED = frozenset({401, 403})
_MOST_OPERATIONS = 500
_MOST_BYTES = 8 << 20


class IndexRefused(QuotewireError):
    """A document that the index will never take."""


class Operation(NamedTuple):
    """One write. A ``version`` not higher than what is there is passed over; without one, what is there stays."""

    into: str  # the index
    id: str
    source: dict[str, Any] | None  # None deletes
    version: int | None = None
    size: int = 1024  # about how many bytes it takes
    same: bool = False  # whether the version that is there is replaced, too


def connect(settings: ElasticsearchSettings) -> Elasticsearch:
    """A client; nothing is sent yet."""
    password = read_secret(settings.password, settings.password_file)
    return Elasticsearch(
        settings.url.split(","),
        api_key=read_secret(settings.api_key, settings.api_key_file),
        basic_auth=(settings.user, password) if settings.user and password else None,
        ca_certs=str(settings.ca_file) if settings.ca_file else DEFAULT,
        request_timeout=settings.timeout_seconds,
        retry_on_timeout=False,
        max_retries=0,
    )


@contextmanager
def explained(settings: ElasticsearchSettings) -> Iterator[None]:
    """Raise ``IndexUnavailable`` where waiting helps; other errors pass as they are."""
    try:
        yield
    except TransportError as error:
        raise IndexUnavailable(f"Elasticsearch at {settings.url}: no answer ({error.message})") from error
    except ApiError as error:
        blocked = _is_blocked(error.status_code, str(error.body))
        if error.status_code in _LATER or blocked:
            raise IndexUnavailable(
                f"Elasticsearch at {settings.url}: {_advise(error.status_code)} ({error})"
            ) from error
        if error.status_code in _REFUSED:
            raise IndexUnavailable(
                f"Elasticsearch at {settings.url}: {_REFUSAL} (status {error.status_code})"
            ) from error
        raise


_REFUSAL = "it refused this login; check api_key_file, or user and password_file, and their permissions"


def _is_blocked(status: int, body: str) -> bool:
    """A read-only index (a full disk, a snapshot being restored) says 403."""
    return status == 403 and "cluster_block_exception" in body


def _advise(status: int) -> str:
    return "an index is read-only; see disk space" if status == 403 else "overloaded; it goes on by itself"


def write(client: Elasticsearch, operations: Sequence[Operation]) -> None:
    """All of them, in as many requests as their sizes need.

    Raises ``IndexUnavailable`` when one should be tried again (all may be), ``IndexRefused`` when one never will do.
    """
    for batch in _batches(operations):
        body: list[dict[str, Any]] = []
        for operation in batch:
            body += _lines(operation)
        answer = client.bulk(operations=body)
        if answer["errors"]:
            for item in answer["items"]:
                (result,) = item.values()
                _check(result)


def _lines(operation: Operation) -> list[dict[str, Any]]:
    place: dict[str, Any] = {"_index": operation.into, "_id": operation.id}
    if operation.version is not None:
        place |= {"version": operation.version, "version_type": "external_gte" if operation.same else "external"}
    if operation.source is None:
        return [{"delete": place}]
    return [{"create" if operation.version is None else "index": place}, operation.source]


def _check(result: dict[str, Any]) -> None:
    status, error = result["status"], result.get("error")
    if error is None or status == 409:  # 409: what is there is newer, or there already
        return
    reason = f"{result['_index']}/{result['_id']}: {error.get('type')}: {error.get('reason')}"
    if status in _LATER or _is_blocked(status, str(error)):
        raise IndexUnavailable(f"{_advise(status)} ({reason})")
    raise IndexRefused(reason)


def _batches(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    batch: list[Operation] = []
    size = 0
    for operation in operations:
        if batch and (len(batch) >= _MOST_OPERATIONS or size + operation.size > _MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(operation)
        size += operation.size
    if batch:
        yield batch
