"""No connection into a private network, whatever a URL, a redirect or a DNS answer says."""

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import aiohttp

_CARRIERS = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/96", "::ffff:0:0:0/96", "::/96")))
"""What carries an IPv4 address in its last 32 bits: gateways between the two translate it back."""


def guarded_connector(allow_private: bool) -> aiohttp.TCPConnector:
    """A connector for one session. The socket is the last place before a connection: every form of address, every
    redirect and every DNS answer comes by there (a guard at the resolver is passed by IP literals).
    """

    def make(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not (allow_private or is_public(str(address[0]))):
            raise OSError(errno.EACCES, f"refused to connect to the private address {address[0]}")
        return socket.socket(family, kind, protocol)

    return aiohttp.TCPConnector(socket_factory=make)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; IPv4 inside IPv6 is judged as IPv4."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    judged = (_inner(ip) if isinstance(ip, IPv6Address) else None) or ip
    return judged.is_global and not judged.is_multicast


def _inner(ip: IPv6Address) -> IPv4Address | None:
    if any(ip in carrier for carrier in _CARRIERS):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
