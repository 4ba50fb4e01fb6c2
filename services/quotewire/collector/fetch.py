"""Fetch one address from the hostile outside: bounded in size and time, and never from a private network."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

import aiohttp

from quotewire.errors import QuotewireError

_CHUNK = 1 << 16
_OK = 200


class FetchError(QuotewireError):
    """A page that could not be had; the message says why."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """``size`` counts decoded bytes; ``seconds`` cover the whole exchange with its redirects."""

    size: int = 10 << 20
    seconds: float = 30.0
    redirects: int = 5
    allow_private: bool = False  # for feeds inside one's own network


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. ``url`` is where the redirects ended."""

    url: str
    media_type: str
    content: bytes


async def fetch(url: str, user_agent: str, limits: FetchLimits) -> Response:
    """Raises FetchError for everything that keeps the page from being had."""
    if not url.startswith(("http://", "https://")):
        raise FetchError(f"only http and https addresses are fetched, not {url[:80]!r}")
    connector = aiohttp.TCPConnector(socket_factory=_socket_factory(limits.allow_private))
    timeout = aiohttp.ClientTimeout(total=limits.seconds)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
            session.get(url, headers={"User-Agent": user_agent}, max_redirects=limits.redirects) as response,
        ):
            if response.status != _OK:
                raise FetchError(f"{url} answered {response.status}")
            return Response(str(response.url), response.content_type, await _read(response, limits.size))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise FetchError(f"{url}: {type(error).__name__}: {error}") from error


async def _read(response: aiohttp.ClientResponse, size: int) -> bytes:
    """aiohttp decodes in small steps, so that a bomb is noticed before it has grown."""
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > size:
            raise FetchError(f"{response.url} is larger than {size} bytes")
    return bytes(content)


def _socket_factory(allow_private: bool) -> aiohttp.SocketFactoryType:
    """The last place before a connection: every form of address, every redirect and DNS answer comes by here."""

    def make(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not (allow_private or is_public(str(address[0]))):
            raise OSError(f"refused to connect to the private address {address[0]}")
        return socket.socket(family, kind, protocol)

    return make


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; IPv4 inside IPv6 is judged as IPv4."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    inner = None
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    return (inner or ip).is_global and not (inner or ip).is_multicast
