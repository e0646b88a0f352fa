"""Where fal is: its hosts, or an address on this machine that stands for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner.errors import LimnerError
from limner.provider import safe_host

if TYPE_CHECKING:
    from collections.abc import Mapping

API_HOST = "api.fal.ai"
"""The host of the platform API; no variable of the official clients moves it."""

REST_HOST = "rest.fal.ai"
"""The host that gives leave to upload files; likewise."""

FILES = "fal.media"
"""Where files are, on hosts below it; likewise. They never see the key."""


@dataclass(frozen=True)
class Hosts:
    """Where fal is.

    Attributes:
        queue: The queue's URL, without a slash at its end.
        api: The platform API's, likewise.
        rest: The URL of what gives leave to upload files, likewise.
        cdn: The storage's own, likewise.
        trusted: The hosts (`name` or `name:port`) that may see the key.
    """

    queue: str
    api: str
    rest: str
    cdn: str
    trusted: frozenset[str]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Hosts:
        """Fal's own hosts, unless the environment names others.

        `LIMNER_FAL_URL=http://127.0.0.1:PORT` puts all of fal under one address (http on
        this machine only): the queue is at its `/queue`, the platform API at its `/api`,
        the storage at its `/cdn`, and what gives leave to upload at its `/rest`.
        `FAL_RUN_HOST` and `FAL_QUEUE_RUN_HOST` mean what they mean to the official
        clients: hosts, perhaps with a port and a prefix.

        Raises:
            LimnerError: What one of them holds is no such address.
        """
        if url := environment.get("LIMNER_FAL_URL", "").rstrip("/"):
            needed = "https, or http on this machine"
            trusted = frozenset({_host(url, "LIMNER_FAL_URL", needed)})
            return cls(f"{url}/queue", f"{url}/api/v1", f"{url}/rest", f"{url}/cdn", trusted)
        run = environment.get("FAL_RUN_HOST") or "fal.run"
        queue = environment.get("FAL_QUEUE_RUN_HOST") or f"queue.{run}"
        url = f"https://{queue.rstrip('/')}"
        host = _host(url, "FAL_QUEUE_RUN_HOST or FAL_RUN_HOST", "a host, without https://")
        return cls(
            url,
            f"https://{API_HOST}/v1",
            f"https://{REST_HOST}",
            f"https://v3.{FILES}",
            frozenset({host, API_HOST, REST_HOST}),
        )

    def keeps_files(self, url: str) -> bool:
        """Whether a URL is at the storage, which has several hosts."""
        host, own = safe_host(url), safe_host(self.cdn)
        return host is not None and (
            host == own or (own == f"v3.{FILES}" and host.endswith(f".{FILES}"))
        )


def _host(url: str, variable: str, needed: str) -> str:
    host = safe_host(url)
    if host is None:
        raise LimnerError(f"{variable} leads to {url}: it must be {needed}")
    return host
