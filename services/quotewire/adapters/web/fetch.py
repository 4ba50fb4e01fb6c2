"""``ports.fetch.Fetch`` over aiohttp, chosen because it stops at a size while it decodes; others decode whole bombs."""

import asyncio
from dataclasses import dataclass

import aiohttp

from quotewire.adapters.web.guard import guarded_connector
from quotewire.ports.fetch import FetchError, Response

_CHUNK = 1 << 16
_OK = 200


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """``size`` counts decoded bytes; ``seconds`` cover the whole exchange with its redirects."""

    size: int = 10 << 20
    seconds: float = 30.0
    redirects: int = 5
    allow_private: bool = False  # for feeds inside one's own network


class WebFetch:
    """One request at a time, each in a session of its own."""

    def __init__(self, user_agent: str, limits: FetchLimits) -> None:
        self._user_agent = user_agent
        self._limits = limits

    def get(self, url: str) -> Response:
        if not url.startswith(("http://", "https://")):
            raise FetchError(f"only http and https addresses are fetched, not {url[:80]!r}")
        try:
            return asyncio.run(self._get(url))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise FetchError(f"{url}: {type(error).__name__}: {error}") from error

    async def _get(self, url: str) -> Response:
        limits = self._limits
        timeout = aiohttp.ClientTimeout(total=limits.seconds)
        headers = {"User-Agent": self._user_agent}
        async with (
            aiohttp.ClientSession(connector=guarded_connector(limits.allow_private), timeout=timeout) as session,
            session.get(url, headers=headers, max_redirects=limits.redirects) as response,
        ):
            if response.status != _OK:
                raise FetchError(f"{url} answered {response.status}")
            return Response(str(response.url), response.content_type, await _read(response, limits.size))


async def _read(response: aiohttp.ClientResponse, size: int) -> bytes:
    """aiohttp decodes in small steps, so that a bomb is noticed before it has grown."""
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > size:
            raise FetchError(f"{response.url} is larger than {size} bytes")
    return bytes(content)
