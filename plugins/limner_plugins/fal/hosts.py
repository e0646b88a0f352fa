"""Where fal is: its hosts, or an address on this machine that stands for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner.errors import LimnerError
from limner.provider import safe_host

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Hosts:
    """Where fal is.

    Attributes:
        queue: The queue's URL, without a slash at its end.
        trusted: The hosts (`name` or `name:port`) that may see the key.
    """

    queue: str
    trusted: frozenset[str]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Hosts:
        """Fal's own hosts, unless the environment names others.

        `LIMNER_FAL_URL=http://127.0.0.1:PORT` puts all of fal under one address (http on
        this machine only): the queue is at its `/queue`. `FAL_RUN_HOST` and
        `FAL_QUEUE_RUN_HOST` mean what they mean to the official clients: hosts,
        perhaps with a port and a prefix.

        Raises:
            LimnerError: What one of them holds is no such address.
        """
        if url := environment.get("LIMNER_FAL_URL", "").rstrip("/"):
            needed = "https, or http on this machine"
            return cls(f"{url}/queue", frozenset({_host(url, "LIMNER_FAL_URL", needed)}))
        run = environment.get("FAL_RUN_HOST") or "fal.run"
        queue = environment.get("FAL_QUEUE_RUN_HOST") or f"queue.{run}"
        url = f"https://{queue.rstrip('/')}"
        host = _host(url, "FAL_QUEUE_RUN_HOST or FAL_RUN_HOST", "a host, without https://")
        return cls(url, frozenset({host}))


def _host(url: str, variable: str, needed: str) -> str:
    host = safe_host(url)
    if host is None:
        raise LimnerError(f"{variable} leads to {url}: it must be {needed}")
    return host
