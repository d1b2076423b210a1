"""From where a request comes, as far as limits count it: an address of IPv4, or the /64 of IPv6, which one connection
has as a whole.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

# What a trusted proxy passes on that is no address: all of it counts as one network.
UNKNOWN = "unknown"
OWN_MACHINE = "own machine"
_IPV6_PREFIX = 64
_here: ContextVar[str] = ContextVar("network", default="")


def network_of(address: str) -> str:
    """The network of an address, by which it is counted."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return (
                OWN_MACHINE
                if found.is_loopback
                else str(ipaddress.ip_network((int(found), _IPV6_PREFIX), strict=False))
            )
        found = found.ipv4_mapped
    return OWN_MACHINE if found.is_loopback else str(found)


def here() -> str:
    """The network that the present request comes from; empty where no request is served."""
    return _here.get()


def comes_from(networks: str) -> Callable[[Scope], bool]:
    """Whether a request's connection comes from one of these addresses or networks, separated by spaces."""
    known = [ipaddress.ip_network(network) for network in networks.split()]

    def comes(scope: Scope) -> bool:
        client = scope.get("client")
        try:
            address = ipaddress.ip_address(client[0]) if client else None
        except ValueError:
            return False
        return address is not None and any(address in network for network in known)

    return comes


class Networks:
    """Notes for each request from which network it comes. What the request begins and goes on after it knows it too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            client = scope.get("client")
            _here.set(network_of(client[0]) if client else UNKNOWN)
        await self._app(scope, receive, send)
