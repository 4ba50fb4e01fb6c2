"""Signed webhooks after the Standard Webhooks specification: id, timestamp and signature in headers."""

import asyncio
import errno
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from quotewire.adapters.channels.answer import show_answer
from quotewire.adapters.channels.key import key_of
from quotewire.adapters.web.guard import guarded_connector
from quotewire.codec import encode
from quotewire.model.alert import Alert
from quotewire.model.notice import Notice
from quotewire.ports.channel import Receipt

_SECONDS = 15.0
"""Longest wait for one answer."""
_READ = 200  # bytes of an answer
_TOO_MANY = 429
_LONGEST_PAUSE = timedelta(days=1)


class WebhookChannel:
    """``ports.channel.Channel``. ``secrets`` sign in turn, the newest first, so that one can be rotated.

    2xx is delivered; 429 waits as long as the answer asks; 408, 5xx and what cannot be reached is tried again; anything
    else, a redirect among it, is final. Raises ValueError for an address or secrets that cannot be used.
    """

    def __init__(
        self,
        channel_id: str,
        url: str,
        secrets: tuple[str, ...],
        now: Callable[[], datetime],
        allow_private: bool = False,
        *,
        seconds: float = _SECONDS,
    ) -> None:
        self._id = channel_id
        self._url = _check_address(url)
        self._signers = _make_signers(secrets)
        self._now = now
        self._allow_private = allow_private
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    @property
    def id(self) -> str:
        return self._id

    def send(self, alerts: tuple[Alert, ...]) -> Receipt:
        body = json.dumps({"type": "alerts", "alerts": [json.loads(encode(alert)) for alert in alerts]})
        return self._send(key_of(alerts), body)

    def notify(self, notice: Notice) -> Receipt:
        return self._send(key_of([notice]), json.dumps({"type": "notice", "notice": json.loads(encode(notice))}))

    def _send(self, key: str, body: str) -> Receipt:
        try:
            return asyncio.run(self._post(body, self._headers(key, body)))
        except aiohttp.InvalidURL:
            return Receipt(False, retryable=False, response="its url is not an address")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            refused = getattr(error, "errno", None) == errno.EACCES  # by the guard: trying again changes nothing
            return Receipt(False, retryable=not refused, response=show_answer(_explain(error)))

    def _headers(self, key: str, body: str) -> dict[str, str]:
        at = self._now()
        return {
            "content-type": "application/json",
            "accept-encoding": "identity",
            "webhook-id": key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signer.sign(key, at, body) for signer in self._signers),
        }

    async def _post(self, body: str, headers: dict[str, str]) -> Receipt:
        async with (
            self._session() as session,
            session.post(self._url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            answer = await _read_answer(response)
            return self._receipt(response.status, response.headers.get("retry-after"), answer)

    def _session(self) -> aiohttp.ClientSession:
        """An answer is shown as it came: one that is packed, perhaps in a way unknown here, must not hide its status."""
        connector = guarded_connector(self._allow_private)
        return aiohttp.ClientSession(connector=connector, timeout=self._timeout, auto_decompress=False)

    def _receipt(self, status: int, retry_after: str | None, answer: str) -> Receipt:
        delivered = 200 <= status < 300
        retryable = status in {408, _TOO_MANY} or status >= 500
        pause = read_retry_after(retry_after, self._now()) if status == _TOO_MANY else None
        return Receipt(delivered, retryable, show_answer(f"{status} {answer}"), pause)


def _explain(error: Exception) -> str:
    """Without the address, in which there may be secrets."""
    told = error.message if isinstance(error, aiohttp.ClientResponseError) else error
    return f"{type(error).__name__}: {told}"


def _check_address(url: str) -> str:
    """Told at the start: an alert that cannot go out should not be the first to find out."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("its url is not an address that begins with http:// or https://")
    return url


def _make_signers(secrets: Iterable[str]) -> tuple[Webhook, ...]:
    try:
        signers = tuple(Webhook(secret) for secret in secrets)
    except (ValueError, EmptyWebhookSecretError) as error:
        raise ValueError("a webhook secret is base64, with or without whsec_") from error
    if not signers:
        raise ValueError(
            "a webhook needs a secret to sign with, or its receiver cannot tell who sends; add one to secrets"
        )
    return signers


async def _read_answer(response: aiohttp.ClientResponse) -> str:
    """As much as there is: the status has decided already, and a body that is cut off changes nothing."""
    try:
        return (await response.content.read(_READ)).decode("utf-8", "replace")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return f"(its body: {type(error).__name__})"


def read_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Seconds or a date, as HTTP allows; nothing when it is neither, and a day at most."""
    if value is None:
        return None
    try:
        if value.strip().isdigit():
            return min(timedelta(seconds=min(int(value), 86_400)), _LONGEST_PAUSE)
        at = parsedate_to_datetime(value)
        pause = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now  # the older form has no zone and means UTC
        return min(max(pause, timedelta(0)), _LONGEST_PAUSE)
    except (ValueError, TypeError, OverflowError):
        return None
