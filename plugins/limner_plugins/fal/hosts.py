"""Where fal is: its hosts, or an address on this machine that stands for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from limner.errors import LimnerError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


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
            LimnerError: `LIMNER_FAL_URL` is neither https nor on this machine.
        """
        if url := environment.get("LIMNER_FAL_URL", "").rstrip("/"):
            return cls(f"{url}/queue", frozenset({_safe_host(url)}))
        run = environment.get("FAL_RUN_HOST") or "fal.run"
        queue = (environment.get("FAL_QUEUE_RUN_HOST") or f"queue.{run}").rstrip("/")
        return cls(f"https://{queue}", frozenset({urlsplit(f"https://{queue}").netloc.lower()}))


def _safe_host(url: str) -> str:
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.netloc or not (local or parts.scheme == "https"):
        raise LimnerError(f"LIMNER_FAL_URL is {url}: it must be https, or http on this machine")
    return parts.netloc.lower()
