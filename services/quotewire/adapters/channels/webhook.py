"""Signed webhooks after the Standard Webhooks specification: id, timestamp and signature in headers."""

import asyncio
import errno
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from standardwebhooks import Webhook

from quotewire.adapters.channels.key import key_of
from quotewire.adapters.web.guard import guarded_connector
from quotewire.codec import encode
from quotewire.model.alert import Alert
from quotewire.model.notice import Notice
from quotewire.ports.channel import Receipt

_SECONDS = 15.0
"""Longest wait for one answer."""
_SHOWN = 200  # characters of an answer that the delivery log keeps
_TOO_MANY = 429
_LONGEST_PAUSE = timedelta(days=1)


class WebhookChannel:
    """``ports.channel.Channel``. ``secrets`` sign in turn, the newest first, so that one can be rotated.

    2xx is delivered; 429 waits as long as the answer asks; 408, 5xx and what cannot be reached is tried again; anything
    else, a redirect among it, is final.
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
        self._url = url
        self._signers = tuple(Webhook(secret) for secret in secrets)
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
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            refused = getattr(error, "errno", None) == errno.EACCES  # by the guard: trying again changes nothing
            return Receipt(False, retryable=not refused, response=f"{type(error).__name__}: {error}"[:_SHOWN])
        except ValueError as error:
            return Receipt(False, retryable=False, response=f"not an address: {error}"[:_SHOWN])

    def _headers(self, key: str, body: str) -> dict[str, str]:
        at = self._now()
        return {
            "content-type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signer.sign(key, at, body) for signer in self._signers),
        }

    async def _post(self, body: str, headers: dict[str, str]) -> Receipt:
        async with (
            aiohttp.ClientSession(connector=guarded_connector(self._allow_private), timeout=self._timeout) as session,
            session.post(self._url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            answer = await _read_answer(response)
            return self._receipt(response.status, response.headers.get("retry-after"), answer)

    def _receipt(self, status: int, retry_after: str | None, answer: str) -> Receipt:
        delivered = 200 <= status < 300
        retryable = status in {408, _TOO_MANY} or status >= 500
        pause = read_retry_after(retry_after, self._now()) if status == _TOO_MANY else None
        return Receipt(delivered, retryable, f"{status} {answer}".strip(), pause)


async def _read_answer(response: aiohttp.ClientResponse) -> str:
    """As much as there is: the status has decided already, and a body that is cut off changes nothing."""
    try:
        return (await response.content.read(_SHOWN)).decode("utf-8", "replace")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return f"(its body: {type(error).__name__})"


def read_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Seconds or a date, as HTTP allows; nothing when it is neither, and a day at most."""
    if value is None:
        return None
    try:
        if value.strip().isdigit():
            return min(timedelta(seconds=min(int(value), 86_400)), _LONGEST_PAUSE)
        return min(max(parsedate_to_datetime(value).astimezone(UTC) - now, timedelta(0)), _LONGEST_PAUSE)
    except (ValueError, TypeError):
        return None
