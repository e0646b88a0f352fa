"""Live network: which of the interpreter's audit events are calls of another machine.

Nothing is imported here but the standard library: a process that watches an import uses it.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONNECTING = frozenset({"socket.connect", "socket.sendmsg", "socket.sendto"})
_LOOKING_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_OURSELVES = frozenset({"", "0.0.0.0", "::", "localhost"})  # noqa: S104 -- nobody listens there


class LiveNetwork(RuntimeError):
    """Something tried to reach another machine where that isn't wanted; it didn't get there."""


def called(event: str, arguments: tuple[Any, ...]) -> str | None:
    """The other machine that an audit event calls or looks up; None of any other event."""
    if event in _CONNECTING:
        family, address = getattr(arguments[0], "family", None), arguments[-1]
        if family not in {socket.AF_INET, socket.AF_INET6} or not isinstance(address, tuple):
            return None
        return None if _is_local(str(address[0])) else f"{address[0]}:{address[1]}"
    if event in _LOOKING_UP and arguments[0] is not None:
        host = arguments[0]
        name = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
        return None if _is_local(name) or _as_address(name) else name
    return None


def _is_local(host: str) -> bool:
    """Whether a host is this machine."""
    address = _as_address(host)
    return host.lower() in _OURSELVES or bool(address and address.is_loopback)


def _as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """A host that is an address, which nobody needs to look up."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


@contextmanager
def guarded() -> Iterator[list[str]]:
    """Let nothing get out to another machine, of any thread; gives the list of who was called.

    Raises:
        LiveNetwork: Where something tries to.
    """
    _install()
    attempts: list[str] = []
    _guards.append(attempts)
    try:
        yield attempts
    finally:
        _guards[:] = [one for one in _guards if one is not attempts]


_guards: list[list[str]] = []
_installed: list[bool] = []


def _install() -> None:
    """Begin to listen; audit hooks can't be taken away, so this one is silent between guards."""
    if not _installed:
        _installed.append(True)
        sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _guards and event.startswith("socket.") and (host := called(event, arguments)):
        for attempts in _guards:
            attempts.append(host)
        if isinstance(arguments[0], socket.socket):
            arguments[0].close()  # those who connect close it after an OSError only
        raise LiveNetwork(
            f"{host} was called over the network, in a test that must do without: use"
            ' Client(provider="sandbox"), or pass a transport in'
        )
