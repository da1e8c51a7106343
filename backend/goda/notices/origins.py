"""Which addresses a browser may give us to write to, so that nobody makes this server call where it must not (SSRF).

Push services are public HTTPS servers: port 443, a name and no number, and whatever the name means at the moment of sending must be a
public address. The name is looked up once and the connection made to what was checked, so that a second answer changes nothing.
A demo's push service, on this machine, is allowed by its exact origin.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore

LONGEST_ENDPOINT: Final = 1000
HTTPS: Final = 443
NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as IPv6 networks write them (RFC 6052)."""


class PushOrigins:
    """The rule; `simulator` is the one origin that need not be public, empty in production."""

    def __init__(self, simulator: str = "") -> None:
        self._simulator: Final = simulator.rstrip("/")

    def may_name(self, endpoint: str) -> bool:
        """Whether an endpoint has the form of a push service's address; no name is looked up."""
        if len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
            return False
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError:
            return False
        if self.is_simulator(endpoint):
            return True
        host = parts.hostname or ""
        return (
            parts.scheme == "https"
            and port in {None, HTTPS}
            and parts.username is None
            and "." in host.strip(".")
            and not _is_number(host)
            and not host.rstrip(".").endswith((".localhost", ".local", ".internal", ".home.arpa"))
        )

    def is_simulator(self, endpoint: str) -> bool:
        """Whether this is the demo's own push service."""
        parts = urlsplit(endpoint)
        return bool(self._simulator) and f"{parts.scheme}://{parts.netloc}" == self._simulator

    def network(self, endpoint: str) -> httpcore.AsyncNetworkBackend:
        """What to connect through in order to write to `endpoint`."""
        return httpcore.AnyIOBackend() if self.is_simulator(endpoint) else PublicOnly()


class PublicOnly(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only; for names that strangers give."""

    def __init__(self) -> None:
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,  # noqa: ASYNC109 - httpcore's own
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        """Look the name up, refuse it if any of its addresses is not public, connect to the first. Raises `httpcore.ConnectError`."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(type(error).__name__) from None
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses or not all(is_public(address) for address in addresses):
            raise httpcore.ConnectError("not a public address")
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)


def is_public(address: str) -> bool:
    """Whether an address is one of the internet's; IPv4 inside IPv6 is judged as IPv4."""
    try:
        told = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(told, ipaddress.IPv6Address):
        told = told.ipv4_mapped or told.sixtofour or (_translated(told) if told in NAT64 else told)
    return told.is_global and not told.is_multicast


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)


def _is_number(host: str) -> bool:
    """Whether a host is an address in any of the forms that resolvers understand, such as 127.1 or 0x7f000001."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        return last.isdigit() or last.lower().startswith("0x")
    return True
