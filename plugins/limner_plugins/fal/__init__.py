"""The `fal` provider: its hosts, its key, its errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from limner.data_urls import data_url
from limner.errors import CredentialError, InvalidArguments, MissingKey
from limner.queue_errors import ErrorReader
from limner.queue_provider import QueueProvider
from limner_plugins.fal.errors import ADVICE, RETRYABLE
from limner_plugins.fal.hosts import Hosts
from limner_registry import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.files import LocalFile

LARGEST_DATA_URL = 8 * 1024**2
"""Bytes of a local file that may travel inside the arguments: 8 MiB."""

_KEY = re.compile(r"[!-~]+")


class FalProvider(QueueProvider):
    """Runs models at fal.

    Args:
        hosts: Where fal is.
    """

    def __init__(self, hosts: Hosts) -> None:
        super().__init__("fal", hosts.queue, hosts.trusted, ErrorReader("fal", RETRYABLE, ADVICE))

    def credential(self, environment: Mapping[str, str]) -> str:
        """`FAL_KEY`, or `FAL_KEY_ID` and `FAL_KEY_SECRET`.

        Raises:
            MissingKey: The environment has neither.
        """
        if key := environment.get("FAL_KEY", "").strip():
            return key
        parts = [environment.get(name, "").strip() for name in ("FAL_KEY_ID", "FAL_KEY_SECRET")]
        if all(parts):
            return ":".join(parts)
        raise MissingKey(
            "fal needs a key, and none is set: export FAL_KEY=...; nothing was sent. The"
            " sandbox needs none: --sandbox, provider='sandbox' or LIMNER_PROVIDER=sandbox"
        )

    def authorization(self, key: str) -> Mapping[str, str]:
        """Fal's own scheme: `Key`, and the key as it is.

        Raises:
            CredentialError: No header can carry it.
        """
        if not _KEY.fullmatch(key):
            raise CredentialError(
                "the key for fal has a blank or another character that no key has; nothing was"
                " sent. Is it the key, the whole key and nothing but the key?"
            )
        return {"Authorization": f"Key {key}"}

    def file_url(self, place: str, file: LocalFile, data: bytes) -> str:
        """A data URL.

        Raises:
            InvalidArguments: The file is too large for one.
        """
        if len(data) <= LARGEST_DATA_URL:
            return data_url(file.media_type, data)
        message = (
            f"{file.name} has {len(data):,} bytes; files up to {LARGEST_DATA_URL:,} bytes travel"
            " with the request: make it smaller, or put it on the web and give its URL"
        )
        issue = Issue(place, "file_too_large", message, file.name, {"max_size": LARGEST_DATA_URL})
        raise InvalidArguments("fal", [issue])


def provider(environment: Mapping[str, str]) -> FalProvider:
    """Fal as an environment configures it; the entry point."""
    return FalProvider(Hosts.from_environment(environment))
